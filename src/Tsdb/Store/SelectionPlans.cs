using Tocsin.Model.Matching;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Index;

namespace Tocsin.Tsdb.Store;

/// <summary>
/// Remembers where the samples of the series of a selector are. Rules select the same series in the same blocks again and
/// again; only a new series or another block makes that a question. Thread-safe.
/// </summary>
/// <param name="index">The series in memory.</param>
internal sealed class SelectionPlans(HeadIndex index)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<MatcherSet, Plan> _plans = [];

    /// <summary>The series that match and may have samples, by ascending number. Not to be changed.</summary>
    public SelectedSeries[] Select(
        IReadOnlyList<LabelMatcher> matchers, StoredBlock[] blocks, CancellationToken cancellation)
    {
        MatcherSet question = matchers as MatcherSet ?? new MatcherSet(matchers);
        HeadSeries[] head = index.Select(question);
        Plan? plan;
        lock (_lock)
        {
            plan = _plans.GetValueOrDefault(question);
        }

        if (plan is null || !ReferenceEquals(plan.Head, head) || !plan.Blocks.AsSpan().SequenceEqual(blocks))
        {
            plan = new Plan(head, blocks, Find(question, head, blocks, cancellation));
            lock (_lock)
            {
                if (_plans.Count >= SelectionCache.QuestionsMax)
                {
                    _plans.Clear();
                }

                _plans[question] = plan;
            }
        }

        return Array.Exists(plan.Found, IsEmpty) ? [.. plan.Found.Where(s => !IsEmpty(s))] : plan.Found;
    }

    private static bool IsEmpty(SelectedSeries selected) => selected.Blocks.Count == 0 && selected.Series.IsEmpty;

    private SelectedSeries[] Find(
        MatcherSet question, HeadSeries[] head, StoredBlock[] blocks, CancellationToken cancellation)
    {
        var places = new Dictionary<int, SelectedSeries>();
        foreach (StoredBlock block in blocks)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (int number in block.Select(question))
            {
                HeadSeries series = block.SeriesOf(number, index);
                if (!places.TryGetValue(series.Number, out SelectedSeries? selected))
                {
                    selected = new SelectedSeries(series);
                    places[series.Number] = selected;
                }

                selected.Blocks.Add(new BlockPlace(block.Block, number));
            }
        }

        foreach (HeadSeries series in head)
        {
            places.TryAdd(series.Number, new SelectedSeries(series));
        }

        SelectedSeries[] found = [.. places.Values];
        Array.Sort(found, static (a, b) => a.Series.Number.CompareTo(b.Series.Number));
        return found;
    }

    private sealed record Plan(HeadSeries[] Head, StoredBlock[] Blocks, SelectedSeries[] Found);
}
