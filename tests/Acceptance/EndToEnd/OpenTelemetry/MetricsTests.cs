using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd.OpenTelemetry;

/// <summary>A program of Node that OpenTelemetry's own SDK measures: what it counts is there to be queried.</summary>
public sealed partial class MetricsTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private static readonly string[] Wanted =
    [
        "carts_open 4", "cpu_utilization_ratio{cpu_mode=\"user\"} 0.25",
        "http_server_duration_seconds_bucket{http_route=\"/pay\",le=\"+Inf\"} 8",
        "http_server_duration_seconds_bucket{http_route=\"/pay\",le=\"0.1\"} 2",
        "http_server_duration_seconds_bucket{http_route=\"/pay\",le=\"0.5\"} 4",
        "http_server_duration_seconds_bucket{http_route=\"/pay\",le=\"2\"} 6",
        "http_server_duration_seconds_count{http_route=\"/pay\"} 8", "http_server_duration_seconds_sum{http_route=\"/pay\"} 16.7",
        "orders_total{payment_kind=\"card\"} 7", "queue_wait_milliseconds 8 16700 2 2 2 2",
        "target_info{cloud_region=\"eu\",cpu_count=\"4\"} 1",
    ];

    [Theory]
    [InlineData("proto", "cumulative")]
    [InlineData("json", "cumulative")]
    [InlineData("grpc", "cumulative")]
    [InlineData("proto", "delta")]
    [InlineData("grpc", "delta")]
    public async Task What_the_SDK_measures_is_there_however_it_is_sent(string protocol, string temporality)
    {
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = "series: {scrape_self: false}\notlp: {grpc_listen: '127.0.0.1:0', deltas: accumulate}\n",
        });
        string receiver = protocol == "grpc" ? await GrpcAsync(tocsin) : tocsin.Client.Root.ToString().TrimEnd('/');
        string transcript = await SendAsync(protocol, receiver, temporality);

        Answer answer = await tocsin.Client.FormAsync("api/v1/query", [new("query", "{job=\"shop/checkout\",instance=\"pod-7\"}")]);
        string[] series = [.. JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray().Select(Show!).Order(StringComparer.Ordinal)];
        Assert.True(Wanted.SequenceEqual(series), $"{string.Join('\n', series)}\n{transcript}\n{tocsin.Process.Transcript()}");

        // The SDK logs partial success and refusals as warnings.
        Assert.DoesNotContain("partial", transcript, StringComparison.OrdinalIgnoreCase);
        JsonNode known = JsonNode.Parse((await tocsin.Client.GetAsync("api/v1/metadata?metric=orders_total")).Body)!;
        Assert.Equal("Orders taken.", (string?)known["data"]!["orders_total"]![0]!["help"]);
    }

    private static async Task<string> SendAsync(string protocol, string receiver, string temporality)
    {
        string modules = Needs.Modules("@opentelemetry/exporter-metrics-otlp-grpc");
        string script = Repository.Path("tests", "Acceptance", "EndToEnd", "OpenTelemetry", "metrics_sender.cjs");
        await using ChildProcess sender = ChildProcess.Start("node", [script, modules, protocol, receiver, temporality]);
        string line = await sender.Lines.FirstAsync(
            l => l is "sent"
                || l.StartsWith("failed ", StringComparison.Ordinal)
                || l.StartsWith(ChildProcess.EndMark, StringComparison.Ordinal),
            Deadline,
            "the sender's end");
        Assert.True(line == "sent", sender.Transcript());
        return sender.Transcript();
    }

    private static async Task<string> GrpcAsync(SeriesServer tocsin)
    {
        string line = await tocsin.Process.Lines.FirstAsync(l => GrpcLine().IsMatch(l), Deadline, "the port of gRPC");
        return $"http://127.0.0.1:{GrpcLine().Match(line).Groups["port"].Value}";
    }

    [GeneratedRegex("""Listening for OTLP.*transport=grpc.*address=[^ ]*:(?<port>[0-9]+)""")]
    private static partial Regex GrpcLine();

    // The name, the labels but job and instance, and the value; of a native histogram count, sum and what is in its buckets.
    private static string Show(JsonNode series)
    {
        JsonObject metric = series["metric"]!.AsObject();
        string[] labels =
        [
            .. metric.Where(label => label.Key is not ("__name__" or "job" or "instance"))
                .Select(label => $"{label.Key}=\"{label.Value}\""),
        ];
        string name = $"{metric["__name__"]}{(labels.Length == 0 ? "" : $"{{{string.Join(',', labels)}}}")}";
        if (series["histogram"]?[1] is not { } histogram)
        {
            return $"{name} {series["value"]![1]}";
        }

        IEnumerable<string?> counts = histogram["buckets"]!.AsArray().Select(bucket => (string?)bucket![3]);
        return $"{name} {histogram["count"]} {histogram["sum"]} {string.Join(' ', counts)}";
    }
}
