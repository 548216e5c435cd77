using System.Runtime.InteropServices;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Tsdb.Store;

/// <summary>How many series have what label: where the memory goes. Immutable.</summary>
// Source: Prometheus tsdb/index, MemPostings.Stats.
public sealed record StoreStatistics
{
    /// <summary>How many series there are in memory.</summary>
    public int Series { get; private init; }

    /// <summary>How many pairs of a name and a value there are.</summary>
    public int LabelPairs { get; private init; }

    /// <summary>Metrics by the number of their series, the most first.</summary>
    public required IReadOnlyList<(string Name, long Count)> SeriesByMetric { get; init; }

    /// <summary>Names of labels by the number of their values, the most first.</summary>
    public required IReadOnlyList<(string Name, long Count)> ValuesByLabel { get; init; }

    /// <summary>Names of labels by the bytes that they take in the label sets of all series, the most first.</summary>
    public required IReadOnlyList<(string Name, long Count)> BytesByLabel { get; init; }

    /// <summary>Pairs, <c>name=value</c>, by the number of their series, the most first.</summary>
    public required IReadOnlyList<(string Name, long Count)> SeriesByPair { get; init; }

    /// <summary>Counts the labels of some series.</summary>
    /// <param name="series">The series.</param>
    /// <param name="limit">How many entries each list has at most.</param>
    internal static StoreStatistics Of(IReadOnlyList<LabelSet> series, int limit)
    {
        var counts = new Dictionary<string, Dictionary<string, long>>(StringComparer.Ordinal);
        foreach (LabelSet labels in series)
        {
            foreach (LabelSet.Label label in labels)
            {
                ref Dictionary<string, long>? values =
                    ref CollectionsMarshal.GetValueRefOrAddDefault(counts, label.NameText, out _);
                values ??= new Dictionary<string, long>(StringComparer.Ordinal);
                CollectionsMarshal.GetValueRefOrAddDefault(values, label.ValueText, out _)++;
            }
        }

        return new StoreStatistics
        {
            Series = series.Count,
            LabelPairs = counts.Values.Sum(v => v.Count),
            SeriesByMetric = Most(counts.GetValueOrDefault(LabelName.MetricName, []).Select(v => (v.Key, v.Value)), limit),
            ValuesByLabel = Most(counts.Select(n => (n.Key, (long)n.Value.Count)), limit),
            BytesByLabel = Most(
                counts.Select(n => (n.Key, n.Value.Sum(v => (SizeOf(n.Key) + SizeOf(v.Key)) * v.Value))), limit),
            SeriesByPair = Most(counts.SelectMany(n => n.Value.Select(v => ($"{n.Key}={v.Key}", v.Value))), limit),
        };
    }

    // A length, in one byte for nearly all, and the text: see LabelSet.
    private static long SizeOf(string text)
    {
        int bytes = Encoding.UTF8.GetByteCount(text);
        return bytes + (bytes < 0x80 ? 1 : bytes < 0x4000 ? 2 : 3);
    }

    private static IReadOnlyList<(string Name, long Count)> Most(IEnumerable<(string Name, long Count)> all, int limit) =>
        [.. all.OrderByDescending(c => c.Count).ThenBy(c => c.Name, StringComparer.Ordinal).Take(limit)];
}

/// <summary>One block. Immutable.</summary>
/// <param name="Name">The name of its file.</param>
/// <param name="MinTime">Its first timestamp, Unix milliseconds.</param>
/// <param name="MaxTime">Its last timestamp, Unix milliseconds.</param>
/// <param name="Samples">How many samples it has.</param>
/// <param name="Series">How many series it has.</param>
/// <param name="Bytes">The size of its file.</param>
/// <param name="Level">How often it was merged.</param>
public sealed record BlockFacts(
    string Name, long MinTime, long MaxTime, long Samples, int Series, long Bytes, int Level);
