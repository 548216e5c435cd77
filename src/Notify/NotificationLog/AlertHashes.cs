using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.NotificationLog;

/// <summary>A set of alert hashes. Immutable; <c>default</c> is the empty set.</summary>
/// <remarks>A sorted array: entries live for hours by the thousand, and subset tests are one walk over both.</remarks>
public readonly struct AlertHashes : IEquatable<AlertHashes>
{
    private readonly ulong[]? _sorted;

    private AlertHashes(ulong[] sorted) => _sorted = sorted;

    /// <summary>How many hashes there are.</summary>
    public int Count => _sorted?.Length ?? 0;

    /// <summary>True if there is none.</summary>
    public bool IsEmpty => Count == 0;

    /// <summary>The hashes, ascending.</summary>
    public ReadOnlySpan<ulong> Sorted => _sorted;

    /// <summary>The set of the given hashes, in any order, repeats allowed.</summary>
    public static AlertHashes Of(params ReadOnlySpan<ulong> hashes)
    {
        ulong[] sorted = hashes.ToArray();
        Array.Sort(sorted);
        int kept = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            if (i == 0 || sorted[i] != sorted[i - 1])
            {
                sorted[kept++] = sorted[i];
            }
        }

        return new(kept == sorted.Length ? sorted : sorted[..kept]);
    }

    /// <summary>The set of hashes that ascend and do not repeat; it keeps the array.</summary>
    internal static AlertHashes OfSorted(ulong[] sorted) => new(sorted);

    /// <summary>The hash of one alert: XXH64 over <c>name 0xFF value 0xFF</c> of every label in name order.</summary>
    // Source: Alertmanager notify, hashAlert. It travels in the gossiped notification log, so it must stay identical.
    public static ulong HashOf(LabelSet labels)
    {
        var hash = new XxHash64(stackalloc byte[32]);
        foreach (LabelSet.Label label in labels)
        {
            hash.Add(label.Name);
            hash.AddSeparator();
            hash.Add(label.Value);
            hash.AddSeparator();
        }

        return hash.Finish();
    }

    /// <summary>The hash of <paramref name="alert"/>'s labels.</summary>
    public static ulong HashOf(Alert alert) => HashOf(alert.Labels);

    /// <summary>True if <paramref name="hash"/> is in the set.</summary>
    public bool Contains(ulong hash) => Sorted.BinarySearch(hash) >= 0;

    /// <summary>True if every hash of this set is in <paramref name="other"/>.</summary>
    public bool IsSubsetOf(AlertHashes other)
    {
        ReadOnlySpan<ulong> theirs = other.Sorted;
        int at = 0;
        foreach (ulong hash in Sorted)
        {
            while (at < theirs.Length && theirs[at] < hash)
            {
                at++;
            }

            if (at == theirs.Length || theirs[at] != hash)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True if the two sets have a hash in common.</summary>
    public bool Overlaps(AlertHashes other)
    {
        foreach (ulong hash in Sorted)
        {
            if (other.Contains(hash))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The hashes in both sets.</summary>
    public AlertHashes Intersect(AlertHashes other)
    {
        List<ulong> both = [];
        foreach (ulong hash in Sorted)
        {
            if (other.Contains(hash))
            {
                both.Add(hash);
            }
        }

        return Of([.. both]);
    }

    /// <summary>The hashes in either set.</summary>
    public AlertHashes Union(AlertHashes other) =>
        other.IsSubsetOf(this) ? this : Of([.. Sorted, .. other.Sorted]);

    /// <inheritdoc/>
    public bool Equals(AlertHashes other) => Sorted.SequenceEqual(other.Sorted);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is AlertHashes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => IsEmpty ? 0 : HashCode.Combine(Count, _sorted![0], _sorted[^1]);

    /// <summary>True if both hold the same hashes.</summary>
    public static bool operator ==(AlertHashes left, AlertHashes right) => left.Equals(right);

    /// <summary>True if they differ.</summary>
    public static bool operator !=(AlertHashes left, AlertHashes right) => !left.Equals(right);
}
