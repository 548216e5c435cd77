using System.Text;

namespace Tocsin.Regexes;

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

    // So that a table keyed by arrays can be asked for a span.
    private sealed class Utf8Comparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly Utf8Comparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            // HashCode is seeded per process, so nobody can choose texts that collide.
            var hash = default(HashCode);
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
