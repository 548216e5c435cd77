using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.Spans;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.Spans;

/// <summary>A receiver over a store in memory, and what came to be there.</summary>
internal sealed class SpanWorld : ISeriesNotes
{
    private readonly List<Exemplar> _exemplars = [];
    private readonly List<MetricMetadata> _metadata = [];

    private readonly SpanOptions _options;

    public SpanWorld(SpanOptions? options = null)
    {
        _options = options ?? new SpanOptions();
        Receiver = new SpanReceiver(Series, this, _options);
    }

    public MemorySeries Series { get; } = new();

    public SpanReceiver Receiver { get; private set; }

    /// <summary>The process ends and another begins with what a log held.</summary>
    public void Restart(params IEnumerable<byte[]> records)
    {
        Receiver = new SpanReceiver(Series, this, _options);
        Assert.All(records, record => Assert.True(Receiver.TryApply(record)));
        Receiver.Resume(NowMs);
    }

    public long NowMs { get; set; } = 1_000_000;

    public IReadOnlyList<Exemplar> Kept => _exemplars;

    public IReadOnlyList<MetricMetadata> Learned => _metadata;

    public SpansTaken Take(params IEnumerable<TestSpan> spans) =>
        Receiver.TakeAsync(TestSpan.Proto(spans), false, NowMs).AsTask().GetAwaiter().GetResult();

    public SpansWritten WriteAfter(double seconds)
    {
        NowMs += (long)(seconds * 1000);
        return Receiver.WriteAsync(NowMs).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Every series as text, with its last value; those that are 0 or have ended left out unless asked for.</summary>
    public string[] Content(string contains = "", bool zeros = false) =>
    [
        .. Samples().Where(series => series.Labels.Contains(contains, StringComparison.Ordinal))
            .Select(series => (series.Labels, Last: series.Samples[^1]))
            .Where(series => !StaleMarker.Is(series.Last.Value)
                && (zeros || series.Last.Value != 0 || series.Last.Histogram is not null))
            .Select(series => $"{series.Labels} {series.Last.Value}").Order(StringComparer.Ordinal),
    ];

    public IEnumerable<(string Labels, MemorySample[] Samples)> Samples()
    {
        using ISeriesView view = Series.OpenView();
        ISeriesSelection selection = view.Select(
            new SeriesQuery { Matchers = Array.Empty<LabelMatcher>(), FromMs = 0, ToMs = long.MaxValue }, default);
        var columns = new SampleColumns();
        var all = new List<(string, MemorySample[])>();
        for (int i = 0; i < selection.Count; i++)
        {
            selection.Read(i, columns);
            var samples = new MemorySample[columns.Count];
            for (int at = 0; at < samples.Length; at++)
            {
                samples[at] = new MemorySample(
                    columns.Times[at], columns.Values[at], columns.Histograms.IsEmpty ? null : columns.Histograms[at]);
            }

            all.Add(($"{selection.Labels(i)}", samples));
        }

        return all;
    }

    public void Learn(IReadOnlyList<MetricMetadata> metrics) => _metadata.AddRange(metrics);

    public int Keep(IReadOnlyList<Exemplar> exemplars)
    {
        _exemplars.AddRange(exemplars);
        return exemplars.Count;
    }

    public IReadOnlyList<MetricMetadata> Metadata(string? metric, int limit) => _metadata;

    public IReadOnlyList<Exemplar> Exemplars(SeriesQuery query) => _exemplars;
}
