using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>Rules of a Tocsin over the series of a real Prometheus, which keeps what they record, too.</summary>
public sealed class BackendRulesTests : IAsyncLifetime
{
    private const string Rules = """
        groups:
        - name: there
          interval: 200ms
          backend: prom
          rules:
          - record: job:up:sum
            expr: sum by (job) (up)
          - alert: AllDown
            expr: job:up:sum == 0
            for: 300ms
            annotations: {summary: '{{ $labels.job }}: {{ query "job:up:sum + 7" | first | value }}'}
          - alert: Broken
            expr: up * on () group_left () up
        - name: here
          interval: 200ms
          rules:
          - alert: NothingHere
            expr: absent(up)
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);
    private HttpSink _people = null!;
    private SeriesServer _prometheus = null!;
    private SeriesServer _tocsin = null!;

    public async ValueTask InitializeAsync()
    {
        _people = await HttpSink.StartAsync();
        _prometheus = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Prometheus) { Config = "global: {}\n" });
        string folder = Repository.NewTemporaryFolder("backend");
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), Rules);
        await File.WriteAllTextAsync(Path.Combine(folder, "alertmanager.yml"), $$"""
            route: {receiver: people, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: people, webhook_configs: [{url: '{{_people.Url}}/'}]}]
            """);
        _tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Folder = folder,
            Config = $$"""
                alertmanager: {config_file: alertmanager.yml}
                rules: {files: [rules.yml]}
                backends:
                  prom:
                    url: '{{_prometheus.Client.Root}}'
                    http_headers:
                      X-Scope-OrgID: {values: [team]}
                """,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _tocsin.DisposeAsync();
        await _prometheus.DisposeAsync();
        await _people.DisposeAsync();
        Directory.Delete(_tocsin.Folder, recursive: true);
    }

    [Fact]
    public async Task A_group_asks_its_backend_and_writes_there()
    {
        await WriteUpAsync(0);
        JsonNode firing = await ToldAsync("AllDown", "firing");
        Assert.Equal("web: 7", (string?)firing["annotations"]!["summary"]);
        await ToldAsync("NothingHere", "firing");
        await UntilAsync(_prometheus, "ALERTS{alertname=\"AllDown\", alertstate=\"firing\"}", "1");
        await UntilAsync(_prometheus, "job:up:sum", "0");
        Assert.Empty(await AskAsync(_tocsin, "job:up:sum"));

        JsonNode rules = JsonNode.Parse((await _tocsin.Client.GetAsync("api/v1/rules?rule_name[]=Broken")).Body)!;
        Assert.Equal("prom", (string?)rules["data"]!["groups"]![0]!["backend"]);
        JsonNode broken = rules["data"]!["groups"]![0]!["rules"]![0]!;
        Assert.Equal("err", (string?)broken["health"]);
        Assert.Contains("backend prom: ", (string?)broken["lastError"], StringComparison.Ordinal);

        await WriteUpAsync(1);
        await ToldAsync("AllDown", "resolved");
        await UntilAsync(_prometheus, "job:up:sum", "1");
    }

    private static async Task<JsonArray> AskAsync(SeriesServer server, string query)
    {
        Answer answer = await server.Client.GetAsync("api/v1/query?query=" + Uri.EscapeDataString(query));
        return JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray();
    }

    private static Task UntilAsync(SeriesServer server, string query, string value) => RealTime.PollAsync(
        async () => (await AskAsync(server, query)) is [var one, ..] && (string?)one!["value"]![1] == value,
        Deadline,
        $"{query} to be {value}");

    private async Task WriteUpAsync(double value)
    {
        var request = new WriteRequest();
        long now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        request.Add(LabelSet.Of(("__name__", "up"), ("instance", "a"), ("job", "web")), [(now, value)]);
        request.Add(LabelSet.Of(("__name__", "up"), ("instance", "b"), ("job", "web")), [(now, 0)]);
        (await _prometheus.Client.WriteAsync(request.ToBody())).Expect(HttpStatusCode.NoContent);
    }

    private async Task<JsonNode> ToldAsync(string alert, string status)
    {
        Received message = await _people.Requests.FirstAsync(
            r => (string?)JsonNode.Parse(r.Bytes)!["status"] == status
                && (string?)JsonNode.Parse(r.Bytes)!["groupLabels"]!["alertname"] == alert,
            Deadline,
            $"{alert} {status}");
        return Assert.Single(JsonNode.Parse(message.Bytes)!["alerts"]!.AsArray())!;
    }
}
