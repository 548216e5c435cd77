using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Store;

/// <summary>Puts series into the order of a block: by fingerprint, then by encoded labels.</summary>
internal static class LeavingOrder
{
    /// <summary>Puts series into their order.</summary>
    /// <param name="numbers">Their numbers.</param>
    /// <param name="index">Where they are.</param>
    /// <param name="fingerprints">Becomes the fingerprint of each.</param>
    public static void Sort(Span<int> numbers, HeadIndex index, Span<ulong> fingerprints)
    {
        var labels = new ChunkWriter();
        for (int i = 0; i < fingerprints.Length; i++)
        {
            labels.Clear();
            index.Known(numbers[i]).WriteLabels(labels);
            fingerprints[i] = FingerprintOf(labels.Written);
        }

        fingerprints.Sort(numbers);
        for (int from = 0; from < fingerprints.Length;)
        {
            int to = from + 1;
            while (to < fingerprints.Length && fingerprints[to] == fingerprints[from])
            {
                to++;
            }

            if (to - from > 1)
            {
                numbers[from..to].Sort((a, b) => index.Known(a).Labels.Encoded.SequenceCompareTo(index.Known(b).Labels.Encoded));
            }

            from = to;
        }
    }

    private static ulong FingerprintOf(ReadOnlySpan<byte> encoded)
    {
        Fingerprint hash = Fingerprint.Start;
        var each = new LabelSet.Enumerator(encoded);
        while (each.MoveNext())
        {
            hash = hash.AddField(each.Current.Name).AddField(each.Current.Value);
        }

        return hash.Value;
    }
}
