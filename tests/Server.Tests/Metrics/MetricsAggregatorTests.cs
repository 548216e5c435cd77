using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Server.Hosting;
using Tocsin.Server.Metrics;

namespace Tocsin.Server.Tests.Metrics;

public sealed class MetricsAggregatorTests : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Test." + Guid.NewGuid().ToString("N"));
    private MetricsAggregator? _metrics;

    public void Dispose()
    {
        _meter.Dispose();
        _metrics?.Dispose();
    }

    [Fact]
    public void A_counter_adds_up_per_label_set_whatever_the_order_of_its_tags()
    {
        Counter<long> counter = _meter.CreateCounter<long>("t_events_total", description: "Events.");
        Listen();
        counter.Add(1, new("b", "2"), new KeyValuePair<string, object?>("a", "1"));
        counter.Add(2, new("a", "1"), new KeyValuePair<string, object?>("b", "2"));
        counter.Add(4);
        Assert.Equal(
            """
            # HELP t_events_total Events.
            # TYPE t_events_total counter
            t_events_total 4
            t_events_total{a="1",b="2"} 3

            """,
            Text("t_events_total"));
    }

    [Fact]
    public void A_histogram_counts_a_value_on_a_bound_into_that_bucket()
    {
        Histogram<double> histogram = _meter.CreateHistogram(
            "t_seconds",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.5, 1, 10] });
        Listen();
        foreach (double value in new[] { 0.5, 0.75, 1, 10, 11 })
        {
            histogram.Record(value, new KeyValuePair<string, object?>("code", 200));
        }

        Assert.Equal(
            """
            # HELP t_seconds 
            # TYPE t_seconds histogram
            t_seconds_bucket{code="200",le="0.5"} 1
            t_seconds_bucket{code="200",le="1"} 3
            t_seconds_bucket{code="200",le="10"} 4
            t_seconds_bucket{code="200",le="+Inf"} 5
            t_seconds_sum{code="200"} 23.25
            t_seconds_count{code="200"} 5

            """,
            Text("t_seconds"));
    }

    [Fact]
    public void A_metric_that_upstream_has_as_a_summary_is_exposed_as_one()
    {
        var spec = new FamilySpec("t_duration_seconds", MetricKind.Summary, "Time.") { Initial = [[]] };
        Histogram<double> histogram = _meter.CreateHistogram<double>("t_duration_seconds");
        Listen(spec);
        histogram.Record(0.25);
        Assert.Equal(
            "# HELP t_duration_seconds Time.\n# TYPE t_duration_seconds summary\n"
            + "t_duration_seconds_sum 0.25\nt_duration_seconds_count 1\n",
            Text("t_duration_seconds"));
    }

    [Fact]
    public void An_observed_gauge_shows_only_what_the_last_scrape_saw()
    {
        Measurement<int>[] now = [new(3, new KeyValuePair<string, object?>("state", "active"))];
        _meter.CreateObservableGauge("t_alerts", () => now);
        Listen();
        Assert.Contains("t_alerts{state=\"active\"} 3\n", Text("t_alerts"), StringComparison.Ordinal);
        now = [new(5, new KeyValuePair<string, object?>("state", "gone"))];
        string text = Text("t_alerts");
        Assert.Contains("t_alerts{state=\"gone\"} 5\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("active", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_gauge_that_throws_is_counted_and_hides_no_other()
    {
        _meter.CreateObservableGauge("t_broken", (Func<int>)(() => throw new InvalidOperationException("no")));
        _meter.CreateObservableGauge("t_fine", () => 1);
        Listen();
        Assert.Contains("t_fine 1\n", Text("t_fine"), StringComparison.Ordinal);
        Assert.Contains("tocsin_metrics_callback_errors_total 2\n", Text("tocsin_metrics_callback_errors_total"), StringComparison.Ordinal);
    }

    [Fact]
    public void Label_values_are_escaped_and_names_made_valid()
    {
        Counter<int> counter = _meter.CreateCounter<int>("t.odd-name_total");
        Listen();
        counter.Add(1, new KeyValuePair<string, object?>("we.ird", "a\\b\"c\nd"));
        Assert.Contains("t_odd_name_total{we_ird=\"a\\\\b\\\"c\\nd\"} 1\n", Text("t_odd_name_total"), StringComparison.Ordinal);
    }

    [Fact]
    public void Label_sets_without_end_are_refused_and_counted()
    {
        Counter<int> counter = _meter.CreateCounter<int>("t_many_total");
        Listen();
        for (int i = 0; i < 10_007; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("i", i));
        }

        Assert.Equal(10_002, Text("t_many_total").Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        string refused = Text("tocsin_metrics_measurements_refused_total");
        Assert.Contains("tocsin_metrics_measurements_refused_total 7\n", refused, StringComparison.Ordinal);
    }

    [Fact]
    public void Meters_of_others_are_not_exposed()
    {
        using var foreign = new Meter("System.Something");
        Counter<int> counter = foreign.CreateCounter<int>("t_foreign_total");
        Listen();
        counter.Add(1);
        Assert.Equal("", Text("t_foreign_total"));
    }

    [Fact]
    public void A_measurement_of_a_known_label_set_allocates_nothing()
    {
        Counter<long> counter = _meter.CreateCounter<long>("t_hot_total");
        Histogram<double> histogram = _meter.CreateHistogram<double>("t_hot_seconds");
        Listen();
        var tag = new KeyValuePair<string, object?>("integration", "webhook");
        Measure(100);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Measure(1000);
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void Measure(int times)
        {
            for (int i = 0; i < times; i++)
            {
                counter.Add(1, tag);
                histogram.Record(0.1, tag);
            }
        }
    }

    [Fact]
    public void Open_metrics_names_a_counter_without_total_and_ends_with_a_mark()
    {
        Counter<int> counter = _meter.CreateCounter<int>("t_om_total", description: "Say \"it\".");
        Histogram<double> histogram = _meter.CreateHistogram(
            "t_om_seconds",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [1] });
        Listen();
        counter.Add(1);
        histogram.Record(1);
        string text = MetricsText.Write(_metrics!.Collect(), openMetrics: true);
        Assert.Contains("# HELP t_om Say \\\"it\\\".\n# TYPE t_om counter\nt_om_total 1\n", text, StringComparison.Ordinal);
        Assert.Contains("t_om_seconds_bucket{le=\"1.0\"} 1\n", text, StringComparison.Ordinal);
        Assert.EndsWith("\n# EOF\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", true)]
    [InlineData("application/openmetrics-text;q=0.2,text/plain;q=0.3", false)]
    public void The_format_follows_the_accept_header(string? accept, bool openMetrics) =>
        Assert.Equal(openMetrics, MetricsText.WantsOpenMetrics(accept));

    [Fact]
    public void Every_integration_and_reason_is_there_before_anything_happens()
    {
        Listen([.. MetricCatalog.For(FeatureFlags.None)]);
        Assert.Equal((18 * 5) + 2, Lines("alertmanager_notifications_failed_total"));
        Assert.Equal(18 + 2, Lines("alertmanager_notifications_total"));
        Assert.Equal(18 * 8 + 2, Lines("alertmanager_notification_latency_seconds"));
        Assert.Contains("alertmanager_cluster_enabled 0\n", Text("alertmanager_cluster_enabled"), StringComparison.Ordinal);

        int Lines(string name) => Text(name).Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    [Fact]
    public void More_labels_in_notification_metrics_mean_no_series_from_the_start()
    {
        Assert.True(FeatureFlags.TryParse("receiver-name-in-metrics", out FeatureFlags features, out _));
        Listen([.. MetricCatalog.For(features)]);
        Assert.Equal("", Text("alertmanager_notifications_total"));
    }

    [Fact]
    public void The_process_has_the_metrics_that_dashboards_read()
    {
        Listen();
        _metrics!.AddSource(new ProcessMetrics(new VirtualTime()).Collect);
        foreach (string name in new[] { "process_start_time_seconds", "process_resident_memory_bytes", "go_goroutines" })
        {
            FamilySnapshot family = Assert.Single(_metrics.Collect(), f => f.Name == name);
            Assert.True(family.Samples[0].Value > 0, name);
        }

        Assert.Contains("version=\"0.34.0\"} 1\n", Text("alertmanager_build_info"), StringComparison.Ordinal);
    }

    private void Listen(params FamilySpec[] catalog) => _metrics = new MetricsAggregator(catalog, NullLogger.Instance);

    private string Text(string family) =>
        MetricsText.Write([.. _metrics!.Collect().Where(f => f.Name == family)], openMetrics: false);
}
