using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>Puts series into the order of a block: by fingerprint, then by encoded labels.</summary>
internal static class LeavingOrder
{
    /// <summary>Sorts the series.</summary>
    /// <returns>The fingerprint of each.</returns>
    public static ulong[] Sort(List<HeadSeries> series)
    {
        ulong[] fingerprints = new ulong[series.Count];
        var labels = new ChunkWriter();
        for (int i = 0; i < fingerprints.Length; i++)
        {
            labels.Clear();
            series[i].WriteLabels(labels);
            fingerprints[i] = FingerprintOf(labels.Written);
        }

        Span<HeadSeries> all = CollectionsMarshal.AsSpan(series);
        fingerprints.AsSpan().Sort(all);
        for (int from = 0; from < fingerprints.Length;)
        {
            int to = from + 1;
            while (to < fingerprints.Length && fingerprints[to] == fingerprints[from])
            {
                to++;
            }

            if (to - from > 1)
            {
                all[from..to].Sort(static (a, b) => a.Labels.Encoded.SequenceCompareTo(b.Labels.Encoded));
            }

            from = to;
        }

        return fingerprints;
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
