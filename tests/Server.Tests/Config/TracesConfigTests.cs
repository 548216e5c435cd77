using Tocsin.Server.Config;
using Tocsin.Signals.Spans;

namespace Tocsin.Server.Tests.Config;

public sealed class TracesConfigTests
{
    private static TocsinLoadResult Load(string text) =>
        new TocsinConfigLoader(new ConfigLoading.MemoryFiles { ["/etc/tocsin/tocsin.yml"] = text }).Load("/etc/tocsin/tocsin.yml");

    [Fact]
    public void Every_key_of_traces_reaches_the_receiver()
    {
        TocsinLoadResult result = Load("""
            traces:
              flush_interval: 5s
              expires_after: 1h
              span_metrics:
                namespace: ''
                dimensions: [{name: http.request.method, default: GET}, {name: 8ball}]
                exclude_dimensions: [span.kind]
                histogram: exponential
                unit: s
                buckets: [100us, 1.5s]
                max_size: 40
                exemplars: false
                label_sets_max: 10
                label_sets_per_service_max: 5
              service_graph:
                wait: 2s
                waiting_max: 7
                edges_max: 8
                buckets: [1ms]
                virtual_nodes: false
                peer_attributes: [peer.service]
                database_attributes: [db.namespace]
            """);
        Assert.Empty(result.Errors);
        SpanOptions options = result.Config!.Traces.ToOptions();
        Assert.Equal(TimeSpan.FromSeconds(5), result.Config.Traces.FlushInterval);
        Assert.Equal(("", TimeSpan.FromHours(1), 40, 10, 5), (
            options.Namespace, options.ExpiresAfter, options.NativeBucketsMax, options.LabelSetsMax, options.LabelSetsPerServiceMax));
        Assert.Equal((DurationHistogram.Exponential, true, false), (options.Histogram, options.InSeconds, options.KeepsExemplars));
        Assert.Equal(
            [new("http.request.method", "http_request_method", "GET"), new SpanDimension("8ball", "key_8ball", "")],
            options.Dimensions);
        Assert.Equal(["span.kind"], options.Excluded);
        Assert.Equal([TimeSpan.FromMicroseconds(100), TimeSpan.FromSeconds(1.5)], options.Buckets);
        GraphOptions graph = options.Graph;
        Assert.Equal((true, TimeSpan.FromSeconds(2), 7, 8, false), (
            graph.IsOn, graph.Wait, graph.WaitingMax, graph.EdgesMax, graph.HasVirtualNodes));
        Assert.Equal(["peer.service"], graph.PeerAttributes);
        Assert.Equal(["db.namespace"], graph.DatabaseAttributes);
    }

    [Fact]
    public void Settings_are_the_same_if_they_are_written_the_same()
    {
        const string Same = "traces: {span_metrics: {dimensions: [{name: a}], buckets: [1s]}}";
        Assert.Equal(Load(Same).Config!.Traces, Load(Same).Config!.Traces);
        Assert.NotEqual(Load(Same).Config!.Traces, Load(Same.Replace("a}", "b}", StringComparison.Ordinal)).Config!.Traces);
    }

    [Theory]
    [InlineData("flush_interval: 1ms", "flush_interval must be between 100ms and 5m")]
    [InlineData("expires_after: 20s", "expires_after must be at least twice flush_interval")]
    [InlineData("span_metrics: {histogram: both}", "\"both\" is no histogram")]
    [InlineData("span_metrics: {unit: us}", "\"us\" is no unit")]
    [InlineData("span_metrics: {exclude_dimensions: [le]}", "\"le\" is no exclude_dimensions")]
    [InlineData("span_metrics: {dimensions: [{name: span.name}]}", "the label span_name is there already: \"span.name\"")]
    [InlineData("span_metrics: {dimensions: [{name: a.b}, {name: a_b}]}", "the label a_b is there already: \"a_b\"")]
    [InlineData("span_metrics: {dimensions: [{default: x}]}", "a dimension needs a name")]
    [InlineData("span_metrics: {buckets: [2ms, 1ms]}", "buckets must be 1 to 100 durations above zero")]
    [InlineData("span_metrics: {label_sets_max: 0}", "label_sets_max must be between 1 and 1000000")]
    [InlineData("service_graph: {wait: 1h}", "wait must be between 100ms and 5m")]
    [InlineData("service_graph: {edges_max: -1}", "edges_max must be between 1 and 1000000")]
    [InlineData("service_graph: {peer_attributes: ['']}", "peer_attributes must be at most 20 names of attributes")]
    public void What_is_wrong_is_named(string setting, string fault)
    {
        TocsinLoadResult result = Load("traces: {" + setting + "}");
        Assert.Contains(fault, Assert.Single(result.Errors).ToString(), StringComparison.Ordinal);
    }
}
