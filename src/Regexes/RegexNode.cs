namespace Tocsin.Regexes;

/// <summary>What a position must be like for an <see cref="RegexNode.Assert"/> to hold.</summary>
[Flags]
internal enum Assertion
{
    None = 0,
    BeginText = 1,
    EndText = 2,
    BeginLine = 4,
    EndLine = 8,
    WordBoundary = 16,
    NoWordBoundary = 32,
}

/// <summary>A parsed regular expression.</summary>
internal abstract record RegexNode
{
    public static readonly RegexNode Empty = new Concat([]);

    /// <summary>One code point of a set.</summary>
    public sealed record Runes(RuneRanges Set) : RegexNode;

    /// <summary>Matches no text, where the assertion holds.</summary>
    public sealed record Assert(Assertion Kind) : RegexNode;

    /// <summary>Group <paramref name="Index"/>, from 1; <paramref name="Name"/> is empty if it has none.</summary>
    public sealed record Capture(RegexNode Inner, int Index, string Name) : RegexNode;

    /// <summary><paramref name="Max"/> is -1 for "any number".</summary>
    public sealed record Repeat(RegexNode Inner, int Min, int Max, bool Lazy) : RegexNode;

    public sealed record Concat(IReadOnlyList<RegexNode> Parts) : RegexNode;

    public sealed record Alternate(IReadOnlyList<RegexNode> Choices) : RegexNode;
}
