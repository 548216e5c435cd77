namespace Tocsin.Tool.CommandLine;

/// <summary>A flag that a program or a command takes.</summary>
/// <param name="Name">The long name, without dashes.</param>
/// <param name="Help">What the help says about it.</param>
public sealed record FlagSpec(string Name, string Help)
{
    /// <summary>The one-letter name; <c>default</c> for none.</summary>
    public char Letter { get; init; }

    /// <summary>What it takes.</summary>
    public ValueKind Kind { get; init; }

    /// <summary>The values it has when not given.</summary>
    public IReadOnlyList<string> Default { get; init; } = [];

    /// <summary>The name of its value in the help; null derives one.</summary>
    public string? PlaceHolder { get; init; }

    /// <summary>Whether a command line without it is refused.</summary>
    public bool Required { get; init; }

    /// <summary>Whether the help leaves it out.</summary>
    public bool Hidden { get; init; }

    /// <summary>What a <see cref="ValueKind.Choice"/> may be.</summary>
    public IReadOnlyList<string> Choices { get; init; } = [];

    /// <summary>A further check: null when the value is right, else what is wrong.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>Whether it takes no value.</summary>
    public bool IsSwitch => Kind == ValueKind.Switch;

    /// <summary>Whether it may be given more than once.</summary>
    public bool IsRepeatable => Kind is ValueKind.TextList or ValueKind.ExistingFileList;
}
