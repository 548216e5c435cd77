using Tocsin.Signals.Otlp;

namespace Tocsin.Signals.Tests.Otlp;

/// <summary>What becomes of each kind of metric, of resources and of scopes.</summary>
public sealed class TranslationTests
{
    private readonly OtlpTarget _target = new();

    private long Now => _target.Now;

    [Fact]
    public async Task Gauges_and_sums_become_one_sample_a_point()
    {
        string[] series = await _target.TakeAsync(
            new OtlpMetric(OtlpKind.Gauge, "temp", new OtlpPoint(Now, new OtlpAttribute("room", "a")) { Value = 21.5, StartMs = Now - 9 }),
            new OtlpMetric(
                OtlpKind.Sum, "hits", new OtlpPoint(Now) { Value = 7L, StartMs = Now - 500 }, new OtlpPoint(Now + 1) { IsStale = true }),
            new OtlpMetric(OtlpKind.Sum, "queue", new OtlpPoint(Now) { Value = -2L }) { IsMonotonic = false });
        Assert.Equal(
            ["hits_total{job=\"s\"} +0<-500:7 +1:stale", "queue{job=\"s\"} +0:-2", "temp{job=\"s\",room=\"a\"} +0:21.5"], series);
        Assert.Equal(
            ["hits_total counter", "queue gauge", "temp gauge"],
            _target.Learned.Values.Select(known => $"{known.Metric} {known.Type}").Order());
    }

    [Fact]
    public async Task A_histogram_becomes_buckets_a_count_and_a_sum()
    {
        var point = new OtlpPoint(Now) { Count = 6, Sum = 12.5, Bounds = [0.5, 10], Counts = [1, 2, 3], StartMs = Now - 7 };
        string[] series = await _target.TakeAsync(new OtlpMetric(OtlpKind.Histogram, "took", point) { Unit = "s" });
        Assert.Equal(
            [
                "took_seconds_bucket{job=\"s\",le=\"+Inf\"} +0<-7:6", "took_seconds_bucket{job=\"s\",le=\"0.5\"} +0<-7:1",
                "took_seconds_bucket{job=\"s\",le=\"10\"} +0<-7:3", "took_seconds_count{job=\"s\"} +0<-7:6",
                "took_seconds_sum{job=\"s\"} +0<-7:12.5",
            ],
            series);
        Assert.Equal("histogram", _target.Learned["took_seconds"].Type);
    }

    [Fact]
    public async Task A_histogram_without_a_sum_has_none_and_one_without_a_value_ends_its_series()
    {
        string[] series = await _target.TakeAsync(new OtlpMetric(
            OtlpKind.Histogram, "took", new OtlpPoint(Now) { Count = 3 }, new OtlpPoint(Now + 1) { IsStale = true }));
        Assert.Equal(["took_bucket{job=\"s\",le=\"+Inf\"} +0:3 +1:stale", "took_count{job=\"s\"} +0:3 +1:stale"], series);
    }

    [Fact]
    public async Task A_histogram_can_become_a_native_one_with_its_own_bounds()
    {
        var target = new OtlpTarget { Settings = new() { CustomBuckets = true } };
        string[] series = await target.TakeAsync(new OtlpMetric(
            OtlpKind.Histogram, "took", new OtlpPoint(Now) { Count = 5, Sum = 12.5, Bounds = [0.5, 10], Counts = [0, 2, 3] },
            new OtlpPoint(Now + 1) { IsStale = true }));
        Assert.Equal(["took{job=\"s\"} +0:[-53 5 12.5 z0 1:2 2:3 at 0.5 10] +1:stale"], series);
    }

    [Theory]
    [InlineData(0, 0, "1:1 2:2 5:4 -9:7")]
    [InlineData(8, 0, "1:1 2:2 5:4 -9:7")]
    [InlineData(9, 8, "1:3 3:4 -5:7")]
    [InlineData(-4, -4, "1:1 2:2 5:4 -9:7")]
    public async Task An_exponential_histogram_becomes_a_native_one(int scale, int schema, string buckets)
    {
        string[] series = await _target.TakeAsync(new OtlpMetric(OtlpKind.Exponential, "took", new OtlpPoint(Now)
        {
            Count = 16,
            Sum = 3.5,
            Scale = scale,
            ZeroCount = 2,
            Positive = (0, [1, 2, 0, 0, 4]),
            Negative = (8, [7]),
        }));
        Assert.Equal([$"took{{job=\"s\"}} +0:[{(scale == 8 ? 8 : schema)} 16 3.5 z2 {buckets}]"], series);
    }

    [Fact]
    public async Task Merged_buckets_count_what_they_are_made_of()
    {
        string[] series = await _target.TakeAsync(new OtlpMetric(OtlpKind.Exponential, "took", new OtlpPoint(Now)
        {
            Count = 15,
            Scale = 10,
            Positive = (-5, [0, 0, 0, 0, 1, 2, 3, 4, 5]),
        }));

        // Scale 8: four buckets in one; -5 to -4 are in the bucket that ends at index -1 + 1, and so on.
        Assert.Equal(["took{job=\"s\"} +0:[8 15 0 z0 0:1 1:14]"], series);
    }

