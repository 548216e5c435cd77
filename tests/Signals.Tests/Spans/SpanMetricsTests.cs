using Tocsin.Model.Samples;
using Tocsin.Signals.Spans;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.Spans;

/// <summary>Spans become metrics as OpenTelemetry's span-metrics connector makes and names them.</summary>
public sealed class SpanMetricsTests
{
    private const string Cart =
        "service_name=\"shop\", span_kind=\"SPAN_KIND_SERVER\", span_name=\"GET /cart\", status_code=\"STATUS_CODE_UNSET\"}";

    [Fact]
    public void A_span_is_counted_and_timed_by_service_operation_kind_and_status()
    {
        var world = new SpanWorld(new SpanOptions { Graph = new GraphOptions { IsOn = false } });
        world.Take(new TestSpan { Milliseconds = 5 }, new TestSpan { Milliseconds = 900 }, new TestSpan { Status = 2 });
        world.WriteAfter(15);

        string[] calls = world.Content("calls_total");
        Assert.Equal(
            [
                "{__name__=\"traces_span_metrics_calls_total\", " + Cart.Replace("UNSET", "ERROR", StringComparison.Ordinal) + " 1",
                "{__name__=\"traces_span_metrics_calls_total\", " + Cart + " 2",
            ],
            calls);
        string[] durations = world.Content("duration_milliseconds", zeros: true);
        Assert.Equal(2 * 19, durations.Length);
        string Of(string suffix, string bound, string value) =>
            $"{{__name__=\"traces_span_metrics_duration_milliseconds_{suffix}\", {bound}{Cart} {value}";
        Assert.Contains(Of("bucket", "le=\"4\", ", "0"), durations);
        Assert.Contains(Of("bucket", "le=\"6\", ", "1"), durations);
        Assert.Contains(Of("bucket", "le=\"800\", ", "1"), durations);
        Assert.Contains(Of("bucket", "le=\"1000\", ", "2"), durations);
        Assert.Contains(Of("bucket", "le=\"+Inf\", ", "2"), durations);
        Assert.Contains(Of("sum", "", "905"), durations);
        Assert.Contains(Of("count", "", "2"), durations);
        Assert.Contains(world.Learned, known => known is { Metric: "traces_span_metrics_calls_total", Type: "counter" });
        Assert.Contains(world.Learned, known => known is { Metric: "traces_span_metrics_duration_milliseconds", Type: "histogram" });
    }

    [Fact]
    public void A_counter_begins_at_zero_when_its_first_span_comes_and_only_then()
    {
        var world = new SpanWorld();
        world.Take(new TestSpan());
        long came = world.NowMs;
        world.WriteAfter(15);
        world.Take(new TestSpan());
        world.WriteAfter(15);

        (_, MemorySample[] samples) = Assert.Single(
            world.Samples(), series => series.Labels.Contains("calls_total", StringComparison.Ordinal));
        Assert.Equal([(came, 0d), (came + 15_000, 1), (came + 30_000, 2)], samples.Select(s => (s.TimeMs, s.Value)));
    }

    [Fact]
    public void Attributes_of_the_span_of_its_resource_or_a_default_become_labels()
    {
        var world = new SpanWorld(new SpanOptions
        {
            Graph = new GraphOptions { IsOn = false },
            Histogram = DurationHistogram.None,
            Namespace = "",
            Excluded = ["span.kind", "span.name"],
            Dimensions =
            [
                new SpanDimension("http.response.status_code", "http_response_status_code", ""),
                new SpanDimension("deployment.environment", "deployment_environment", ""),
                new SpanDimension("region", "region", "nowhere"),
                new SpanDimension("missing", "missing", ""),
            ],
        });
        world.Take(new TestSpan
        {
            Attributes =
            [
                ("http.response.status_code", 503L), ("region", "north"), ("region", "later"), ("missing", Array.Empty<int>()),
            ],
            Resource = [("deployment.environment", "prod"), ("region", "south")],
        });
        world.Take(new TestSpan { Resource = [("region", "south")] }, new TestSpan { Service = null });
        world.WriteAfter(15);

        Assert.Equal(
            [
                "{__name__=\"calls_total\", deployment_environment=\"prod\", http_response_status_code=\"503\", region=\"north\", "
                    + "service_name=\"shop\", status_code=\"STATUS_CODE_UNSET\"} 1",
                "{__name__=\"calls_total\", region=\"nowhere\", service_name=\"unknown_service\", status_code=\"STATUS_CODE_UNSET\"} 1",
                "{__name__=\"calls_total\", region=\"south\", service_name=\"shop\", status_code=\"STATUS_CODE_UNSET\"} 1",
            ],
            world.Content());
    }

