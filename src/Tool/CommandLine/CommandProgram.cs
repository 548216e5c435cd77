namespace Tocsin.Tool.CommandLine;

/// <summary>Runs a program: sorts the words, checks the values, prints help and version, calls the command.</summary>
public static class CommandProgram
{
    /// <summary>The switches every program has.</summary>
    public static IReadOnlyList<FlagSpec> BuiltInFlags { get; } =
    [
        new("help", "Show context-sensitive help (also try --help-long and --help-man).")
        {
            Letter = 'h',
            Kind = ValueKind.Switch,
        },
        new("help-long", "Generate long help.") { Kind = ValueKind.Switch, Hidden = true },
        new("help-man", "Generate a man page.") { Kind = ValueKind.Switch, Hidden = true },
        new("completion-bash", "Output possible completions for the given args.")
        {
            Kind = ValueKind.Switch,
            Hidden = true,
        },
        new("completion-script-bash", "Generate completion script for bash.")
        {
            Kind = ValueKind.Switch,
            Hidden = true,
        },
        new("completion-script-zsh", "Generate completion script for ZSH.") { Kind = ValueKind.Switch, Hidden = true },
    ];

    /// <summary>The switch that prints the version; programs put it last of their own.</summary>
    public static FlagSpec VersionFlag { get; } = new("version", "Show application version.")
    {
        Kind = ValueKind.Switch,
    };

    /// <summary>The command that shows help, first of a program that has commands.</summary>
    public static CommandSpec HelpCommand() => new("help", "Show help.")
    {
        Arguments = [new("command", "Show help on command.") { Kind = ValueKind.TextList }],
    };

    /// <summary>Runs <paramref name="program"/> on <paramref name="arguments"/> and gives the exit code.</summary>
    public static async Task<int> RunAsync(
        ProgramSpec program,
        IReadOnlyList<string> arguments,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        try
        {
            return await RunCommandAsync(program, arguments, terminal, cancellationToken);
        }
        catch (CommandFailure failure)
        {
            await terminal.Out.FlushAsync(cancellationToken);
            string end = failure.IsBare ? "" : program.ErrorEnd;
            await terminal.Error.WriteLineAsync($"{program.Root.Name}: error: {failure.Message}{end}");
            return 1;
        }
        finally
        {
            await terminal.Out.FlushAsync(CancellationToken.None);
            await terminal.Error.FlushAsync(CancellationToken.None);
        }
    }

    private static async Task<int> RunCommandAsync(
        ProgramSpec program,
        IReadOnlyList<string> arguments,
        Terminal terminal,
        CancellationToken cancellationToken)
    {
        if (arguments.Contains("--completion-bash"))
        {
            Completion.Write(program.Root, arguments, terminal.Out);
            return 0;
        }

        ParsedLine line = CommandLineParser.Parse(program.Root, arguments);
        IReadOnlyDictionary<string, string> defaults = Defaults(program, line, terminal);
        if (TryAnswer(program, line, terminal))
        {
            return 0;
        }

        if (line.Error is { } error)
        {
            throw new CommandFailure(error);
        }

        if (line.Has("help"))
        {
            ParsedLine named = CommandLineParser.Parse(program.Root, arguments, ignoreDefaults: true);
            UsageWriter.Write(program, named, terminal);
            return 0;
        }

        Invocation invocation = Values(line, program, terminal, defaults);
        if (line.Command is { Run: { } run })
        {
            program.Before?.Invoke(invocation);
            return await RunAsync(program, run, invocation, cancellationToken);
        }

        if (program.Root.Run is { } rootRun)
        {
            return await RunAsync(program, rootRun, invocation, cancellationToken);
        }

        UsageWriter.Write(program, line, terminal);
        return 0;
    }

    private static async Task<int> RunAsync(
        ProgramSpec program,
        Func<Invocation, CancellationToken, Task<int>> run,
        Invocation invocation,
        CancellationToken cancellationToken)
    {
        try
        {
            return await run(invocation, cancellationToken);
        }
        catch (CommandFailure failure) when (!program.EndsAllErrors)
        {
            // "try --help" would mislead: the command line was right, its work failed.
            throw new CommandFailure(failure.Message, failure) { IsBare = true };
        }
    }

