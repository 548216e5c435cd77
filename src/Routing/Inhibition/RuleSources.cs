using System.Buffers;
using Tocsin.Model.Labels;

namespace Tocsin.Routing.Inhibition;

/// <summary>The sources of one rule by the values of its equal labels.</summary>
internal sealed class RuleSources
{
    private const int StackBytes = 256;

    private readonly byte[][] _equal;
    private readonly Dictionary<byte[], SourceBucket> _buckets = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], SourceBucket>.AlternateLookup<ReadOnlySpan<byte>> _byKey;

    public RuleSources(IEnumerable<string> equal)
    {
        _equal = [.. equal.Distinct(StringComparer.Ordinal).Select(System.Text.Encoding.UTF8.GetBytes)];
        _byKey = _buckets.GetAlternateLookup<ReadOnlySpan<byte>>();
    }

    public IEnumerable<SourceBucket> Buckets => _buckets.Values;

    /// <summary>The bucket that agrees with the labels, or null.</summary>
    public SourceBucket? Find(LabelSet labels)
    {
        if (_buckets.Count == 0)
        {
            return null;
        }

        byte[]? rented = null;
        int size = KeySize(labels);
        Span<byte> key = size <= StackBytes ? stackalloc byte[StackBytes] : rented = ArrayPool<byte>.Shared.Rent(size);
        WriteKey(labels, key);
        _byKey.TryGetValue(key[..size], out SourceBucket? bucket);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return bucket;
    }

    /// <summary>The bucket that agrees with the labels, made if there is none.</summary>
    public SourceBucket FindOrAdd(LabelSet labels)
    {
        if (Find(labels) is { } known)
        {
            return known;
        }

        byte[] key = new byte[KeySize(labels)];
        WriteKey(labels, key);
        var bucket = new SourceBucket(key);
        _buckets.Add(key, bucket);
        return bucket;
    }

    public void Remove(SourceBucket bucket) => _buckets.Remove(bucket.Key);

    // The values one after the other, each with its length, so that no two sets of values look alike.
    private int KeySize(LabelSet labels)
    {
        int size = 0;
        foreach (byte[] name in _equal)
        {
            size += sizeof(int) + labels.ValueOrEmpty(name).Length;
        }

        return size;
    }

    private void WriteKey(LabelSet labels, Span<byte> key)
    {
        foreach (byte[] name in _equal)
        {
            ReadOnlySpan<byte> value = labels.ValueOrEmpty(name);
            BitConverter.TryWriteBytes(key, value.Length);
            value.CopyTo(key[sizeof(int)..]);
            key = key[(sizeof(int) + value.Length)..];
        }
    }
}