    [Fact]
    public void The_slowest_span_between_two_writings_gives_its_trace_to_the_counter_and_to_its_bucket()
    {
        var world = new SpanWorld(new SpanOptions { Graph = new GraphOptions { IsOn = false } });
        string slow = "aa02030405060708090a0b0c0d0e0f10";
        world.Take(
            new TestSpan { Milliseconds = 3 },
            new TestSpan { Milliseconds = 150, Trace = slow },
            new TestSpan { Milliseconds = 20 });
        world.WriteAfter(15);
        world.WriteAfter(15);

        Assert.Equal(2, world.Kept.Count);
        Assert.All(world.Kept, kept => Assert.Equal(
            (slow, "1112131415161718", 150, world.NowMs - 15_000),
            (kept.Labels["trace_id"], kept.Labels["span_id"], kept.Value, kept.TimeMs)));
        Assert.Equal(
            ["traces_span_metrics_calls_total", "traces_span_metrics_duration_milliseconds_bucket"],
            world.Kept.Select(kept => kept.Series["__name__"]));
        Assert.Equal("200", world.Kept[1].Series["le"]);
    }

    [Fact]
    public void A_service_with_too_many_label_sets_keeps_what_it_has_and_is_named()
    {
        var world = new SpanWorld(new SpanOptions { LabelSetsPerServiceMax = 2, Graph = new GraphOptions { IsOn = false } });
        for (int i = 0; i < 5; i++)
        {
            world.Take(new TestSpan { Name = $"/user/{i}", Service = "greedy" }, new TestSpan());
        }

        world.WriteAfter(15);

        Assert.Equal(
            [
                "{__name__=\"traces_span_metrics_calls_total\", otel_metric_overflow=\"true\", service_name=\"greedy\"} 3",
                "{__name__=\"traces_span_metrics_calls_total\", service_name=\"greedy\", span_kind=\"SPAN_KIND_SERVER\", "
                    + "span_name=\"/user/0\", status_code=\"STATUS_CODE_UNSET\"} 1",
                "{__name__=\"traces_span_metrics_calls_total\", service_name=\"greedy\", span_kind=\"SPAN_KIND_SERVER\", "
                    + "span_name=\"/user/1\", status_code=\"STATUS_CODE_UNSET\"} 1",
                "{__name__=\"traces_span_metrics_calls_total\", " + Cart + " 5",
            ],
            world.Content("calls_total"));
        Assert.Equal([("greedy", 3L)], world.Receiver.Numbers().SpansOver.Select(over => (over.Key, over.Value)));
        Assert.Equal(["greedy"], world.Receiver.TakeOffenders().Services);
        Assert.Empty(world.Receiver.TakeOffenders().Services);
    }

    [Fact]
    public void With_too_many_label_sets_in_all_a_service_without_one_shares_the_overflow_of_all()
    {
        var world = new SpanWorld(new SpanOptions { LabelSetsMax = 1, Graph = new GraphOptions { IsOn = false } });
        world.Take(new TestSpan(), new TestSpan { Name = "other" }, new TestSpan { Service = "a" }, new TestSpan { Service = "b" });
        world.WriteAfter(15);

        Assert.Equal(
            [
                "{__name__=\"traces_span_metrics_calls_total\", otel_metric_overflow=\"true\", service_name=\"shop\"} 1",
                "{__name__=\"traces_span_metrics_calls_total\", otel_metric_overflow=\"true\"} 2",
                "{__name__=\"traces_span_metrics_calls_total\", " + Cart + " 1",
            ],
            world.Content("calls_total"));
        Assert.Equal(["a", "b", "shop"], world.Receiver.Numbers().SpansOver.Keys.Order());
        Assert.Equal(1, world.Receiver.Numbers().LabelSets);
    }