    private static IReadOnlyDictionary<string, string> Defaults(ProgramSpec program, ParsedLine line, Terminal terminal)
    {
        if (program.ReadDefaults is not { } read)
        {
            return new Dictionary<string, string>();
        }

        // Files give values to the flags of the selected command, so the words must make sense first.
        return line.Error is { } error ? throw new CommandFailure(error) : read(terminal, line);
    }

    private static bool TryAnswer(ProgramSpec program, ParsedLine line, Terminal terminal)
    {
        if (line.Flags.Find(f => f.Flag.Name is not "help" && IsAnswered(f)) is { Flag: { } flag })
        {
            switch (flag.Name)
            {
                case "version":
                    terminal.Out.Write(program.Version + "\n");
                    break;
                case "help-long":
                    UsageWriter.WriteLong(program, terminal);
                    break;
                case "help-man":
                    ManPage.Write(program, terminal);
                    break;
                default:
                    bool forZsh = flag.Name == "completion-script-zsh";
                    Completion.WriteScript(program.Root.Name, forZsh, terminal.Out);
                    break;
            }

            return true;
        }

        if (line.Command is { Name: "help", Parent.Parent: null })
        {
            IEnumerable<string> words = line.Arguments.Select(a => a.Value);
            ParsedLine asked = CommandLineParser.Parse(program.Root, words, ignoreDefaults: true);
            if (asked.Error is { } error)
            {
                throw new CommandFailure(error) { IsBare = true };
            }

            UsageWriter.Write(program, asked, terminal);
            return true;
        }

        return false;
    }

    // --no-version and the like run upstream's action as well, so the value does not matter.
    private static bool IsAnswered(GivenFlag given) => given.Flag == VersionFlag || BuiltInFlags.Contains(given.Flag);

    private static Invocation Values(
        ParsedLine line,
        ProgramSpec program,
        Terminal terminal,
        IReadOnlyDictionary<string, string> defaults)
    {
        var invocation = new Invocation(line.Command ?? program.Root, terminal);
        foreach (FlagSpec flag in line.KnownFlags.Where(f => !line.Has(f.Name)))
        {
            IReadOnlyList<string> values = defaults.TryGetValue(flag.Name, out string? value) ? [value] : flag.Default;
            foreach (string text in values)
            {
                Require(ValueCheck.Find(flag, text));
                invocation.Set(flag.Name, text, given: false);
            }
        }

        foreach (GivenFlag given in line.Flags)
        {
            if (invocation.WasGiven(given.Flag.Name) && !given.Flag.IsRepeatable)
            {
                throw new CommandFailure($"flag '{given.Flag.Name}' cannot be repeated");
            }

            Require(ValueCheck.Find(given.Flag, given.Value));
            invocation.Set(given.Flag.Name, given.Value, given: true);
        }

        foreach (GivenArgument given in line.Arguments)
        {
            Require(ValueCheck.Find(given.Argument.Kind, given.Value));
            invocation.Set(given.Argument.Name, given.Value, given: true);
        }

        RequirePresence(line, invocation);
        return invocation;
    }

    private static void RequirePresence(ParsedLine line, Invocation invocation)
    {
        if (line.Command is { Run: null, Commands.Count: > 0 } command)
        {
            throw new CommandFailure($"must select a subcommand of '{command.FullName}'");
        }

        IEnumerable<FlagSpec> absent = line.KnownFlags.Where(f => f.Required && !line.Has(f.Name));
        string[] missing = [.. absent.Select(f => $"'--{f.Name}'")];
        if (missing.Length > 0)
        {
            throw new CommandFailure($"required flag(s) {string.Join(", ", missing)} not provided");
        }

        if (line.KnownArguments.Find(a => a.Required && !invocation.WasGiven(a.Name)) is { } argument)
        {
            throw new CommandFailure($"required argument '{argument.Name}' not provided");
        }
    }

    private static void Require(string? error)
    {
        if (error is not null)
        {
            throw new CommandFailure(error);
        }
    }
}
