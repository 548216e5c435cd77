using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Model.Regexes;

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
