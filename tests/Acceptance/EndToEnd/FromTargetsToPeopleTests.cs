using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>All in one process: a target is scraped, rules fire, alerts are grouped and inhibited, people are told.</summary>
public sealed class FromTargetsToPeopleTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private HttpSink _people = null!;
    private HttpSink _target = null!;
    private SeriesServer _tocsin = null!;

    // What the target exposes; null ends the connection in the middle of a body.
    private volatile string? _exposed = "requests_total 1\n";

    public async ValueTask InitializeAsync()
    {
        _people = await HttpSink.StartAsync();
        _target = await HttpSink.StartAsync(async (_, http) =>
        {
            http.Response.ContentType = "text/plain; version=0.0.4";
            if (_exposed is { } body)
            {
                await http.Response.WriteAsync(body);
                return;
            }

            http.Response.ContentLength = 1000;
            await http.Response.WriteAsync("errors_ratio 0.5\n");
            http.Abort();
        });
        string folder = Repository.NewTemporaryFolder("targets");
        await File.WriteAllTextAsync(Path.Combine(folder, "alertmanager.yml"), $$"""
            route: {receiver: people, group_by: [alertname], group_wait: 500ms, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: people, webhook_configs: [{url: '{{_people.Url}}/'}]}]
            inhibit_rules:
            - {source_matchers: [alertname=TargetDown], target_matchers: [alertname=NoTraffic], equal: [instance]}
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "rules.yml"), """
            groups:
            - name: g
              rules:
              - {alert: TargetDown, expr: 'up{job="shop"} == 0', annotations: {summary: '{{ $labels.instance }} is down'}}
              - {alert: NoTraffic, expr: 'up{job="shop"} unless on (instance) requests_total'}
              - {alert: ManyErrors, expr: 'errors_ratio > 0.1', for: 1s, annotations: {summary: '{{ $value | humanizePercentage }}'}}
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "targets.json"), $$"""
            [{"targets": ["{{new Uri(_target.Url).Authority}}"], "labels": {"__meta_name": "shop-1", "team": "web"} }]
            """);
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), """
            global: {scrape_interval: 500ms, evaluation_interval: 500ms, external_labels: {site: berlin}}
            rule_files: [rules.yml]
            scrape_configs:
            - job_name: shop
              file_sd_configs: [{files: [targets.json]}]
              relabel_configs: [{source_labels: [__meta_name], target_label: instance}]
            """);
        _tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Folder = folder,
            Config = "{alertmanager: {config_file: alertmanager.yml}, prometheus: {config_file: prometheus.yml}}",
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _tocsin.DisposeAsync();
        await _people.DisposeAsync();
        await _target.DisposeAsync();
        Directory.Delete(_tocsin.Folder, recursive: true);
    }

    [Fact]
    public async Task A_fault_in_a_target_is_told_and_so_is_its_end()
    {
        _exposed = "errors_ratio 0.5\nrequests_total 1\n";
        JsonNode firing = await ToldAsync("ManyErrors", "firing");
        Assert.Equal("50%", (string?)firing["annotations"]!["summary"]);
        Assert.Equal(
            ("shop-1", "shop", "web", "berlin"),
            ((string?)firing["labels"]!["instance"], (string?)firing["labels"]!["job"],
                (string?)firing["labels"]!["team"], (string?)firing["labels"]!["site"]));

        _exposed = "errors_ratio 0.01\nrequests_total 2\n";
        JsonNode resolved = await ToldAsync("ManyErrors", "resolved");
        Assert.Equal((string?)firing["fingerprint"], (string?)resolved["fingerprint"]);
    }

    [Fact]
    public async Task A_target_that_breaks_off_is_down_and_what_follows_from_it_is_inhibited()
    {
        _exposed = "errors_ratio 0\nrequests_total 1\n";
        await RealTime.PollAsync(async () => await HealthAsync() == "up", Deadline, "the first scrape");
        _exposed = null;
        JsonNode down = await ToldAsync("TargetDown", "firing");
        Assert.Equal("shop-1 is down", (string?)down["annotations"]!["summary"]);
        JsonNode target = await TargetAsync();
        Assert.Equal("down", (string?)target["health"]);
        Assert.NotEqual("", (string?)target["lastError"]);
        Assert.DoesNotContain(_people.Requests.Snapshot(), message => IsOf(message, "NoTraffic"));

        _exposed = "errors_ratio 0\nrequests_total 1\n";
        await ToldAsync("TargetDown", "resolved");
    }

    [Fact]
    public async Task A_bad_prometheus_yml_is_refused_and_the_targets_before_stay()
    {
        _exposed = "requests_total 1\n";
        await RealTime.PollAsync(async () => await HealthAsync() == "up", Deadline, "the first scrape");
        await File.WriteAllTextAsync(
            Path.Combine(_tocsin.Folder, "prometheus.yml"),
            "scrape_configs:\n- job_name: shop\n  kubernetes_sd_configs: [{role: pod}]\n",
            TestContext.Current.CancellationToken);
        Answer refused = await _tocsin.Client.SendAsync("POST", "-/reload");
        Assert.Equal(HttpStatusCode.InternalServerError, refused.Status);
        Assert.Contains("prometheus.yml:3:26: scrape_configs[0].kubernetes_sd_configs", refused.Body, StringComparison.Ordinal);
        Assert.Equal("up", await HealthAsync());
    }

    [Fact]
    public async Task Tocsin_has_its_own_metrics_as_series_without_being_asked()
    {
        await RealTime.PollAsync(
            async () => (await _tocsin.Client.GetAsync("api/v1/query?query=up{job=\"tocsin\"}")).Body
                .Contains("\"1\"]", StringComparison.Ordinal),
            Deadline,
            "a scrape of itself");
        string targets = (await _tocsin.Client.GetAsync("api/v1/query?query=prometheus_target_scrape_pool_targets")).Body;
        Assert.Contains("\"scrape_job\":\"shop\"", targets, StringComparison.Ordinal);
    }

    private async Task<string?> HealthAsync() => (string?)(await TargetAsync())["health"];

    private async Task<JsonNode> TargetAsync() => JsonNode.Parse(
        (await _tocsin.Client.GetAsync("api/v1/targets?scrapePool=shop")).Body)!["data"]!["activeTargets"]!.AsArray().Single()!;

    private async Task<JsonNode> ToldAsync(string alert, string status)
    {
        Received message = await _people.Requests.FirstAsync(
            r => (string?)JsonNode.Parse(r.Bytes)!["status"] == status && IsOf(r, alert), Deadline, $"{alert} {status}");
        return Assert.Single(JsonNode.Parse(message.Bytes)!["alerts"]!.AsArray())!;
    }

    private static bool IsOf(Received message, string alert) =>
        (string?)JsonNode.Parse(message.Bytes)!["groupLabels"]!["alertname"] == alert;
}
