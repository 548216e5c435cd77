namespace Tocsin.Regexes;

/// <summary>What one instruction of a <see cref="RegexProgram"/> does.</summary>
internal enum RegexOp : byte
{
    /// <summary>Takes one code point of set <c>Argument</c>.</summary>
    Rune,

    /// <summary>Goes on at <c>Next</c>, or, with less preference, at <c>Argument</c>.</summary>
    Split,

    /// <summary>Goes on if the <see cref="Assertion"/> in <c>Argument</c> holds here.</summary>
    Assert,

    /// <summary>Notes the position as capture <c>Argument</c>.</summary>
    Save,

    /// <summary>The text matches.</summary>
    Match,
}

/// <summary>One instruction; 12 bytes.</summary>
internal readonly record struct RegexInstruction(RegexOp Op, int Next, int Argument);

/// <summary>A compiled expression: the automaton's instructions over classes of code points. Immutable.</summary>
internal sealed class RegexProgram
{
    public required RegexInstruction[] Code { get; init; }

    public required int Start { get; init; }

    public required RuneAlphabet Alphabet { get; init; }

    /// <summary>How many groups there are, without the whole match.</summary>
    public required int Groups { get; init; }

    /// <summary>The names of the groups by index; "" for none. Index 0 is the whole match.</summary>
    public required string[] GroupNames { get; init; }

    /// <summary>True if a match can begin only at the text's start.</summary>
    public required bool AnchoredAtStart { get; init; }
}
