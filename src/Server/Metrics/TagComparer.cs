using System.Diagnostics.CodeAnalysis;

namespace Tocsin.Server.Metrics;

/// <summary>
/// Finds a series by the tags of a measurement as they come, without allocating. Two orders of the same tags are two
/// keys to one series.
/// </summary>
internal sealed class TagComparer :
    IEqualityComparer<KeyValuePair<string, object?>[]>,
    IAlternateEqualityComparer<ReadOnlySpan<KeyValuePair<string, object?>>, KeyValuePair<string, object?>[]>
{
    public static TagComparer Instance { get; } = new();

    public bool Equals(KeyValuePair<string, object?>[]? x, KeyValuePair<string, object?>[]? y) =>
        x is not null && y is not null && Equals(x.AsSpan(), y);

    public int GetHashCode([DisallowNull] KeyValuePair<string, object?>[] obj) => GetHashCode(obj.AsSpan());

    public bool Equals(ReadOnlySpan<KeyValuePair<string, object?>> alternate, KeyValuePair<string, object?>[] other)
    {
        if (alternate.Length != other.Length)
        {
            return false;
        }

        for (int i = 0; i < other.Length; i++)
        {
            if (alternate[i].Key != other[i].Key || !Equals(alternate[i].Value, other[i].Value))
            {
                return false;
            }
        }

        return true;
    }

    public int GetHashCode(ReadOnlySpan<KeyValuePair<string, object?>> alternate)
    {
        var hash = default(HashCode);
        foreach (KeyValuePair<string, object?> tag in alternate)
        {
            hash.Add(tag.Key);
            hash.Add(tag.Value);
        }

        return hash.ToHashCode();
    }

    public KeyValuePair<string, object?>[] Create(ReadOnlySpan<KeyValuePair<string, object?>> alternate) =>
        alternate.ToArray();
}
