using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Regexes;

/// <summary>Answers whether a text in UTF-8 matches. Thread-safe.</summary>
internal abstract class TextMatcher
{
    public abstract bool IsMatch(ReadOnlySpan<byte> text);

    /// <summary>The texts that match, if they are few and known; else null.</summary>
    public virtual IReadOnlyList<string>? Literals => null;
}

/// <summary>The text is one of a set: what most label regexes, <c>a|b|c</c>, come to.</summary>
internal sealed class LiteralMatcher : TextMatcher
{
    // Fewer are compared one after the other: the lengths differ mostly, so each costs about a nanosecond.
    private const int LinearMax = 6;
    private readonly byte[][] _few;
    private readonly HashSet<byte[]>.AlternateLookup<ReadOnlySpan<byte>>? _many;

    public LiteralMatcher(IReadOnlyList<string> literals)
    {
        Literals = literals;
        byte[][] encoded = [.. literals.Select(Encoding.UTF8.GetBytes)];
        _few = encoded.Length <= LinearMax ? encoded : [];
        if (encoded.Length > LinearMax)
        {
            _many = new HashSet<byte[]>(encoded, Utf8Comparer.Instance).GetAlternateLookup<ReadOnlySpan<byte>>();
        }
    }

    public override IReadOnlyList<string> Literals { get; }

    public override bool IsMatch(ReadOnlySpan<byte> text)
    {
        if (_many is { } many)
        {
            return many.Contains(text);
        }

        foreach (byte[] literal in _few)
        {
            if (text.SequenceEqual(literal))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The text begins and ends with given texts, anything between: <c>api-.*</c>, <c>.*\.example\.com</c>.</summary>
internal sealed class AffixMatcher(IReadOnlyList<string> prefixes, AnyRun gap, IReadOnlyList<string> suffixes)
    : TextMatcher
{
    private readonly byte[][] _prefixes = [.. prefixes.Select(Encoding.UTF8.GetBytes)];
    private readonly byte[][] _suffixes = [.. suffixes.Select(Encoding.UTF8.GetBytes)];

    public override bool IsMatch(ReadOnlySpan<byte> text)
    {
        foreach (byte[] prefix in _prefixes)
        {
            if (text.StartsWith(prefix) && RestMatches(text[prefix.Length..]))
            {
                return true;
            }
        }

        return false;
    }

    private bool RestMatches(ReadOnlySpan<byte> rest)
    {
        foreach (byte[] suffix in _suffixes)
        {
            if (rest.EndsWith(suffix) && gap.Matches(rest[..^suffix.Length]))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>The text holds a given text: <c>.*disk.*</c>.</summary>
internal sealed class InfixMatcher(AnyRun before, string infix, AnyRun after) : TextMatcher
{
    private readonly byte[] _infix = Encoding.UTF8.GetBytes(infix);

    public override bool IsMatch(ReadOnlySpan<byte> text)
    {
        // Which occurrence splits the text matters only for what the dot leaves out, so all are tried from the left.
        for (int from = 0; from <= text.Length;)
        {
            int at = text[from..].IndexOf(_infix);
            if (at < 0)
            {
                return false;
            }

            at += from;
            if (before.Matches(text[..at]) && after.Matches(text[(at + _infix.Length)..]))
            {
                return true;
            }

            if (!before.AllowsNewline && text[from..at].Contains((byte)'\n'))
            {
                return false;
            }

            from = at + 1;
        }

        return false;
    }
}

/// <summary>A repeated dot.</summary>
/// <param name="NotEmpty"><c>.+</c> rather than <c>.*</c>.</param>
/// <param name="AllowsNewline">The flag s is on.</param>
internal readonly record struct AnyRun(bool NotEmpty, bool AllowsNewline)
{
    public bool Matches(ReadOnlySpan<byte> text) =>
        !(NotEmpty && text.IsEmpty) && (AllowsNewline || !text.Contains((byte)'\n'));
}
