using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>The main job in one process: samples come in, rules decide, people are told.</summary>
public sealed class FromSamplesToPeopleTests : IAsyncLifetime
{
    private const string Rules = """
        groups:
        - name: app
          interval: 200ms
          rules:
          - record: job:up:sum
            expr: sum by (job) (up)
          - alert: ServiceDown
            expr: up == 0
            for: 400ms
            labels: {severity: critical, team: '{{ $labels.job }}-team'}
            annotations: {summary: '{{ $labels.instance }} is down ({{ $value }})'}
          - alert: AllDown
            expr: job:up:sum == 0
            labels: {severity: critical}
          - alert: Never
            expr: up > 100
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);
    private HttpSink _people = null!;
    private SeriesServer _tocsin = null!;

    public async ValueTask InitializeAsync()
    {
        _people = await HttpSink.StartAsync();
        string folder = Repository.NewTemporaryFolder("rules");
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), Rules);
        await File.WriteAllTextAsync(Path.Combine(folder, "alertmanager.yml"), $$"""
            route: {receiver: people, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: people, webhook_configs: [{url: '{{_people.Url}}/'}]}]
            inhibit_rules:
            - source_matchers: [alertname=Never]
              target_matchers: [alertname=ServiceDown]
            """);
        _tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Folder = folder,
            Config = """
                alertmanager: {config_file: alertmanager.yml}
                rules: {files: ['*rules.yml'], external_labels: {site: berlin}}
                series: {scrape_self: false}
                """,
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _tocsin.DisposeAsync();
        await _people.DisposeAsync();
        Directory.Delete(_tocsin.Folder, recursive: true);
    }

    [Fact]
    public async Task A_fault_is_told_and_so_is_its_end()
    {
        await WriteUpAsync(0);
        JsonNode firing = await ToldAsync("ServiceDown", "firing");

        Assert.Equal("a is down (0)", (string?)firing["annotations"]!["summary"]);
        Assert.Equal("web-team", (string?)firing["labels"]!["team"]);
        Assert.Equal("berlin", (string?)firing["labels"]!["site"]);
        Assert.Contains("/graph?g0.expr=up+%3D%3D+0", (string?)firing["generatorURL"], StringComparison.Ordinal);
        await ToldAsync("AllDown", "firing");

        JsonNode alerts = await GetAsync("api/v1/alerts");
        Assert.Equal(2, alerts["data"]!["alerts"]!.AsArray().Count(alert => (string?)alert!["state"] == "firing"));
        JsonArray groups = (await GetAsync("api/v1/rules?type=alert"))["data"]!["groups"]!.AsArray();
        Assert.Equal(["firing", "firing", "inactive"], groups[0]!["rules"]!.AsArray().Select(rule => (string?)rule!["state"]));
        Assert.All(groups[0]!["rules"]!.AsArray(), rule => Assert.Equal("ok", (string?)rule!["health"]));

        await WriteUpAsync(1);
        JsonNode resolved = await ToldAsync("ServiceDown", "resolved");
        Assert.Equal((string?)firing["startsAt"], (string?)resolved["startsAt"]);
        Assert.Equal((string?)firing["fingerprint"], (string?)resolved["fingerprint"]);

        string history = (await _tocsin.Client.GetAsync("api/v2/history?kind=rules&order=asc")).Body;
        Assert.Contains("began to hold", history, StringComparison.Ordinal);
        Assert.Contains("it resolved", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bad_rule_file_is_refused_whole_and_the_rules_before_stay()
    {
        string bad = Path.Combine(_tocsin.Folder, "bad-rules.yml");
        await File.WriteAllTextAsync(
            bad, "groups: [{name: g, rules: [{alert: X, expr: 'up ==', fro: 5m}]}]\n", TestContext.Current.CancellationToken);
        Answer refused = await _tocsin.Client.SendAsync("POST", "-/reload");
        Assert.Equal(HttpStatusCode.InternalServerError, refused.Status);
        Assert.Contains("bad-rules.yml:1:", refused.Body, StringComparison.Ordinal);

        await WriteUpAsync(0);
        await ToldAsync("ServiceDown", "firing");

        File.Delete(bad);
        Assert.Equal(HttpStatusCode.OK, (await _tocsin.Client.SendAsync("POST", "-/reload")).Status);
        await ToldAsync("AllDown", "firing");
        Assert.Single(Messages("ServiceDown"));
    }

    [Fact]
    public async Task After_a_kill_alerts_go_on_and_nobody_is_told_twice()
    {
        await WriteUpAsync(0);
        JsonNode firing = await ToldAsync("ServiceDown", "firing");
        string before = await StartOfAsync();

        await _tocsin.Process.KillAsync();
        await _tocsin.RestartAsync();
        await RealTime.PollAsync(
            async () => ((string?)(await GetAsync("api/v1/rules?type=alert"))["data"]!["groups"]![0]!["rules"]![0]!["state"]) == "firing",
            Deadline,
            "the alert to fire on");
        Assert.Equal(before, await StartOfAsync());

        await WriteUpAsync(1);
        JsonNode resolved = await ToldAsync("ServiceDown", "resolved");
        Assert.Equal((string?)firing["startsAt"], (string?)resolved["startsAt"]);
        Assert.Equal(2, Messages("ServiceDown").Count);
    }

    private async Task<string> StartOfAsync() => (string)(await GetAsync("api/v1/alerts"))["data"]!["alerts"]!.AsArray()
        .First(alert => (string?)alert!["labels"]!["alertname"] == "ServiceDown")!["activeAt"]!;

    private async Task WriteUpAsync(double value)
    {
        var request = new WriteRequest();
        request.Add(
            LabelSet.Of(("__name__", "up"), ("instance", "a"), ("job", "web")),
            [(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), value)]);
        (await _tocsin.Client.WriteAsync(request.ToBody())).Expect(HttpStatusCode.NoContent);
    }

    private async Task<JsonNode> GetAsync(string path) => JsonNode.Parse((await _tocsin.Client.GetAsync(path)).Body)!;

    private async Task<JsonNode> ToldAsync(string alert, string status)
    {
        Received message = await _people.Requests.FirstAsync(
            r => (string?)JsonNode.Parse(r.Bytes)!["status"] == status && IsOf(r, alert), Deadline, $"{alert} {status}");
        return Assert.Single(JsonNode.Parse(message.Bytes)!["alerts"]!.AsArray())!;
    }

    private IReadOnlyList<Received> Messages(string alert) =>
        [.. _people.Requests.Snapshot().Where(r => IsOf(r, alert))];

    private static bool IsOf(Received message, string alert) =>
        (string?)JsonNode.Parse(message.Bytes)!["groupLabels"]!["alertname"] == alert;
}
