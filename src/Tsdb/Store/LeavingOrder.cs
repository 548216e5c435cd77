using Tocsin.Model.Labels;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>Puts series into the order of a block: by fingerprint, then by encoded labels.</summary>
internal static class LeavingOrder
{
    /// <summary>Finds the order of series.</summary>
    /// <returns>In that order, the place of each in the list, and its fingerprint.</returns>
    public static (int[] Places, ulong[] Fingerprints) Of(List<HeadSeries> series)
    {
        int[] places = new int[series.Count];
        ulong[] fingerprints = new ulong[series.Count];
        var labels = new ChunkWriter();
        for (int i = 0; i < fingerprints.Length; i++)
        {
            labels.Clear();
            series[i].WriteLabels(labels);
            (places[i], fingerprints[i]) = (i, FingerprintOf(labels.Written));
        }

        Array.Sort(fingerprints, places);
        for (int from = 0; from < fingerprints.Length;)
        {
            int to = from + 1;
            while (to < fingerprints.Length && fingerprints[to] == fingerprints[from])
            {
                to++;
            }

            if (to - from > 1)
            {
                places.AsSpan(from..to).Sort((a, b) => series[a].Labels.Encoded.SequenceCompareTo(series[b].Labels.Encoded));
            }

            from = to;
        }

        return (places, fingerprints);
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