    [Fact]
    public void What_has_no_spans_for_long_ends_with_a_stale_marker_and_begins_again_at_zero()
    {
        var world = new SpanWorld(new SpanOptions { ExpiresAfter = TimeSpan.FromMinutes(1), LabelSetsMax = 1 });
        world.Take(new TestSpan());
        world.WriteAfter(15);
        world.WriteAfter(44);
        Assert.NotEmpty(world.Content("calls_total"));
        world.WriteAfter(2);
        Assert.Empty(world.Content("calls_total"));
        Assert.Equal(0, world.Receiver.Numbers().LabelSets);
        world.NowMs++;
        world.Take(new TestSpan());
        world.WriteAfter(15);

        (_, MemorySample[] samples) = Assert.Single(
            world.Samples(), series => series.Labels.Contains("calls_total", StringComparison.Ordinal));
        Assert.Equal([0, 1, 1, double.NaN, 0, 1], samples.Select(s => s.Value));
        Assert.True(StaleMarker.Is(samples[3].Value));
    }

    [Theory]
    [InlineData(160)]
    [InlineData(4)]
    public void Native_histograms_tell_durations_as_finely_as_their_buckets_allow(int bucketsMax)
    {
        var world = new SpanWorld(new SpanOptions
        {
            Histogram = DurationHistogram.Exponential,
            NativeBucketsMax = bucketsMax,
            Graph = new GraphOptions { IsOn = false },
        });
        double[] all = [0, 0.25, 1, 3, 3.1, 1024, 77];
        world.Take(all.Select(ms => new TestSpan { Milliseconds = ms }));
        world.WriteAfter(15);

        (_, MemorySample[] samples) = Assert.Single(
            world.Samples(), series => series.Labels.Contains("duration_milliseconds", StringComparison.Ordinal));
        FloatHistogram histogram = samples[^1].Histogram!;
        Assert.Equal((all.Length, all.Sum(), 1), (histogram.Count, histogram.Sum, histogram.ZeroCount));
        HistogramSpan span = Assert.Single(histogram.PositiveSpans);
        Assert.True(span.Length <= bucketsMax);
        for (int i = 0; i < span.Length; i++)
        {
            double Bound(int index) => Math.Pow(2, (span.Offset + index) * Math.Pow(2, -histogram.Schema));
            Assert.Equal(all.Count(ms => ms > Bound(i - 1) && ms <= Bound(i)), histogram.PositiveBuckets[i]);
        }
    }

    [Fact]
    public void A_span_with_a_broken_id_is_refused_alone_and_one_without_a_trace_has_no_exemplar()
    {
        var world = new SpanWorld();
        SpansTaken taken = world.Take(
            new TestSpan(),
            new TestSpan { Trace = "0102", Name = "broken" },
            new TestSpan { Id = "01" },
            new TestSpan { Trace = "", Id = "" });
        world.WriteAfter(15);

        Assert.Equal((null, 2, 2), (taken.Fault, taken.Spans, taken.Rejected));
        Assert.Contains("trace_id", taken.Reason, StringComparison.Ordinal);
        Assert.Contains("broken", taken.Reason, StringComparison.Ordinal);
        Assert.Contains("calls_total", Assert.Single(world.Content("calls_total")), StringComparison.Ordinal);
        Assert.DoesNotContain(world.Kept, kept => kept.Labels["trace_id"] == new string('0', 32));
    }

    [Theory]
    [InlineData(-1, 1_000)]
    [InlineData(0, 0)]
    public void A_span_that_ends_before_it_begins_took_no_time(long durationNs, long startNs)
    {
        var world = new SpanWorld();
        world.Take(new TestSpan { StartNs = startNs, DurationNs = startNs == 0 ? 1_700_000_000_000_000_000 : durationNs });
        world.WriteAfter(15);
        Assert.Empty(world.Content("milliseconds_sum"));
        Assert.Single(world.Content("le=\"2\""), bucket => bucket.Contains("span_metrics", StringComparison.Ordinal));
    }
}