    [Fact]
    public async Task A_summary_becomes_quantiles_a_count_and_a_sum()
    {
        string[] series = await _target.TakeAsync(new OtlpMetric(
            OtlpKind.Summary, "took", new OtlpPoint(Now) { Count = 6, Sum = 12.5, Quantiles = [(0.5, 2), (0.99, 4)] }));
        Assert.Equal(
            [
                "took_count{job=\"s\"} +0:6", "took_sum{job=\"s\"} +0:12.5", "took{job=\"s\",quantile=\"0.5\"} +0:2",
                "took{job=\"s\",quantile=\"0.99\"} +0:4",
            ],
            series);
    }

    [Fact]
    public async Task Attributes_that_escaping_gives_one_name_are_joined_in_the_order_of_their_keys()
    {
        string[] series = await _target.TakeAsync(new OtlpMetric(OtlpKind.Gauge, "x", new OtlpPoint(
            Now, new("b_c", "2"), new("b.c", "1"), new("b-c", ""), new("__name__", "y"), new("job", "mine"), new("e", ""))));
        Assert.Equal(["x{b_c=\"1;2\",job=\"s\"} +0:0"], series);
    }

    [Fact]
    public async Task Values_that_are_no_texts_are_written_as_JSON()
    {
        string[] series = await _target.TakeAsync(new OtlpMetric(OtlpKind.Gauge, "x", new OtlpPoint(
            Now,
            new("a", true), new("b", -5L), new("c", 0.25), new("d", new byte[] { 1, 255 }),
            new("e", new object?[] { "<x>", 1L, null, false }),
            new("f", new OtlpAttribute[] { new("z", 1L), new("k", "\"\n") }),
            new("g", null))));
        Assert.Equal(
            [
                """x{a="true",b="-5",c="0.25",d="Af8=",e="[\"\\u003cx\\u003e\",1,null,false]","""
                    + """f="{\"k\":\"\\\"\\n\",\"z\":1}",job="s"} +0:0""",
            ],
            series);
    }

    [Fact]
    public async Task A_resource_names_job_and_instance_and_tells_the_rest_in_target_info()
    {
        OtlpAttribute[] resource =
        [
            new("service.namespace", "shop"), new("service.name", "cart"), new("service.instance.id", "i1"), new("host.name", "h"),
            new("os", ""),
        ];
        var request = new OtlpText(new OtlpResource(resource, new OtlpScope("lib",
            new OtlpMetric(OtlpKind.Gauge, "x", new OtlpPoint(Now - 400_000), new OtlpPoint(Now)))));
        await _target.SendAsync(request);
        Assert.Equal(
            [
                "target_info{host_name=\"h\",instance=\"i1\",job=\"shop/cart\"} -400000:1 -250000:1 -100000:1 +0:1",
                "x{instance=\"i1\",job=\"shop/cart\"} -400000:0 +0:0",
            ],
            _target.Series());
    }

    [Theory]
    [InlineData(false, false, "host.name,absent", "host_name=\"h\",", "")]
    [InlineData(true, false, "service.name,service.instance.id", "host_name=\"h\",", "")]
    [InlineData(false, true, "", "", ",service_instance_id=\"i1\",service_name=\"cart\"")]
    public async Task Attributes_of_a_resource_become_labels_where_it_is_asked_for(
        bool all, bool keeps, string names, string promoted, string kept)
    {
        var target = new OtlpTarget
        {
            Settings = new() { PromotesAll = all, Attributes = names.Split(','), KeepsIdentifying = keeps },
        };
        OtlpAttribute[] resource = [new("service.name", "cart"), new("service.instance.id", "i1"), new("host.name", "h")];
        await target.SendAsync(new OtlpText(new OtlpResource(
            resource, new OtlpScope("", new OtlpMetric(OtlpKind.Gauge, "x", new OtlpPoint(Now))))));
        Assert.Equal(
            [
                $"target_info{{host_name=\"h\",instance=\"i1\",job=\"cart\"{kept}}} +0:1",
                $"x{{{promoted}instance=\"i1\",job=\"cart\"}} +0:0",
            ],
            target.Series());
    }

    [Fact]
    public async Task A_scope_becomes_labels_where_it_is_asked_for()
    {
        var point = new OtlpPoint(Now, new OtlpAttribute("otel.scope.version", "mine"));
        var scope = new OtlpScope("lib", new OtlpMetric(OtlpKind.Gauge, "x", point))
        {
            Version = "1.2",
            SchemaUrl = "http://s",
            Attributes = [new("a.b", "c")],
        };
        await _target.SendAsync(new OtlpText(new OtlpResource([], scope)));
        Assert.Equal(["x{otel_scope_version=\"mine\"} +0:0"], _target.Series());

        var target = new OtlpTarget { Settings = new() { PromotesScope = true } };
        await target.SendAsync(new OtlpText(new OtlpResource([], scope)));
        Assert.Equal(
            [
                "x{otel_scope_a_b=\"c\",otel_scope_name=\"lib\",otel_scope_schema_url=\"http://s\",otel_scope_version=\"1.2\"} +0:0",
            ],
            target.Series());
    }

