namespace Tocsin.Tool.CommandLine;

/// <summary>What a flag or an argument takes, and so how its text is checked.</summary>
public enum ValueKind
{
    /// <summary>Any text, once.</summary>
    Text,

    /// <summary>A switch: <c>--name</c> or <c>--no-name</c>; it never takes a value.</summary>
    Switch,

    /// <summary>Any text, as often as wanted.</summary>
    TextList,

    /// <summary>A whole number; upstream reads it as a float and cuts the fraction off.</summary>
    Whole,

    /// <summary>A number with a fraction.</summary>
    Number,

    /// <summary>A Go duration, with <c>d</c> and <c>w</c> besides.</summary>
    Duration,

    /// <summary>One of a fixed set.</summary>
    Choice,

    /// <summary>A path that must exist and not be a folder.</summary>
    ExistingFile,

    /// <summary>Like <see cref="ExistingFile"/>, as often as wanted.</summary>
    ExistingFileList,

    /// <summary>An address.</summary>
    Url,
}
