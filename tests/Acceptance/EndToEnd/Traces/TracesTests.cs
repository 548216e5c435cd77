using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd.Traces;

/// <summary>Services that OpenTelemetry's own SDK traces, from their spans to an alert and back to the trace.</summary>
public sealed partial class TracesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    // An alert for an edge that fails, with windows as short as the test.
    private const string Rules = """
        groups:
        - name: graph
          interval: 1s
          rules:
          - alert: DependencyFails
            expr: |
              sum by (client, server) (increase(traces_service_graph_request_failed_total[10m]))
                / sum by (client, server) (increase(traces_service_graph_request_total[10m])) > 0.1
        """;

    private const string Config = """
        series: {scrape_self: false}
        traces: {flush_interval: 1s}
        otlp: {grpc_listen: '127.0.0.1:0'}
        rules: {files: [rules.yml]}
        """;

    [Theory]
    [InlineData("proto", "json")]
    [InlineData("grpc", "grpc")]
    public async Task Real_spans_become_metrics_a_graph_an_alert_and_lead_back_to_their_trace(string shop, string cart)
    {
        string folder = Repository.NewTemporaryFolder("traces");
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), Rules, TestContext.Current.CancellationToken);
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = Config,
            Folder = folder,
        });
        await using TracedServices services = await TracedServices.StartAsync(
            shop == "grpc" ? await GrpcAsync(tocsin) : tocsin.Client.Root.ToString().TrimEnd('/'), shop, cart);
        for (int i = 0; i < 3; i++)
        {
            await services.AskAsync("/cart");
        }

        string broken = await services.AskAsync("/broken");

        await UntilAsync("sum by (service_name, span_name, span_kind, status_code) (traces_span_metrics_calls_total)", services, tocsin,
            [
                "cart GET SPAN_KIND_SERVER STATUS_CODE_ERROR 1", "cart GET SPAN_KIND_SERVER STATUS_CODE_UNSET 3",
                "cart SELECT orders SPAN_KIND_CLIENT STATUS_CODE_UNSET 4",
                "shop GET SPAN_KIND_CLIENT STATUS_CODE_ERROR 1", "shop GET SPAN_KIND_CLIENT STATUS_CODE_UNSET 3",
                "shop GET /broken SPAN_KIND_SERVER STATUS_CODE_ERROR 1", "shop GET /cart SPAN_KIND_SERVER STATUS_CODE_UNSET 3",
            ]);
        await UntilAsync("traces_service_graph_request_total", services, tocsin,
            ["cart orders database 4", "shop cart 4", "user shop virtual_node 4"]);
        await UntilAsync("traces_service_graph_request_failed_total > 0", services, tocsin,
            ["shop cart 1", "user shop virtual_node 1"]);
        await UntilAsync("ALERTS", services, tocsin,
            ["DependencyFails firing shop cart 1", "DependencyFails firing user shop 1"]);

        JsonNode graph = (await AskAsync(tocsin, "service-graph"))!;
        JsonNode edge = Assert.Single(graph["edges"]!.AsArray(), one => (string)one!["client"]! == "shop")!;
        Assert.Equal(0.25, (double)edge["failedShare"]!, 6);
        Assert.True((double)edge["clientSeconds"]!["p99"]! > 0);
        Assert.Equal(
            ["cart service", "orders database", "shop service", "user outside"],
            graph["nodes"]!.AsArray().Select(node => $"{node!["name"]} {node["type"]}"));

        foreach (string series in (string[])
            [
                "traces_service_graph_request_failed_total{client=\"shop\"}",
                "traces_span_metrics_calls_total{span_name=\"GET /broken\"}",
                "traces_span_metrics_duration_milliseconds_bucket{span_name=\"GET /broken\"}",
            ])
        {
            Assert.Equal(broken, await TraceOfAsync(tocsin, series));
        }

        await tocsin.Process.StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> GrpcAsync(SeriesServer tocsin)
    {
        string line = await tocsin.Process.Lines.FirstAsync(l => GrpcLine().IsMatch(l), Deadline, "the port of gRPC");
        return $"http://127.0.0.1:{GrpcLine().Match(line).Groups["port"].Value}";
    }

    [GeneratedRegex("""Listening for OTLP.*transport=grpc.*address=[^ ]*:(?<port>[0-9]+)""")]
    private static partial Regex GrpcLine();

    // Waits until a query has just these results: the values of their labels, in the order of a label set, and the number.
    private static async Task UntilAsync(string query, TracedServices services, SeriesServer tocsin, string[] wanted)
    {
        string[] got = [];
        try
        {
            await RealTime.PollAsync(
                async () =>
                {
                    JsonNode answer = await AskAsync(tocsin, "query?query=" + Uri.EscapeDataString(query));
                    got = [.. answer["result"]!.AsArray().Select(one => Text(one!)).Order(StringComparer.Ordinal)];
                    return got.SequenceEqual(wanted.Order(StringComparer.Ordinal));
                },
                Deadline,
                query);
        }
        catch (Exception wrong) when (wrong is not OperationCanceledException)
        {
            string sent = services.Transcript();
            throw new InvalidOperationException($"{query} is\n{string.Join('\n', got)}\nthe services said\n{sent}", wrong);
        }
    }

    private static string Text(JsonNode one)
    {
        string[] order =
        [
            "alertname", "alertstate", "service_name", "span_name", "span_kind", "status_code", "client", "server", "connection_type",
        ];
        JsonObject labels = one["metric"]!.AsObject();
        return string.Join(' ', [.. order.Where(labels.ContainsKey).Select(name => (string)labels[name]!), (string)one["value"]![1]!]);
    }

    private static async Task<string> TraceOfAsync(SeriesServer tocsin, string series)
    {
        long now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        JsonNode found = await AskAsync(
            tocsin, $"query_exemplars?query={Uri.EscapeDataString(series)}&start={now - 600}&end={now + 60}");
        return (string)Assert.Single(found.AsArray())!["exemplars"]![0]!["labels"]!["trace_id"]!;
    }

    private static async Task<JsonNode> AskAsync(SeriesServer tocsin, string path)
    {
        Answer answer = await tocsin.Client.GetAsync("api/v1/" + path);
        return JsonNode.Parse(answer.Body)!["data"] ?? throw new InvalidOperationException(answer.Body);
    }
}
