using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation.Planning;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>The series that a query needs of a backend, as the evaluation wants to see a store. For one evaluation.</summary>
/// <param name="known">What was fetched before, by what was asked.</param>
/// <param name="fetch">Fetches what turns out to be needed besides; waits for it.</param>
internal sealed class FetchedReader(
    IReadOnlyDictionary<SeriesQuery, IReadOnlyList<ReadSeries>> known, Func<SeriesQuery, IReadOnlyList<ReadSeries>> fetch)
    : ISeriesReader, ISeriesView
{
    private readonly Dictionary<SeriesQuery, Selection> _selections = new(SeriesQueryComparer.Instance);

    /// <inheritdoc/>
    public long Revision => 0;

    /// <inheritdoc/>
    public ISeriesView OpenView() => this;

    /// <inheritdoc/>
    public ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation)
    {
        if (!_selections.TryGetValue(query, out Selection? selection))
        {
            IReadOnlyList<ReadSeries> series = known.GetValueOrDefault(query) ?? fetch(query);
            _selections.Add(query, selection = new Selection(query, Prepared(series, query)));
        }

        return selection;
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException("an evaluation asks for no names");

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelValues(string name, SeriesQuery query, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException("an evaluation asks for no values");

    public void Dispose()
    {
    }

    // What a backend answers is not always what was asked: series that do not match, or twice, would make wrong values.
    private static ReadSeries[] Prepared(IReadOnlyList<ReadSeries> series, SeriesQuery query)
    {
        var byLabels = new Dictionary<LabelSet, ReadSeries>();
        foreach (ReadSeries one in series)
        {
            if (!one.HasWithin(query.FromMs, query.ToMs) || !query.Matchers.All(matcher => matcher.Matches(one.Labels)))
            {
                continue;
            }

            if (!byLabels.TryAdd(one.Labels, one))
            {
                var both = new ReadSeries(one.Labels);
                both.AddRange(byLabels[one.Labels]);
                both.AddRange(one);
                both.Finish();
                byLabels[one.Labels] = both;
            }
        }

        ReadSeries[] result = [.. byLabels.Values];
        Array.Sort(result, static (left, right) => left.Labels.CompareTo(right.Labels));
        return result;
    }

    private sealed class Selection(SeriesQuery query, ReadSeries[] series) : ISeriesSelection
    {
        public int Count => series.Length;

        public SeriesRef Ref(int index) => new((ulong)index + 1);

        public LabelSet Labels(int index) => series[index].Labels;

        public void Read(int index, SampleColumns into) => series[index].CopyTo(into, query.FromMs, query.ToMs);

        public void ReadAfter(int index, long afterMs, SampleColumns into) =>
            series[index].CopyTo(into, Math.Max(query.FromMs, afterMs + 1), query.ToMs);
    }
}
