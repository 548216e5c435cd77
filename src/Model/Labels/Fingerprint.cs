using System.Globalization;

namespace Tocsin.Model.Labels;

/// <summary>The identity of a label set: 64 bits, printed as 16 hexadecimal digits.</summary>
/// <param name="Value">FNV-1a over <c>name 0xFF value 0xFF</c> of every label in name order.</param>
// Source: Prometheus common/model, LabelSet.Fingerprint. It is a wire identity and must stay byte-identical.
public readonly record struct Fingerprint(ulong Value) : IComparable<Fingerprint>
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash state before any byte was added.</summary>
    public static Fingerprint Start => new(OffsetBasis);

    /// <summary>The state after <paramref name="bytes"/> and the separator 0xFF.</summary>
    public Fingerprint AddField(ReadOnlySpan<byte> bytes)
    {
        ulong hash = Value;
        foreach (byte b in bytes)
        {
            hash = (hash ^ b) * Prime;
        }

        return new((hash ^ 0xFF) * Prime);
    }

    /// <summary>Reads 16 hexadecimal digits (fewer are accepted, as upstream does).</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Fingerprint fingerprint)
    {
        bool ok = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ulong value);
        fingerprint = new(value);
        return ok;
    }

    /// <inheritdoc/>
    public int CompareTo(Fingerprint other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}
