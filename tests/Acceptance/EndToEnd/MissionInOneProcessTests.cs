using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>
/// The main job in one process: an exporter with a switchable fault is scraped, the seed's rules fire, the seed's
/// configuration groups and inhibits, people are told; then the fault clears, and they are told that, too.
/// </summary>
public sealed class MissionInOneProcessTests : IAsyncLifetime
{
    private const string InfrastructureKey = "YOUR_INFRASTRUCTURE_PAGERDUTY_KEY";

    // The seed holds warnings back for 30 s, and further messages for 10 s.
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private SmtpSink _smtp = null!;
    private HttpSink _http = null!;
    private HttpSink _shop = null!;
    private HttpSink _gateway = null!;
    private SeriesServer _tocsin = null!;
    private volatile bool _isBroken;
    private int _requests;

    private string ShopInstance => new Uri(_shop.Url).Authority;

    public async ValueTask InitializeAsync()
    {
        _smtp = await SmtpSink.StartAsync();
        _http = await HttpSink.StartAsync();
        _shop = await HttpSink.StartAsync((_, http) => ExposeAsync(http, "shop_orders_total 1\n", isDown: _isBroken));
        _gateway = await HttpSink.StartAsync((_, http) => ExposeAsync(http, GatewayMetrics(), isDown: false));
        string folder = Repository.NewTemporaryFolder("mission");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "alertmanager.yml"), Seeds.Alertmanager(Subject.Tocsin, _http.Url, _smtp));
        await File.WriteAllTextAsync(Path.Combine(folder, "alerts.yml"), Seeds.Rules());
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $$"""
            global: {scrape_interval: 500ms, scrape_timeout: 400ms, evaluation_interval: 500ms}
            rule_files: [alerts.yml]
            scrape_configs:
            - job_name: shop
              static_configs: [{targets: ['{{ShopInstance}}']}]
            - job_name: gateway
              honor_labels: true
              static_configs: [{targets: ['{{new Uri(_gateway.Url).Authority}}']}]
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
        await _gateway.DisposeAsync();
        await _shop.DisposeAsync();
        await _http.DisposeAsync();
        await _smtp.DisposeAsync();
        Directory.Delete(_tocsin.Folder, recursive: true);
    }

    [Fact]
    public async Task A_fault_reaches_those_whom_the_seed_names_and_so_does_its_end()
    {
        await RealTime.PollAsync(async () => await ValueAsync("sum(up{job=~\"shop|gateway\"})") == "2", Deadline, "two targets to be up");
        Assert.Empty(_http.Requests.Snapshot());

        _isBroken = true;
        Assert.Contains(ShopInstance, await PageAsync("trigger"), StringComparison.Ordinal);
        await _smtp.WhenWrittenToAsync(["infrastructure@example.com", "warnings@example.com"], Deadline);
        Assert.Contains("ServiceDown", (string)_smtp.To("infrastructure@example.com")[0]["subject"]!, StringComparison.Ordinal);

        // Its being down explains that it is slow; another instance is slow by itself.
        Assert.Equal(
            [("cache:1", "active"), (ShopInstance, "suppressed")],
            await StatesAsync("HighResponseTime"));
        Assert.Equal("active", Assert.Single(await StatesAsync("DatabaseConnectionsHigh")).State);

        _isBroken = false;
        await PageAsync("resolve");
        await RealTime.PollAsync(
            async () => (await StatesAsync("ServiceDown")).Length == 0, Deadline, "ServiceDown to be over");
        Assert.Single(_http.Requests.Snapshot(), page => IsPage(page, "trigger"));
    }

    private static Task ExposeAsync(HttpContext http, string body, bool isDown)
    {
        http.Response.StatusCode = isDown ? StatusCodes.Status500InternalServerError : StatusCodes.Status200OK;
        http.Response.ContentType = "text/plain; version=0.0.4";
        return http.Response.WriteAsync(body);
    }

    // Ten more requests at each scrape: slow ones while the fault is on.
    private string GatewayMetrics()
    {
        int all = Interlocked.Add(ref _requests, 10);
        int quick = _isBroken ? 0 : all;
        string connections = _isBroken ? "95" : "12";
        string text = $"database_connections_active {connections}\n";
        foreach (string instance in (string[])[ShopInstance, "cache:1"])
        {
            string bucket = $"http_request_duration_seconds_bucket{{instance=\"{instance}\",job=\"web\",le=";
            text += string.Create(
                CultureInfo.InvariantCulture,
                $"{bucket}\"0.5\"}} {quick}\n{bucket}\"5\"}} {all}\n{bucket}\"+Inf\"}} {all}\n");
        }

        return text;
    }

    private async Task<string> PageAsync(string action)
    {
        Received page = await _http.Requests.FirstAsync(request => IsPage(request, action), Deadline, $"a page to {action}");
        return JsonNode.Parse(page.Bytes)!.ToJsonString();
    }

    private static bool IsPage(Received request, string action)
    {
        if (request.Path != "/pagerduty")
        {
            return false;
        }

        JsonNode page = JsonNode.Parse(request.Bytes)!;
        return (string?)page["routing_key"] == InfrastructureKey && (string?)page["event_action"] == action;
    }

    private async Task<string?> ValueAsync(string query)
    {
        Answer answer = await _tocsin.Client.GetAsync("api/v1/query?query=" + Uri.EscapeDataString(query));
        return JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray() is [var one, ..] ? (string?)one!["value"]![1] : null;
    }

    private async Task<(string Instance, string State)[]> StatesAsync(string alert)
    {
        Answer answer = await _tocsin.Client.GetAsync("api/v2/alerts?filter=alertname=" + alert);
        return
        [
            .. JsonNode.Parse(answer.Body)!.AsArray()
                .Select(one => ((string?)one!["labels"]!["instance"] ?? "", (string)one["status"]!["state"]!))
                .OrderBy(one => one.Item1 == "cache:1" ? 0 : 1),
        ];
    }
}