    [Fact]
    public async Task Exemplars_go_to_the_bucket_that_counts_them_and_keep_their_trace()
    {
        OtlpAttribute[] much = [new("k", new string('v', 120))];
        await _target.TakeAsync(new OtlpMetric(OtlpKind.Histogram, "took", new OtlpPoint(Now)
        {
            Count = 3,
            Bounds = [1, 2],
            Counts = [1, 1, 1],
            Exemplars = [(0.5, "0a0b", [new("k", "v")]), (7, "0c", much), (2, "00", [])],
        }));
        Assert.Equal(
            [
                "took_bucket{job=\"s\",le=\"1\"} 0.5 {k=\"v\",trace_id=\"0a0b\"}",
                "took_bucket{job=\"s\",le=\"+Inf\"} 7 {trace_id=\"0c\"}",
                "took_bucket{job=\"s\",le=\"2\"} 2 {}",
            ],
            _target.Kept.Select(e => $"{OtlpTarget.Show(e.Series)} {e.Value} {OtlpTarget.Show(e.Labels)}"));
        Assert.All(_target.Kept, e => Assert.Equal(Now, e.TimeMs));
    }

    [Fact]
    public async Task Points_are_refused_one_by_one_and_the_sender_is_told_why()
    {
        OtlpMetricResult result = await _target.SendAsync(new OtlpText(new OtlpResource(
            [], new OtlpScope("",
                new OtlpMetric(OtlpKind.Sum, "delta", new OtlpPoint(Now), new OtlpPoint(Now)) { Temporality = 1 },
                new OtlpMetric(OtlpKind.Sum, "none", new OtlpPoint(Now)) { Temporality = 0 },
                new OtlpMetric(OtlpKind.Gauge, "...", new OtlpPoint(Now)),
                new OtlpMetric(OtlpKind.Gauge, "long", new OtlpPoint(Now, new OtlpAttribute("k", new string('v', 70_000)))),
                new OtlpMetric(OtlpKind.Exponential, "coarse", new OtlpPoint(Now) { Scale = -5 }),
                new OtlpMetric(OtlpKind.Gauge, "good", new OtlpPoint(Now)),
                new OtlpMetric(
                    OtlpKind.Histogram,
                    "old",
                    new OtlpPoint(Now) { Count = 1, Sum = 1 },
                    new OtlpPoint(Now - 1) { Count = 1, Sum = 1 })))));
        Assert.Equal((9, 7, null), (result.Points, result.Refused.Sum(), result.Fault));
        Assert.Equal(
            "no valid name is left of \"...\" (1 points refused); "
            + "invalid labels of \"long\": labels of more than 65536 bytes (1 points refused); "
            + "invalid temporality and type combination of \"delta\" (3 points refused); "
            + "scale below -4 of \"coarse\" (1 points refused); out of order sample of \"old\" (1 points refused)",
            result.Message);
        Assert.Equal(["old_bucket{le=\"+Inf\"} +0:1", "old_count{} +0:1", "old_sum{} +0:1"], _target.Series().Where(IsOld));
        Assert.Contains("good{} +0:0", _target.Series());
    }

    [Fact]
    public async Task Deltas_that_are_kept_are_of_unknown_type()
    {
        var target = new OtlpTarget { Settings = new() { Deltas = DeltaHandling.Keep } };
        string[] series = await target.TakeAsync(
            new OtlpMetric(OtlpKind.Sum, "hits", new OtlpPoint(Now) { Value = 7L }, new OtlpPoint(Now + 1) { Value = 2L })
            {
                Temporality = 1,
            },
            new OtlpMetric(OtlpKind.Exponential, "took", new OtlpPoint(Now) { Count = 1, ZeroCount = 1 }) { Temporality = 1 });
        Assert.Equal(["hits_total{job=\"s\"} +0:7 +1:2", "took{job=\"s\"} +0:[0 1 0 z1  gauge]"], series);
        Assert.Equal(("unknown", "unknown"), (target.Learned["hits_total"].Type, target.Learned["took"].Type));
    }

    [Fact]
    public async Task Other_settings_give_other_series_from_the_next_request_on()
    {
        var request = new OtlpText(new OtlpResource([], new OtlpScope("", new OtlpMetric(OtlpKind.Sum, "a.b", new OtlpPoint(Now)))));
        foreach (bool escapes in new[] { true, false, true })
        {
            byte[] body = request.ToProtobuf();
            await _target.Receiver.ReceiveAsync(body, false, new() { Escapes = escapes }, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["a.b_total{} +0:0", "a_b_total{} +0:0"], _target.Series());
    }

    private static bool IsOld(string line) => line.StartsWith("old_", StringComparison.Ordinal);
}
