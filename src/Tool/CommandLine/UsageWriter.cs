using Tocsin.Model.Labels;

namespace Tocsin.Tool.CommandLine;

/// <summary>Writes the help.</summary>
internal static class UsageWriter
{
    private const int WideName = 30;

    /// <summary>Help for the command that <paramref name="line"/> names, or for the whole program.</summary>
    public static void Write(ProgramSpec program, ParsedLine line, Terminal terminal)
    {
        CommandSpec about = line.Command ?? program.Root;
        string name = line.Command is null ? program.Root.Name : $"{program.Root.Name} {about.FullName}";
        TextWriter output = terminal.Out;
        WriteHead(about, name, terminal);
        if (program.Style == UsageStyle.Full)
        {
            output.Write('\n');
        }

        WriteColumns("Flags:", FlagRows(line.KnownFlags), terminal);
        WriteColumns("Args:", [.. line.KnownArguments.Select(ArgumentRow)], terminal);
        if (about.Commands.Count == 0)
        {
            return;
        }

        output.Write("Commands:\n");
        if (program.Style == UsageStyle.Full)
        {
            WriteFlat(about, terminal, withFlags: false);
            return;
        }

        if (line.Command is not null)
        {
            output.Write($"  {about.FullName}\n");
        }

        WriteTree(about.Commands, output, Depth(about) + 1);
        output.Write('\n');
    }

    /// <summary>Help for the program with the flags of every command.</summary>
    public static void WriteLong(ProgramSpec program, Terminal terminal)
    {
        WriteHead(program.Root, program.Root.Name, terminal);
        WriteColumns("Flags:", FlagRows(program.Root.Flags), terminal);
        if (program.Root.Commands.Count > 0)
        {
            terminal.Out.Write("Commands:\n");
            WriteFlat(program.Root, terminal, withFlags: true);
            terminal.Out.Write('\n');
        }
    }

    /// <summary>The flags and arguments of a command as the usage line shows them.</summary>
    public static string Summary(CommandSpec command)
    {
        var parts = command.Flags.Where(f => f.Required).Select(f => f.IsSwitch
            ? $"--[no-]{f.Name}"
            : $"--{f.Name}={PlaceHolder(f)}").ToList();
        if (command.Flags.Any(f => !f.Required && !CommandProgram.BuiltInFlags.Contains(f)))
        {
            parts.Add("[<flags>]");
        }

        parts.AddRange(command.Arguments.Select(a =>
        {
            string name = $"<{a.Name}>{(a.TakesRest ? "..." : "")}";
            return a.Required ? name : $"[{name}]";
        }));
        return string.Concat(parts.Select(p => " " + p));
    }

    /// <summary>What stands for a flag's value.</summary>
    public static string PlaceHolder(FlagSpec flag)
    {
        if (flag.PlaceHolder is { } placeHolder)
        {
            return placeHolder;
        }

        if (flag.Default.Count == 0)
        {
            return flag.Name.ToUpperInvariant();
        }

        string first = flag is { Kind: ValueKind.Text, Check: null } ? GoQuote.Quote(flag.Default[0]) : flag.Default[0];
        return flag.Default.Count > 1 ? first + "..." : first;
    }

    private static void WriteHead(CommandSpec about, string name, Terminal terminal)
    {
        string tail = about.Commands.Count > 0 ? " <command> [<args> ...]" : "";
        terminal.Out.Write($"usage: {name}{Summary(about)}{tail}\n");
        if (about.Help.Length > 0)
        {
            terminal.Out.Write('\n');
            WriteLines(HelpText.Lay(about.Help, "", terminal.Width), terminal.Out);
        }

        terminal.Out.Write('\n');
    }

    private static void WriteColumns(string title, List<(string Name, string Help)> rows, Terminal terminal)
    {
        if (rows.Count == 0)
        {
            return;
        }

        terminal.Out.Write(title + "\n");
        WriteRows(rows, 2, terminal);
        terminal.Out.Write('\n');
    }

    private static void WriteRows(List<(string Name, string Help)> rows, int indent, Terminal terminal)
    {
        int column = rows.Select(r => r.Name.Length).Where(l => l < WideName).DefaultIfEmpty(0).Max();
        string margin = new(' ', indent);
        string offset = margin + new string(' ', column + 2);
        foreach ((string name, string help) in rows)
        {
            List<string> lines = HelpText.Lay(help, "", terminal.Width - column - 2 - indent);
            terminal.Out.Write($"{margin}{name.PadRight(column)}  ");
            if (name.Length >= WideName)
            {
                terminal.Out.Write($"\n{offset}");
            }

            terminal.Out.Write(string.Join($"\n{offset}", lines) + "\n");
        }
    }

    private static void WriteTree(IReadOnlyList<CommandSpec> commands, TextWriter output, int depth)
    {
        foreach (CommandSpec command in commands)
        {
            string name = command.IsDefault ? command.Name + "*" : command.Name;
            output.Write($"{new string(' ', 2 * depth)}{name}{Summary(command)}\n");
            WriteTree(command.Commands, output, depth + 1);
        }
    }

    private static void WriteFlat(CommandSpec above, Terminal terminal, bool withFlags)
    {
        foreach (CommandSpec command in above.Commands)
        {
            if (command.Commands.Count > 0)
            {
                WriteFlat(command, terminal, withFlags);
                continue;
            }

            string star = command.IsDefault && !withFlags ? "*" : "";
            terminal.Out.Write($"{command.FullName}{star}{Summary(command)}\n");
            WriteLines(HelpText.Lay(command.Help, "    ", terminal.Width - 4), terminal.Out);
            terminal.Out.Write('\n');
            if (withFlags)
            {
                WriteRows(FlagRows(command.Flags), 4, terminal);
                terminal.Out.Write('\n');
            }
        }
    }

    private static List<(string Name, string Help)> FlagRows(IReadOnlyList<FlagSpec> flags)
    {
        bool anyShort = flags.Any(f => f.Letter != default);
        return [.. flags.Where(f => !f.Hidden).Select(f => (FlagRow(f, anyShort), f.Help))];
    }

    private static string FlagRow(FlagSpec flag, bool anyShort)
    {
        string dashes = flag.Letter != default ? $"-{flag.Letter}, --" : anyShort ? "    --" : "--";
        string value = flag.IsSwitch ? "" : "=" + PlaceHolder(flag);
        return $"{dashes}{(flag.IsSwitch ? "[no-]" : "")}{flag.Name}{value}{(flag.IsRepeatable ? " ..." : "")}";
    }

    private static (string Name, string Help) ArgumentRow(ArgumentSpec argument) =>
        (argument.Required ? $"<{argument.Name}>" : $"[<{argument.Name}>]", argument.Help);

    private static int Depth(CommandSpec command) => command.Parent is null ? 0 : 1 + Depth(command.Parent);

    private static void WriteLines(List<string> lines, TextWriter output)
    {
        foreach (string line in lines)
        {
            output.Write(line + "\n");
        }
    }
}
