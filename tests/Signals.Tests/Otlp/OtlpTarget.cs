using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Signals.Otlp;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.Otlp;

/// <summary>A receiver of metrics over a store in memory, and what comes of it as text.</summary>
internal sealed class OtlpTarget : ISeriesNotes
{
    private readonly MemorySeries _store = new();
    private readonly VirtualTime _time = new();

    public OtlpTarget() => Receiver = new OtlpMetricReceiver(_store, this, _time);

    public OtlpMetricReceiver Receiver { get; }

    public OtlpMetricSettings Settings { get; init; } = new();

    public List<Exemplar> Kept { get; } = [];

    public Dictionary<string, MetricMetadata> Learned { get; } = [];

    /// <summary>The present, in Unix milliseconds.</summary>
    public long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    public Task<OtlpMetricResult> SendAsync(OtlpText request, bool isJson = false) =>
        SendAsync(isJson ? Encoding.UTF8.GetBytes(request.ToJson()) : request.ToProtobuf(), isJson);

    public async Task<OtlpMetricResult> SendAsync(byte[] body, bool isJson) =>
        await Receiver.ReceiveAsync(body, isJson, Settings, TestContext.Current.CancellationToken);

    /// <summary>One metric of service <c>s</c>, which must be taken.</summary>
    public async Task<string[]> TakeAsync(params OtlpMetric[] metrics)
    {
        OtlpMetricResult result = await SendAsync(new OtlpText(new OtlpResource([new("service.name", "s")], new OtlpScope("", metrics))));
        Assert.Equal(("", null), (result.Message, result.Fault));
        return Series();
    }

    /// <summary>All series: <c>name{a="b"} +1000:1 +2000&lt;-500:stale</c>, times from the present, starts behind <c>&lt;</c>.</summary>
    public string[] Series()
    {
        var lines = new List<string>();
        var columns = new SampleColumns();
        using ISeriesView view = _store.OpenView();
        ISeriesSelection found = view.Select(
            new SeriesQuery { Matchers = [], FromMs = 0, ToMs = long.MaxValue / 2 }, CancellationToken.None);
        for (int i = 0; i < found.Count; i++)
        {
            found.Read(i, columns);
            lines.Add($"{Show(found.Labels(i))} {Show(columns)}");
        }

        return [.. lines.Order(StringComparer.Ordinal)];
    }

    public void Learn(IReadOnlyList<MetricMetadata> metrics)
    {
        foreach (MetricMetadata metric in metrics)
        {
            Learned[metric.Metric] = metric;
        }
    }

    public int Keep(IReadOnlyList<Exemplar> exemplars)
    {
        Kept.AddRange(exemplars);
        return exemplars.Count;
    }

    public IReadOnlyList<MetricMetadata> Metadata(string? metric, int limit) => [];

    public IReadOnlyList<Exemplar> Exemplars(SeriesQuery query) => [];

    public static string Show(LabelSet labels)
    {
        var text = new StringBuilder(labels["__name__"]).Append('{');
        foreach (LabelSet.Label label in labels)
        {
            if (label.NameText != "__name__")
            {
                text.Append(text[^1] == '{' ? "" : ",").Append(label.NameText).Append('=').Append(GoQuote.Quote(label.ValueText));
            }
        }

        return text.Append('}').ToString();
    }

    private string Show(SampleColumns columns)
    {
        var samples = new List<string>();
        for (int i = 0; i < columns.Count; i++)
        {
            FloatHistogram? histogram = columns.Histograms.IsEmpty ? null : columns.Histograms[i];
            string value = histogram is not null ? Show(histogram)
                : StaleMarker.Is(columns.Values[i]) ? "stale"
                : columns.Values[i].ToString("R", CultureInfo.InvariantCulture);
            long start = columns.Starts.IsEmpty ? 0 : columns.Starts[i];
            string since = start == 0 ? "" : $"<{start - Now:+0;-0;+0}";
            samples.Add($"{columns.Times[i] - Now:+0;-0;+0}{since}:{value}");
        }

        return string.Join(' ', samples);
    }

    private static string Show(FloatHistogram h) =>
        $"[{h.Schema} {h.Count} {h.Sum.ToString("R", CultureInfo.InvariantCulture)} z{h.ZeroCount}"
        + $" {string.Join(' ', Show(h.PositiveSpans, h.PositiveBuckets, "").Concat(Show(h.NegativeSpans, h.NegativeBuckets, "-")))}"
        + (h.CustomBounds.IsEmpty ? "" : $" at {string.Join(' ', h.CustomBounds)}")
        + (h.ResetHint == CounterResetHint.Gauge ? " gauge]" : "]");

    // Each bucket that is not empty, as index:count.
    private static IEnumerable<string> Show(IReadOnlyList<HistogramSpan> spans, IReadOnlyList<double> buckets, string sign)
    {
        (int index, int at) = (0, 0);
        foreach (HistogramSpan span in spans)
        {
            index += span.Offset;
            for (int i = 0; i < span.Length; i++, at++, index++)
            {
                if (buckets[at] != 0)
                {
                    yield return $"{sign}{index}:{buckets[at]}";
                }
            }
        }
    }
}
