using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Store;

/// <summary>Answers which names and values labels have.</summary>
internal static class LabelQueries
{
    /// <summary>See <see cref="ISeriesReader.LabelNames"/>.</summary>
    public static IReadOnlyList<string> Names(
        SeriesStore store, HeadIndex index, SeriesQuery query, int limit, CancellationToken cancellation)
    {
        var names = new SortedSet<string>(Utf8Order.Instance);
        if (query.Matchers.Count > 0)
        {
            ForEachSelected(store, query, labels =>
            {
                foreach (LabelSet.Label label in labels)
                {
                    names.Add(label.NameText);
                }
            }, cancellation);
        }
        else
        {
            names.UnionWith(index.LabelNames());
            foreach (StoredBlock block in InWindow(store, query))
            {
                names.UnionWith(block.Block.Index.Names.Select(n => Encoding.UTF8.GetString(block.Block.Symbols[n])));
            }
        }

        return [.. names.Take(limit)];
    }

    /// <summary>See <see cref="ISeriesReader.LabelValues"/>.</summary>
    public static IReadOnlyList<string> Values(
        SeriesStore store, HeadIndex index, LabelQuery query, int limit, CancellationToken cancellation)
    {
        var values = new SortedSet<string>(Utf8Order.Instance);
        byte[] name = Encoding.UTF8.GetBytes(query.Name);
        if (query.Series.Matchers.Count > 0)
        {
            ForEachSelected(store, query.Series, labels =>
            {
                if (labels.TryGetValue(name, out ReadOnlySpan<byte> value))
                {
                    values.Add(Encoding.UTF8.GetString(value));
                }
            }, cancellation);
        }
        else
        {
            values.UnionWith(index.LabelValues(name));
            foreach (StoredBlock block in InWindow(store, query.Series))
            {
                values.UnionWith(block.Block.Index.ValuesOf(name).Select(v => Encoding.UTF8.GetString(block.Block.Symbols[v])));
            }
        }

        return [.. values.Take(limit)];
    }

    private static IEnumerable<StoredBlock> InWindow(SeriesStore store, SeriesQuery query) =>
        store.Blocks.Blocks.Where(b => b.Block.MinTime <= query.ToMs && b.Block.MaxTime >= query.FromMs);

    private static void ForEachSelected(
        SeriesStore store, SeriesQuery query, Action<LabelSet> visit, CancellationToken cancellation)
    {
        using ISeriesView view = store.OpenView();
        ISeriesSelection selection = view.Select(query, cancellation);
        for (int i = 0; i < selection.Count; i++)
        {
            visit(selection.Labels(i));
        }
    }
}

/// <summary>A question about the values of a label.</summary>
/// <param name="Name">The label.</param>
/// <param name="Series">The series that count.</param>
internal sealed record LabelQuery(string Name, SeriesQuery Series);

/// <summary>Orders texts as their UTF-8 bytes: by code points, which UTF-16 order is not.</summary>
internal sealed class Utf8Order : IComparer<string>
{
    public static readonly Utf8Order Instance = new();

    public int Compare(string? x, string? y)
    {
        int at = x.AsSpan().CommonPrefixLength(y);
        if (at == x!.Length || at == y!.Length)
        {
            return x.Length.CompareTo(y!.Length);
        }

        // Surrogates stand for what lies above all other characters.
        bool left = char.IsSurrogate(x[at]);
        bool right = char.IsSurrogate(y[at]);
        return left != right ? left.CompareTo(right) : x[at].CompareTo(y[at]);
    }
}
