using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>A Tocsin whose series are all in a real Prometheus, or a real VictoriaMetrics: queries, labels and rules.</summary>
public sealed class RemoteModeTests
{
    private const string Rules = """
        groups:
        - name: by-default
          interval: 200ms
          rules:
          - record: job:up:sum
            expr: sum by (job) (up)
          - alert: AllDown
            expr: sum by (job) (up) == 0 and on (job) count_over_time(job:up:sum[1m]) > 0
            for: 300ms
            annotations: {summary: '{{ $labels.job }}: {{ query "sum(up) + 7" | first | value }}'}
        - name: whole
          interval: 200ms
          backend: far
          evaluate: backend
          rules:
          - record: job:up:count
            expr: count by (job) (up)
        - name: own
          interval: 200ms
          backend: own
          rules:
          - record: own:nothing
            expr: count(up) or vector(0)
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Theory]
    [InlineData(SeriesSubject.Prometheus)]
    [InlineData(SeriesSubject.VictoriaMetrics)]
    public async Task Queries_labels_and_rules_are_about_the_series_of_the_backend(SeriesSubject subject)
    {
        await using HttpSink people = await HttpSink.StartAsync();
        await using SeriesServer far = await SeriesServer.StartAsync(
            new SeriesServerOptions(subject) { Config = subject == SeriesSubject.Prometheus ? "global: {}\n" : "" });
        await using SeriesServer tocsin = await StartAsync(far, people);
        await WriteUpAsync(far, 0);
        await UntilAsync(tocsin, "up{instance=\"a\"}", "0");

        // What the rules wrote there is read from there, and by the rules themselves.
        await UntilAsync(tocsin, "job:up:sum", "0");
        await UntilAsync(tocsin, "job:up:count", "2");
        await UntilAsync(far, "job:up:sum", "0");
        JsonNode firing = await ToldAsync(people, "firing");
        Assert.Equal("web: 7", (string?)firing["annotations"]!["summary"]);
        await UntilAsync(tocsin, "ALERTS{alertname=\"AllDown\", alertstate=\"firing\"}", "1");

        // The own store is there for whoever asks for it.
        Assert.Empty(await AskAsync(tocsin, "up", "&backend=own"));
        await UntilAsync(tocsin, "own:nothing", "0", "&backend=own");

        Assert.Equal(["a", "b"], await ListAsync(tocsin, "api/v1/label/instance/values?match[]=up"));
        Assert.Contains("job", await ListAsync(tocsin, "api/v1/labels"));
        Assert.Equal(2, (await DataAsync(tocsin, "api/v1/series?match[]=up")).AsArray().Count);
        Assert.Empty(await ListAsync(tocsin, "api/v1/label/instance/values?match[]=up&backend=own"));
        Answer unknown = await tocsin.Client.GetAsync("api/v1/query?query=up&backend=nobody");
        Assert.Equal(HttpStatusCode.BadRequest, unknown.Status);
        Assert.Contains("there are: far, own", unknown.Body, StringComparison.Ordinal);

        await WriteUpAsync(far, 1);
        await ToldAsync(people, "resolved");
    }

    private static async Task<SeriesServer> StartAsync(SeriesServer far, HttpSink people)
    {
        SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = $$"""
                alertmanager: {config_file: alertmanager.yml}
                series: {scrape_self: false, backend: far}
                rules: {files: [rules.yml], watch_interval: 200ms}
                backends: {far: {url: '{{far.Client.Root}}', timeout: 5s} }
                """,
            Files = new Dictionary<string, string>
            {
                ["rules.yml"] = Rules,
                ["alertmanager.yml"] = $$"""
                    route: {receiver: people, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
                    receivers: [{name: people, webhook_configs: [{url: '{{people.Url}}/'}]}]
                    """,
            },
        });
        return tocsin;
    }

    private static async Task<JsonNode> DataAsync(SeriesServer server, string path)
    {
        Answer answer = await server.Client.GetAsync(path);
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return JsonNode.Parse(answer.Body)!["data"]!;
    }

    private static async Task<string[]> ListAsync(SeriesServer server, string path) =>
        [.. (await DataAsync(server, path)).AsArray().Select(text => (string)text!)];

    private static async Task<JsonArray> AskAsync(SeriesServer server, string query, string more = "") =>
        (await DataAsync(server, $"api/v1/query?query={Uri.EscapeDataString(query)}{more}"))["result"]!.AsArray();

    private static Task UntilAsync(SeriesServer server, string query, string value, string more = "") => RealTime.PollAsync(
        async () => (await AskAsync(server, query, more)) is [var one, ..] && (string?)one!["value"]![1] == value,
        Deadline,
        $"{query} to be {value}");

    private static async Task WriteUpAsync(SeriesServer far, double value)
    {
        var request = new WriteRequest();
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        request.Add(LabelSet.Of(("__name__", "up"), ("instance", "a"), ("job", "web")), [(now, value)]);
        request.Add(LabelSet.Of(("__name__", "up"), ("instance", "b"), ("job", "web")), [(now, 0)]);
        (await far.Client.WriteAsync(request.ToBody())).Expect(HttpStatusCode.NoContent);
    }

    private static async Task<JsonNode> ToldAsync(HttpSink people, string status)
    {
        Received message = await people.Requests.FirstAsync(
            r => (string?)JsonNode.Parse(r.Bytes)!["status"] == status
                && (string?)JsonNode.Parse(r.Bytes)!["groupLabels"]!["alertname"] == "AllDown",
            Deadline,
            $"AllDown {status}");
        return Assert.Single(JsonNode.Parse(message.Bytes)!["alerts"]!.AsArray())!;
    }
}
