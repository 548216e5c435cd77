using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Rules.UnitTests;

/// <summary>A series store for one test: everything in memory, as it was written. One thread at a time.</summary>
/// <param name="refsBefore">The last reference that is taken already.</param>
internal sealed class TestSeries(ulong refsBefore = 0) : ISeriesAppender
{
    private static readonly List<Entry> None = [];

    private readonly Dictionary<LabelSet, Entry> _byLabels = [];
    private readonly Dictionary<string, List<Entry>> _byName = new(StringComparer.Ordinal);
    private readonly List<Entry> _entries = [];

    /// <summary>How many series there are.</summary>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            if (!_byLabels.TryGetValue(labels[i], out Entry? entry))
            {
                entry = Make(labels[i]);
            }

            refs[i] = entry.Ref;
        }
    }

    /// <inheritdoc/>
    public int Append(SampleBatch batch, Span<AppendOutcome> outcomes)
    {
        int accepted = 0;
        for (int i = 0; i < batch.Count; i++)
        {
            Entry entry = _entries[(int)(batch.Series[i].Value - refsBefore) - 1];
            outcomes[i] = entry.Append(batch.Times[i], batch.Values[i], batch.Histograms[i]);
            accepted += outcomes[i] == AppendOutcome.Accepted ? 1 : 0;
        }

        return accepted;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <summary>All series as texts, by their labels. A series that ended says so.</summary>
    public IReadOnlyList<TestedSeries> Describe() =>
    [
        .. _entries.OrderBy(entry => entry.Labels.ToString(), StringComparer.Ordinal).Select(entry => new TestedSeries(
            entry.Labels,
            [.. entry.Times.Select((at, i) => (at, TextOf(entry.Values[i], entry.Histograms[i])))])),
    ];

    private static string TextOf(double value, FloatHistogram? histogram) => histogram is not null ? $"{histogram}"
        : StaleMarker.Is(value) ? "stale"
        : PromQL.Numbers.FloatText.Sample(value);

    /// <summary>What was written so far.</summary>
    public ISeriesView OpenView() => new View(this);

    private static bool Matches(IReadOnlyList<LabelMatcher> matchers, LabelSet labels)
    {
        for (int i = 0; i < matchers.Count; i++)
        {
            if (!matchers[i].Matches(labels))
            {
                return false;
            }
        }

        return true;
    }

    private List<Entry> Candidates(SeriesQuery query)
    {
        for (int i = 0; i < query.Matchers.Count; i++)
        {
            if (query.Matchers[i] is { Op: MatchOp.Equal, Name: LabelName.MetricName } matcher)
            {
                return _byName.GetValueOrDefault(matcher.Value) ?? None;
            }
        }

        return _entries;
    }

    private Entry Make(LabelSet labels)
    {
        var entry = new Entry(new SeriesRef(refsBefore + (ulong)_entries.Count + 1), labels);
        _byLabels.Add(labels, entry);
        _entries.Add(entry);
        string name = labels[LabelName.MetricName] ?? "";
        if (!_byName.TryGetValue(name, out List<Entry>? named))
        {
            _byName.Add(name, named = []);
        }

        named.Add(entry);
        return entry;
    }

    private sealed class View(TestSeries store) : ISeriesView
    {
        public long Revision => 0;

        public ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation)
        {
            List<Entry> found = [];
            foreach (Entry entry in store.Candidates(query))
            {
                if (entry.HasWithin(query.FromMs, query.ToMs) && Matches(query.Matchers, entry.Labels))
                {
                    found.Add(entry);
                }
            }

            return new Selection(found, query);
        }

        public void Dispose()
        {
            // Nothing is written while somebody reads.
        }
    }

    private sealed class Entry(SeriesRef reference, LabelSet labels)
    {
        public SeriesRef Ref => reference;

        public LabelSet Labels => labels;

        public List<long> Times { get; } = [];

        public List<double> Values { get; } = [];

        public List<FloatHistogram?> Histograms { get; } = [];

        public bool HasWithin(long fromMs, long toMs)
        {
            int first = FirstFrom(fromMs);
            return first < Times.Count && Times[first] <= toMs;
        }

        public int FirstFrom(long fromMs)
        {
            int at = Times.BinarySearch(fromMs);
            return at < 0 ? ~at : at;
        }

        public AppendOutcome Append(long timeMs, double value, FloatHistogram? histogram)
        {
            if (Times.Count > 0 && timeMs <= Times[^1])
            {
                return timeMs < Times[^1] ? AppendOutcome.OutOfOrder
                    : histogram is null && Histograms[^1] is null
                        && BitConverter.DoubleToInt64Bits(value) == BitConverter.DoubleToInt64Bits(Values[^1])
                        ? AppendOutcome.SameAgain
                    : AppendOutcome.DuplicateTimestamp;
            }

            Times.Add(timeMs);
            Values.Add(value);
            Histograms.Add(histogram);
            return AppendOutcome.Accepted;
        }
    }

    private sealed class Selection(List<Entry> found, SeriesQuery query) : ISeriesSelection
    {
        public int Count => found.Count;

        public SeriesRef Ref(int index) => found[index].Ref;

        public LabelSet Labels(int index) => found[index].Labels;

        public void Read(int index, SampleColumns into) => ReadAfter(index, query.FromMs - 1, into);

        public void ReadAfter(int index, long afterMs, SampleColumns into)
        {
            into.Clear();
            Entry entry = found[index];
            int first = entry.FirstFrom(Math.Max(query.FromMs, afterMs + 1));
            for (int i = first; i < entry.Times.Count && entry.Times[i] <= query.ToMs; i++)
            {
                if (entry.Histograms[i] is { } histogram)
                {
                    into.Add(entry.Times[i], histogram, 0);
                }
                else
                {
                    into.Add(entry.Times[i], entry.Values[i], 0);
                }
            }
        }
    }
}
