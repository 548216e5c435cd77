using Tocsin.Signals.Otlp;

namespace Tocsin.Signals.Tests.Otlp;

/// <summary>Deltas that are added up to counters.</summary>
public sealed class DeltaTests
{
    private readonly OtlpTarget _target = new() { Settings = new() { Deltas = DeltaHandling.Accumulate } };

    private long Now => _target.Now;

    [Fact]
    public async Task Deltas_of_a_sum_are_added_up_from_the_first_ones_start()
    {
        for (int i = 1; i <= 3; i++)
        {
            // The order of attributes makes no difference.
            OtlpAttribute[] attributes = i == 2 ? [new("b", "2"), new("a", "1")] : [new("a", "1"), new("b", "2")];
            await _target.TakeAsync(Sum(new OtlpPoint(Now + i, attributes) { Value = (long)i, StartMs = Now + i - 1 }));
        }

        Assert.Equal(["hits_total{a=\"1\",b=\"2\",job=\"s\"} +1<+0:1 +2<+0:3 +3<+0:6"], _target.Series());
        Assert.Equal((1, "counter"), (_target.Receiver.DeltaSeries, _target.Learned["hits_total"].Type));
    }

    [Fact]
    public async Task A_delta_that_is_sent_twice_counts_once_and_an_older_one_is_refused()
    {
        await _target.TakeAsync(Sum(new OtlpPoint(Now + 5) { Value = 5L, StartMs = Now }));
        await _target.TakeAsync(Sum(new OtlpPoint(Now + 5) { Value = 5L, StartMs = Now }));
        OtlpMetricResult result = await SendAsync(Sum(new OtlpPoint(Now + 4) { Value = 1L }, new OtlpPoint(Now + 6) { Value = 2L }));
        Assert.Equal("delta from before the last one of \"hits\" (1 points refused)", result.Message);
        Assert.Equal(["hits_total{job=\"s\"} +5<+0:5 +6<+0:7"], _target.Series());
    }

    [Fact]
    public async Task Histograms_are_added_up_bucket_by_bucket_and_start_anew_with_other_bounds()
    {
        await _target.TakeAsync(Histogram(new OtlpPoint(Now + 1) { Count = 3, Sum = 1, Bounds = [1], Counts = [1, 2], StartMs = Now }));
        await _target.TakeAsync(Histogram(new OtlpPoint(Now + 2) { Count = 5, Sum = 2, Bounds = [1], Counts = [2, 3], StartMs = Now + 1 }));
        await _target.TakeAsync(Histogram(new OtlpPoint(Now + 3) { Count = 7, Sum = 4, Bounds = [2], Counts = [3, 4], StartMs = Now + 2 }));
        Assert.Equal(
            [
                "took_bucket{job=\"s\",le=\"+Inf\"} +1<+0:3 +2<+0:8 +3<+2:7", "took_bucket{job=\"s\",le=\"1\"} +1<+0:1 +2<+0:3",
                "took_bucket{job=\"s\",le=\"2\"} +3<+2:3", "took_count{job=\"s\"} +1<+0:3 +2<+0:8 +3<+2:7",
                "took_sum{job=\"s\"} +1<+0:1 +2<+0:3 +3<+2:4",
            ],
            _target.Series());
    }

    [Fact]
    public async Task Exponential_histograms_are_added_up_at_the_coarser_scale()
    {
        await _target.TakeAsync(Exponential(new OtlpPoint(Now + 1)
        {
            Count = 6,
            Sum = 1,
            Scale = 1,
            Positive = (0, [1, 2, 3]),
            Negative = (2, [1]),
            StartMs = Now,
        }));
        await _target.TakeAsync(Exponential(new OtlpPoint(Now + 2) { Count = 5, Sum = 2, Scale = 0, ZeroCount = 1, Positive = (-1, [4]) }));
        await _target.TakeAsync(Exponential(new OtlpPoint(Now + 3) { Count = 9, Sum = 2, Scale = 3, Positive = (8, [8, 1]) }));

        // At scale 0 the first one is 1+2 and 3, and the third one is all in the bucket from 2 to 4.
        Assert.Equal(
            [
                "took{job=\"s\"} +1<+0:[1 6 1 z0 1:1 2:2 3:3 -3:1] +2<+0:[0 11 3 z1 0:4 1:3 2:3 -2:1]"
                + " +3<+0:[0 20 5 z1 0:4 1:3 2:12 -2:1]",
            ],
            _target.Series());
    }

    [Fact]
    public async Task Buckets_that_lie_far_apart_are_merged_rather_than_kept_by_the_million()
    {
        await _target.TakeAsync(Exponential(new OtlpPoint(Now + 1) { Count = 1, Scale = 8, Positive = (-100_000, [1]) }));
        await _target.TakeAsync(Exponential(new OtlpPoint(Now + 2) { Count = 1, Scale = 8, Positive = (100_000, [1]) }));
        Assert.EndsWith("+2<+1:[-2 2 0 z0 -97:1 98:1]", Assert.Single(_target.Series()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delta_from_the_future_does_not_keep_out_those_of_the_present()
    {
        OtlpMetricResult result = await SendAsync(Sum(new OtlpPoint(Now + 3_600_000) { Value = 5L }));
        Assert.Equal(1, result.Refused[(int)PointRefusal.TooFarAhead]);
        await _target.TakeAsync(Sum(new OtlpPoint(Now) { Value = 2L }));
        Assert.Equal(["hits_total{job=\"s\"} +0<+0:2"], _target.Series());
    }

    [Fact]
    public async Task A_damaged_request_adds_nothing_up()
    {
        byte[] body = Request(Sum(new OtlpPoint(Now) { Value = 2L })).ToProtobuf();
        OtlpMetricResult result = await _target.SendAsync([.. body, 0x0A, 0x05], isJson: false);
        Assert.NotNull(result.Fault);
        Assert.Equal((0, 0), (_target.Receiver.DeltaSeries, _target.Series().Length));
    }

    private static OtlpText Request(OtlpMetric metric) =>
        new(new OtlpResource([new("service.name", "s")], new OtlpScope("", metric)));

    private static OtlpMetric Sum(params OtlpPoint[] points) => new(OtlpKind.Sum, "hits", points) { Temporality = 1 };

    private static OtlpMetric Histogram(params OtlpPoint[] points) => new(OtlpKind.Histogram, "took", points) { Temporality = 1 };

    private static OtlpMetric Exponential(params OtlpPoint[] points) => new(OtlpKind.Exponential, "took", points) { Temporality = 1 };

    private Task<OtlpMetricResult> SendAsync(OtlpMetric metric) => _target.SendAsync(Request(metric));
}
