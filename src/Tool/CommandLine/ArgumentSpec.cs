namespace Tocsin.Tool.CommandLine;

/// <summary>An argument by position.</summary>
/// <param name="Name">Its name in the help and for reading its value.</param>
/// <param name="Help">What the help says about it.</param>
public sealed record ArgumentSpec(string Name, string Help)
{
    /// <summary>What it takes; the kinds that repeat take all that remains.</summary>
    public ValueKind Kind { get; init; }

    /// <summary>Whether a command line without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>Whether it takes all arguments that remain.</summary>
    public bool TakesRest => Kind is ValueKind.TextList or ValueKind.ExistingFileList;
}
