namespace Tocsin.Tool.CommandLine;

/// <summary>How the help lists commands.</summary>
public enum UsageStyle
{
    /// <summary>Each command with its help.</summary>
    Full,

    /// <summary>A tree of names.</summary>
    Compact,
}

/// <summary>A program as the command line sees it.</summary>
/// <param name="Root">Its flags and commands.</param>
/// <param name="Version">What <c>--version</c> prints.</param>
public sealed record ProgramSpec(CommandSpec Root, string Version)
{
    /// <summary>How the help looks.</summary>
    public UsageStyle Style { get; init; }

    /// <summary>What stands behind an error about the command line.</summary>
    public string ErrorEnd { get; init; } = ", try --help";

    /// <summary>Whether errors of the running command end as those about the command line do.</summary>
    public bool EndsAllErrors { get; init; }

    /// <summary>
    /// Values of flags from configuration files by the flag's name, asked after the words are sorted. Null: there are
    /// no such files.
    /// </summary>
    public Func<Terminal, ParsedLine, IReadOnlyDictionary<string, string>>? ReadDefaults { get; init; }

    /// <summary>Runs before the selected command, to refuse what no command accepts.</summary>
    public Action<Invocation>? Before { get; init; }
}
