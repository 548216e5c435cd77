namespace Tocsin.Tool.CommandLine;

/// <summary>One flag as it stood on the command line.</summary>
public readonly record struct GivenFlag(FlagSpec Flag, string Value);

/// <summary>One argument as it stood on the command line.</summary>
public readonly record struct GivenArgument(ArgumentSpec Argument, string Value);

/// <summary>
/// A command line after its words were sorted into flags, commands and arguments, before values are checked.
/// </summary>
public sealed class ParsedLine
{
    /// <summary>The flags given, in order.</summary>
    public List<GivenFlag> Flags { get; } = [];

    /// <summary>The arguments given, in order.</summary>
    public List<GivenArgument> Arguments { get; } = [];

    /// <summary>The innermost command selected; null if none was.</summary>
    public CommandSpec? Command { get; set; }

    /// <summary>All flags known at the end, those of the selected commands included.</summary>
    public List<FlagSpec> KnownFlags { get; } = [];

    /// <summary>All arguments known at the end.</summary>
    public List<ArgumentSpec> KnownArguments { get; } = [];

    /// <summary>What is wrong with the words; null if they could all be placed.</summary>
    public string? Error { get; set; }

    /// <summary>Whether the flag was given.</summary>
    public bool Has(string flag) => Flags.Exists(f => f.Flag.Name == flag);
}
