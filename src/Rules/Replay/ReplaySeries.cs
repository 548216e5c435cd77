using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Rules.UnitTests;

namespace Tocsin.Rules.Replay;

/// <summary>
/// The past as the rules would have seen it: stored series, but those that the rules write as they write them now. Nothing
/// is written to the store. One thread at a time.
/// </summary>
/// <param name="stored">The series at rest.</param>
/// <param name="own">The names of the metrics that the rules write; the store's series of these names are not seen.</param>
internal sealed class ReplaySeries(ISeriesReader stored, IReadOnlySet<string> own) : ISeriesReader, ISeriesAppender
{
    // References of the store ascend from 1 and never get here.
    private const ulong OwnBit = 1UL << 63;

    private readonly TestSeries _written = new();

    /// <summary>How many samples were written.</summary>
    public long Written { get; private set; }

    /// <summary>Takes over what the store has of the names that rules write, from before they begin to.</summary>
    public void CopyPast(long fromMs, long beforeMs, long samplesMax, CancellationToken cancellation)
    {
        using ISeriesView view = stored.OpenView();
        var columns = new SampleColumns();
        foreach (string name in own)
        {
            ISeriesSelection found = view.Select(
                new SeriesQuery
                {
                    Matchers = [LabelMatcher.Create(MatchOp.Equal, LabelName.MetricName, name)],
                    FromMs = fromMs,
                    ToMs = beforeMs - 1,
                },
                cancellation);
            for (int i = 0; i < found.Count && Written <= samplesMax; i++)
            {
                found.Read(i, columns);
                Copy(found.Labels(i), columns);
            }
        }
    }

    /// <inheritdoc/>
    public void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs) => _written.Resolve(labels, refs);

    /// <inheritdoc/>
    public int Append(SampleBatch batch, Span<AppendOutcome> outcomes)
    {
        int accepted = _written.Append(batch, outcomes);
        Written += accepted;
        return accepted;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ISeriesView OpenView() => new View(this, stored.OpenView());

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelValues(string name, SeriesQuery query, int limit, CancellationToken cancellation) =>
        throw new NotSupportedException();

    private void Copy(LabelSet labels, SampleColumns columns)
    {
        var reference = new SeriesRef[1];
        _written.Resolve([labels], reference);
        var batch = new SampleBatch();
        for (int i = 0; i < columns.Count; i++)
        {
            if (columns.Histograms is { IsEmpty: false } histograms && histograms[i] is { } histogram)
            {
                batch.Add(reference[0], columns.Times[i], histogram);
            }
            else
            {
                batch.Add(reference[0], columns.Times[i], columns.Values[i]);
            }
        }

        Append(batch, new AppendOutcome[batch.Count]);
    }

    private bool IsOwn(LabelSet labels) => labels[LabelName.MetricName] is { } name && own.Contains(name);

    private sealed class View(ReplaySeries series, ISeriesView stored) : ISeriesView
    {
        private readonly ISeriesView _written = series._written.OpenView();

        public long Revision => stored.Revision;

        public ISeriesSelection Select(SeriesQuery query, CancellationToken cancellation)
        {
            ISeriesSelection written = _written.Select(query, cancellation);
            string? name = query.Matchers.FirstOrDefault(
                matcher => matcher is { Op: MatchOp.Equal, Name: LabelName.MetricName })?.Value;
            if (name is not null && series.IsOwnName(name))
            {
                return new Selection(null, [], written);
            }

            ISeriesSelection all = stored.Select(query, cancellation);
            if (name is not null)
            {
                return all;
            }

            List<int> foreign = [];
            for (int i = 0; i < all.Count; i++)
            {
                if (!series.IsOwn(all.Labels(i)))
                {
                    foreign.Add(i);
                }
            }

            return new Selection(all, foreign, written);
        }

        public void Dispose()
        {
            _written.Dispose();
            stored.Dispose();
        }
    }

    private bool IsOwnName(string name) => own.Contains(name);

    /// <summary>Series of the store, then those that rules wrote.</summary>
    private sealed class Selection(ISeriesSelection? stored, List<int> foreign, ISeriesSelection written) : ISeriesSelection
    {
        public int Count => foreign.Count + written.Count;

        public SeriesRef Ref(int index) => index < foreign.Count
            ? stored!.Ref(foreign[index])
            : new SeriesRef(written.Ref(index - foreign.Count).Value | OwnBit);

        public LabelSet Labels(int index) =>
            index < foreign.Count ? stored!.Labels(foreign[index]) : written.Labels(index - foreign.Count);

        public void Read(int index, SampleColumns into)
        {
            if (index < foreign.Count)
            {
                stored!.Read(foreign[index], into);
            }
            else
            {
                written.Read(index - foreign.Count, into);
            }
        }

        public void ReadAfter(int index, long afterMs, SampleColumns into)
        {
            if (index < foreign.Count)
            {
                stored!.ReadAfter(foreign[index], afterMs, into);
            }
            else
            {
                written.ReadAfter(index - foreign.Count, afterMs, into);
            }
        }
    }
}
