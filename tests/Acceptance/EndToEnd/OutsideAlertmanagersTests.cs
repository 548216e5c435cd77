using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.TestKit.BlackBox;
using Tocsin.TestKit.Series;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>Alerts of rules go to every Alertmanager that <c>prometheus.yml</c> names, whatever happens on the way.</summary>
public sealed class OutsideAlertmanagersTests : IAsyncLifetime
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);
    private volatile int _badStatus = StatusCodes.Status503ServiceUnavailable;
    private HttpSink _people = null!;
    private HttpSink _good = null!;
    private HttpSink _bad = null!;
    private SeriesServer _tocsin = null!;

    public async ValueTask InitializeAsync()
    {
        _people = await HttpSink.StartAsync();
        _good = await HttpSink.StartAsync();
        _bad = await HttpSink.StartAsync(async (_, http) =>
        {
            // Without a status it does not answer at all.
            if (_badStatus == 0)
            {
                await new TaskCompletionSource().Task.WaitAsync(http.RequestAborted);
            }

            http.Response.StatusCode = _badStatus;
        });
        string folder = Repository.NewTemporaryFolder("outside");
        await WriteRulesAsync(folder, "Steady", "Flaps", "Late");
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $$"""
            global: {evaluation_interval: 200ms, external_labels: {site: berlin} }
            rule_files: ['rules.yml']
            alerting:
              alert_relabel_configs: [{regex: replica, action: labeldrop}]
              alertmanagers:
              - path_prefix: /good
                static_configs: [{targets: ['{{Address(_good)}}']}]
              - file_sd_configs: [{files: [found.json]}]
                relabel_configs: [{source_labels: [__address__], regex: 'left.*', action: drop}]
            """);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "found.json"), $$"""[{"targets": ["{{Address(_bad)}}", "left.example:9093"]}]""");
        await File.WriteAllTextAsync(Path.Combine(folder, "alertmanager.yml"), $$"""
            route: {receiver: people, group_by: [alertname], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers: [{name: people, webhook_configs: [{url: '{{_people.Url}}/'}]}]
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
        await _good.DisposeAsync();
        await _bad.DisposeAsync();
        Directory.Delete(_tocsin.Folder, recursive: true);
    }

    [Fact]
    public async Task One_that_fails_and_hangs_is_told_everything_afterwards_also_after_a_kill()
    {
        await WriteAsync(1, "steady", "flaps");
        JsonNode steady = await ToldAsync(_good, "Steady", hasEnded: false);
        Assert.Equal("berlin", (string?)steady["labels"]!["site"]);
        Assert.Null(steady["labels"]!["replica"]);
        Assert.All(_good.Requests.Snapshot(), request => Assert.Equal("/good/api/v2/alerts", request.Path));
        await WriteAsync(0, "flaps");
        JsonNode end = await ToldAsync(_good, "Flaps", hasEnded: true);

        // No rule says any more that it ended: only the journal knows.
        _badStatus = 0;
        await WriteRulesAsync(_tocsin.Folder, "Steady", "Late");
        (await _tocsin.Client.SendAsync("POST", "-/reload")).Expect(HttpStatusCode.OK);
        await WriteAsync(1, "late");
        await ToldAsync(_good, "Late", hasEnded: false);
        await _people.Requests.FirstAsync(request => request.Body.Contains("Late", StringComparison.Ordinal), Deadline, "people");

        await _tocsin.Process.KillAsync();
        int before = _bad.Requests.Count;
        _badStatus = StatusCodes.Status200OK;
        await _tocsin.RestartAsync();

        JsonNode told = await ToldAsync(_bad, "Flaps", hasEnded: true, before);
        Assert.Equal((string?)end["endsAt"], (string?)told["endsAt"]);
        Assert.Equal((string?)end["startsAt"], (string?)told["startsAt"]);
        await ToldAsync(_bad, "Steady", hasEnded: false, before);
        await ToldAsync(_bad, "Late", hasEnded: false, before);

        JsonNode list = JsonNode.Parse((await _tocsin.Client.GetAsync("api/v1/alertmanagers")).Body)!["data"]!;
        Assert.Equal(
            [$"{_good.Url}/good/api/v2/alerts", $"{_bad.Url}/api/v2/alerts"],
            list["activeAlertmanagers"]!.AsArray().Select(each => (string)each!["url"]!));
        Assert.Equal("http://left.example:9093/api/v2/alerts", (string?)list["droppedAlertmanagers"]![0]!["url"]);
    }

    [Fact]
    public async Task Without_its_own_router_alerts_go_to_the_others_alone()
    {
        await File.WriteAllTextAsync(
            _tocsin.ConfigFile,
            "{alertmanager: {config_file: alertmanager.yml}, prometheus: {config_file: prometheus.yml}, rules: {own_router: false}}",
            TestContext.Current.CancellationToken);
        (await _tocsin.Client.SendAsync("POST", "-/reload")).Expect(HttpStatusCode.OK);
        await WriteAsync(1, "steady");
        await ToldAsync(_good, "Steady", hasEnded: false);

        Assert.Equal("[]", (await _tocsin.Client.GetAsync("api/v2/alerts")).Body.Trim());
        Assert.Equal(0, _people.Requests.Count);
    }

    private static string Address(HttpSink sink) => new Uri(sink.Url).Authority;

    private static Task WriteRulesAsync(string folder, params string[] names) => File.WriteAllTextAsync(
        Path.Combine(folder, "rules.yml"),
        "groups:\n- name: outside\n  rules:\n" + string.Concat(names.Select(name =>
            $"  - {{alert: {name}, expr: {name.ToLowerInvariant()} > 0, labels: {{replica: a}}}}\n")));

    private async Task WriteAsync(double value, params string[] metrics)
    {
        var request = new WriteRequest();
        foreach (string metric in metrics)
        {
            request.Add(LabelSet.Of(("__name__", metric)), [(DateTimeOffset.UtcNow.ToUnixTimeMilliseconds(), value)]);
        }

        (await _tocsin.Client.WriteAsync(request.ToBody())).Expect(HttpStatusCode.NoContent);
    }

    private static async Task<JsonNode> ToldAsync(HttpSink sink, string alert, bool hasEnded, int after = 0)
    {
        IReadOnlyList<Received> requests = await sink.Requests.WhenAsync(
            all => Alerts(all.Skip(after), alert, hasEnded).Any(), Deadline, $"{alert}, {(hasEnded ? "ended" : "firing")}");
        return Alerts(requests.Skip(after), alert, hasEnded).First();
    }

    private static IEnumerable<JsonNode> Alerts(IEnumerable<Received> requests, string alert, bool hasEnded) => requests
        .SelectMany(request => JsonNode.Parse(request.Bytes)!.AsArray().Select(each => (At: request.At, Alert: each!)))
        .Where(each => (string?)each.Alert["labels"]!["alertname"] == alert
            && (DateTimeOffset.Parse((string)each.Alert["endsAt"]!, System.Globalization.CultureInfo.InvariantCulture) <= each.At)
                == hasEnded)
        .Select(each => each.Alert);
}
