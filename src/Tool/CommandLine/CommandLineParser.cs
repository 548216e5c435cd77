namespace Tocsin.Tool.CommandLine;

/// <summary>Sorts the words of a command line into flags, commands and arguments.</summary>
/// <remarks>
/// Source: kingpin's parser. The habits that scripts rely on: flags may stand anywhere; a command whose parent has a
/// default need not be named, and then a flag only the default knows selects it; all errors are those of the first word
/// that cannot be placed.
/// </remarks>
public sealed class CommandLineParser
{
    private readonly ParsedLine _line = new();
    private readonly Words _words;
    private readonly bool _ignoreDefaults;
    private IReadOnlyList<CommandSpec> _commands;
    private int _nextArgument;

    private CommandLineParser(CommandSpec program, IEnumerable<string> arguments, bool ignoreDefaults)
    {
        _words = new Words(arguments, c => _line.KnownFlags.FindLast(f => f.Letter == c));
        _ignoreDefaults = ignoreDefaults;
        _commands = program.Commands;
        _line.KnownFlags.AddRange(program.Flags);
        _line.KnownArguments.AddRange(program.Arguments);
    }

    /// <summary>Parses; a mistake is in the result's <see cref="ParsedLine.Error"/>.</summary>
    /// <param name="program">The program's description.</param>
    /// <param name="arguments">The words, without the program's name.</param>
    /// <param name="ignoreDefaults">Whether only named commands count, which is what help wants.</param>
    public static ParsedLine Parse(CommandSpec program, IEnumerable<string> arguments, bool ignoreDefaults = false)
    {
        var parser = new CommandLineParser(program, arguments, ignoreDefaults);
        parser._line.Error = parser.ParseWords();
        return parser._line;
    }

    private string? ParseWords()
    {
        bool ignoreDefaults = _ignoreDefaults;
        while (_words.Peek() is { Kind: not (WordKind.End or WordKind.Error) } word)
        {
            if (word.Kind == WordKind.Argument)
            {
                if (!TryPlaceArgument(word, ignoreDefaults, out string? error))
                {
                    break;
                }

                if (error is not null)
                {
                    return error;
                }

                continue;
            }

            string? wrong = PlaceFlag(word, out FlagSpec? flag);
            ignoreDefaults |= flag?.Name == "help";
            if (wrong is not null)
            {
                if (ignoreDefaults || DefaultCommand() is not { } command)
                {
                    return wrong;
                }

                Select(command);
            }
        }

        while (!ignoreDefaults && DefaultCommand() is { } command)
        {
            Select(command);
        }

        return _words.Peek() switch
        {
            { Kind: WordKind.Error } word => word.Text,
            { Kind: WordKind.End } => null,
            var word => $"unexpected {word}",
        };
    }

    private bool TryPlaceArgument(Word word, bool ignoreDefaults, out string? error)
    {
        error = null;
        if (_commands.Count > 0)
        {
            CommandSpec? named = _commands.FirstOrDefault(c => c.Name == word.Text);
            CommandSpec? command = named ?? (ignoreDefaults ? null : DefaultCommand());
            if (command is null)
            {
                error = $"expected command but got \"{word}\"";
                return true;
            }

            Select(command);
            if (named is not null)
            {
                _words.Skip();
            }

            return true;
        }

        if (_nextArgument >= _line.KnownArguments.Count)
        {
            return false;
        }

        ArgumentSpec argument = _line.KnownArguments[_nextArgument];
        _nextArgument += argument.TakesRest ? 0 : 1;
        _line.Arguments.Add(new GivenArgument(argument, word.Text));
        _words.Skip();
        return true;
    }

    private string? PlaceFlag(Word word, out FlagSpec? flag)
    {
        bool inverted = false;
        if (word.Kind == WordKind.ShortFlag)
        {
            flag = word.Text.Length == 1 ? _line.KnownFlags.FindLast(f => f.Letter == word.Text[0]) : null;
        }
        else
        {
            flag = _line.KnownFlags.FindLast(f => f.Name == word.Text);
            if (flag is null && word.Text.StartsWith("no-", StringComparison.Ordinal))
            {
                flag = _line.KnownFlags.FindLast(f => f.Name == word.Text[3..]);
                inverted = true;
            }
        }

        if (flag is null || (inverted && !flag.IsSwitch))
        {
            return $"unknown {(word.Kind == WordKind.ShortFlag ? "short" : "long")} flag '{word}'";
        }

        _words.Skip();
        if (flag.IsSwitch)
        {
            _line.Flags.Add(new GivenFlag(flag, inverted ? "false" : "true"));
            return null;
        }

        Word value = _words.Peek();
        if (value.Kind != WordKind.Argument)
        {
            _words.PushBack(word);
            return $"expected argument for flag '{word}'";
        }

        _words.Skip();
        _line.Flags.Add(new GivenFlag(flag, value.Text));
        return null;
    }

    private CommandSpec? DefaultCommand() => _commands.FirstOrDefault(c => c.IsDefault);

    private void Select(CommandSpec command)
    {
        _line.Command = command;
        _line.KnownFlags.AddRange(command.Flags);
        _line.KnownArguments.AddRange(command.Arguments);
        _commands = command.Commands;
    }
}
