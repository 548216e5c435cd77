using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Server.Config;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Spans;

/// <summary>Traces that come by OTLP, and what the server tells of them.</summary>
[Collection(CountedAlone.Name)]
public sealed class TracesTests
{
    private const string Config = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";
    private const string Trace = "0102030405060708090a0b0c0d0e0f10";
    private const string Calls = "api/v1/query?query=traces_span_metrics_calls_total";

    [Theory]
    [InlineData("v1/traces")]
    [InlineData("api/v1/otlp/v1/traces")]
    public async Task Spans_become_series_with_exemplars_and_a_graph(string path)
    {
        await using RunningServer server = await StartAsync();
        string front = Span("GET /cart", 3, "c1c1c1c1c1c1c1c1", "");
        string cart = Span("cart", 2, "0202020202020202", "c1c1c1c1c1c1c1c1", status: 2);
        Reply taken = await server.PostAsync(path, Request("front", front));
        Assert.Equal((200, "{}"), (taken.Status, taken.Body));
        Assert.Equal(200, (await server.PostAsync(path, Request("cart", cart))).Status);
        server.Clock.Advance(TimeSpan.FromSeconds(15));

        JsonNode calls = await server.UntilAsync(Calls, answer => Results(answer).Count == 2, "both services");
        Assert.Equal(["1", "1"], Results(calls).Select(one => (string)one!["value"]![1]!));
        JsonNode exemplars = (await server.GetAsync(
            "api/v1/query_exemplars?query=traces_service_graph_request_failed_total&start=2026-01-01T00:00:00Z&end=2026-01-01T01:00:00Z"))
            .Json;
        JsonNode exemplar = Assert.Single(exemplars["data"]!.AsArray())!;
        Assert.Equal("front", (string)exemplar["seriesLabels"]!["client"]!);
        Assert.Equal(Trace, (string)exemplar["exemplars"]![0]!["labels"]!["trace_id"]!);

        JsonNode graph = (await server.GetAsync("api/v1/service-graph?window=1m")).Json["data"]!;
        JsonNode edge = Assert.Single(graph["edges"]!.AsArray())!;
        Assert.Equal(("front", "cart", ""), ((string)edge["client"]!, (string)edge["server"]!, (string)edge["connectionType"]!));
        Assert.Equal(1, (double)edge["failedShare"]!);
        Assert.InRange((double)edge["perSecond"]!, 0.01, 0.1);
        Assert.InRange((double)edge["serverSeconds"]!["p90"]!, 0.004, 0.006);
        Assert.Equal(
            ["cart service", "front service"], graph["nodes"]!.AsArray().Select(node => $"{node!["name"]} {node["type"]}"));
        Assert.Equal((60, 0), ((int)graph["windowSeconds"]!, (int)graph["edgesLeftOut"]!));
        Assert.Contains("tocsin_traces_spans_total 2", (await server.GetAsync("metrics")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_graph_can_be_asked_for_a_node_a_part_and_the_past()
    {
        await using RunningServer server = await StartAsync();
        string[] clients = ["a", "b", "c"];
        foreach (string client in clients)
        {
            string database = """{"key":"db.name","value":{"stringValue":"orders"}}""";
            for (int i = 0; i <= Array.IndexOf(clients, client); i++)
            {
                await server.PostAsync("v1/traces", Request(client, Span("q", 3, "c1c1c1c1c1c1c1c1", "", attributes: database)));
            }
        }

        server.Clock.Advance(TimeSpan.FromSeconds(15));
        await server.UntilAsync(
            "api/v1/service-graph", answer => answer["data"]!["edges"]!.AsArray().Count == 3, "three edges");
        JsonNode part = (await server.GetAsync("api/v1/service-graph?limit=2")).Json["data"]!;
        Assert.Equal(["c", "b"], part["edges"]!.AsArray().Select(edge => (string)edge!["client"]!));
        Assert.Equal(1, (int)part["edgesLeftOut"]!);
        JsonNode of = (await server.GetAsync("api/v1/service-graph?service=b")).Json["data"]!;
        Assert.Equal("database", (string)Assert.Single(of["edges"]!.AsArray())!["connectionType"]!);
        Assert.Equal(["b service", "orders database"], of["nodes"]!.AsArray().Select(node => $"{node!["name"]} {node["type"]}"));
        Assert.Empty((await server.GetAsync("api/v1/service-graph?time=2025-12-31T00:00:00Z")).Json["data"]!["edges"]!.AsArray());
        Reply bad = await server.GetAsync("api/v1/service-graph?window=32d");
        Assert.Equal(400, bad.Status);
        Assert.Contains("window", (string)bad.Json["error"]!, StringComparison.Ordinal);
        Assert.Equal(405, (await server.PostAsync("api/v1/service-graph", "")).Status);
    }

    [Fact]
    public async Task A_service_with_too_many_operations_is_named()
    {
        await using RunningServer server = await StartAsync(new TracesSection
        {
            SpanMetrics = new SpanMetricsSection { LabelSetsPerServiceMax = 2 },
        });
        for (int i = 0; i < 5; i++)
        {
            await server.PostAsync("v1/traces", Request("greedy", Span($"/user/{i}", 2, "c1c1c1c1c1c1c1c1", "")));
        }

        server.Clock.Advance(TimeSpan.FromSeconds(15));
        JsonNode calls = await server.UntilAsync(Calls, answer => Results(answer).Count == 3, "the series");
        Assert.Contains(Results(calls), one => (string?)one!["metric"]!["otel_metric_overflow"] == "true"
            && (string)one["metric"]!["service_name"]! == "greedy" && (string)one["value"]![1]! == "3");
        Assert.Contains(
            "tocsin_traces_overflow_spans_total{service=\"greedy\"} 3", (await server.GetAsync("metrics")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_counted_is_written_when_the_server_stops()
    {
        await using RunningServer server = await StartAsync();
        await server.PostAsync("v1/traces", Request("front", Span("x", 2, "c1c1c1c1c1c1c1c1", "0909090909090909")));
        server.Clock.Advance(TimeSpan.FromSeconds(1));
        await server.RestartAsync();
        Assert.Single(Results((await server.GetAsync(Calls)).Json));
    }

    [Fact]
    public async Task Traces_can_be_switched_off()
    {
        await using RunningServer server = await StartAsync(new TracesSection { Enabled = false });
        Assert.Equal(404, (await server.PostAsync("v1/traces", Request("front", Span("x", 2, "", "")))).Status);
    }

    [Fact]
    public async Task No_body_breaks_the_server_and_a_refused_one_counts_nothing()
    {
        await using RunningServer server = await StartAsync();
        byte[] good = Encoding.UTF8.GetBytes(Request("front", Span("x", 2, "c1c1c1c1c1c1c1c1", "")));
        Gen<byte[]> bytes = Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf();
        Gen<byte[]> spoilt = from at in Gen.Choose(0, good.Length - 1)
                             from value in Gen.Choose(0, 255)
                             select good.Select((b, i) => i == at ? (byte)value : b).ToArray();
        foreach (byte[] body in Gen.Sample(Gen.OneOf(bytes, spoilt), numberOfSamples: 600, size: 40))
        {
            foreach (string type in (string[])["application/x-protobuf", "application/json"])
            {
                long before = await CountedAsync(server);
                Reply reply = await server.PostAsync("v1/traces", body, type);
                Assert.True(reply.Status is 200 or 400, $"{reply} for {Convert.ToHexString(body)}");
                Assert.True(reply.Status == 200 || await CountedAsync(server) == before, reply.ToString());
            }
        }

        Assert.Empty(server.Errors);
        Reply partly = await server.PostAsync("v1/traces", Request("front", Span("named", 2, "c1c1", "")));
        Assert.Equal("1", (string)partly.Json["partialSuccess"]!["rejectedSpans"]!);
        Assert.Contains("named", (string)partly.Json["partialSuccess"]!["errorMessage"]!, StringComparison.Ordinal);
    }

    private static Task<RunningServer> StartAsync(TracesSection? traces = null) => RunningServer.StartAsync(
        Config, new ServeOptions { Series = new SeriesOptions(), Traces = traces ?? new TracesSection() });

    private static JsonArray Results(JsonNode answer) => answer["data"]!["result"]!.AsArray();

    private static async Task<long> CountedAsync(RunningServer server)
    {
        string metrics = (await server.GetAsync("metrics")).Body;
        string line = metrics.Split('\n').Single(l => l.StartsWith("tocsin_traces_spans_total ", StringComparison.Ordinal));
        return long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
    }

    private static string Request(string service, string span) => $$$"""
        {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"{{{service}}}"}}]},
        "scopeSpans":[{"spans":[{{{span}}}]}]}]}
        """;

    private static string Span(string name, int kind, string id, string parent, int status = 0, string attributes = "") => $$$"""
        {"traceId":"{{{Trace}}}","spanId":"{{{id}}}","parentSpanId":"{{{parent}}}","name":"{{{name}}}","kind":{{{kind}}},
        "startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000000005000000","attributes":[{{{attributes}}}],
        "status":{"code":{{{status}}}}}
        """;
}
