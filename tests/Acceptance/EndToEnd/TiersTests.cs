using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>A Tocsin below, and above it the real Alertmanager or another Tocsin.</summary>
public sealed class TiersTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task An_alert_climbs_to_the_upper_tier_and_resolves_there(Subject upperTier)
    {
        await using HttpSink people = await HttpSink.StartAsync();
        await using AlertmanagerProcess upper = await AlertmanagerProcess.StartAsync(new AlertmanagerOptions(
            upperTier,
            $$"""
            route: {receiver: people, group_wait: 0s, group_interval: 1s}
            receivers: [{name: people, webhook_configs: [{url: '{{people.Url}}/'}]}]
            """));
        await using AlertmanagerProcess lower = await AlertmanagerProcess.StartAsync(new AlertmanagerOptions(
            Subject.Tocsin,
            $$"""
            route: {receiver: up, group_by: ['...'], group_wait: 0s, group_interval: 1s, repeat_interval: 1h}
            receivers:
              - name: up
                alertmanager_configs:
                  - urls: ['http://127.0.0.1:{{upper.Port}}/', '{{await DeadAsync()}}']
                    external_labels: {site: berlin, job: not-this}
            """));
        DateTimeOffset now = NowInMilliseconds();
        JsonObject alert = Alert(now.AddMinutes(-5), now.AddMinutes(4));

        await lower.Client.PushAsync([alert.DeepClone()]);
        JsonNode firing = await AlertOfAsync(people, "firing");
        JsonNode seen = Assert.Single((await upper.Client.GetAsync("api/v2/alerts")).AsArray())!;

        Assert.Equal("berlin", (string?)firing["labels"]!["site"]);
        Assert.Equal("node", (string?)firing["labels"]!["job"]);
        Assert.Equal("It is down", (string?)firing["annotations"]!["summary"]);
        Assert.Equal("http://prometheus.example:9090/graph?g0.expr=up", (string?)firing["generatorURL"]);
        Assert.Equal(now.AddMinutes(-5), TimeOf(firing, "startsAt"));
        Assert.InRange(TimeOf(seen, "endsAt"), now.AddHours(2), now.AddHours(2.1));

        DateTimeOffset end = NowInMilliseconds();
        alert["endsAt"] = Text(end);
        await lower.Client.PushAsync([alert]);
        JsonNode resolved = await AlertOfAsync(people, "resolved");

        Assert.Equal(end, TimeOf(resolved, "endsAt"));
        Assert.Equal((string?)firing["fingerprint"], (string?)resolved["fingerprint"]);
        Assert.Equal(2, people.Requests.Count);
    }

    [Fact]
    public async Task Two_servers_that_forward_to_each_other_stop_after_five_tiers()
    {
        await using HttpSink people = await HttpSink.StartAsync();
        await using AlertmanagerProcess left = await AlertmanagerProcess.StartAsync(
            Forwarding(await DeadAsync(), people));
        await using AlertmanagerProcess right = await AlertmanagerProcess.StartAsync(
            Forwarding($"http://127.0.0.1:{left.Port}", people));
        await left.ReloadAsync(Forwarding($"http://127.0.0.1:{right.Port}", people).Config);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();

        await left.Client.PushAsync([Alert(now.AddMinutes(-5), now.AddMinutes(4))]);
        await people.Requests.FirstAsync(r => HopsOf(r) == "5", Deadline, "an alert handed on five times");
        await right.Process.Lines.FirstAsync(
            l => l.Contains("handed on 5 times already", StringComparison.Ordinal), Deadline, "a word about the circle");

        Assert.Single((await right.Client.GetAsync("api/v2/alerts")).AsArray());
        Assert.DoesNotContain(people.Requests.Snapshot(), r => HopsOf(r) == "6");
    }

    private static AlertmanagerOptions Forwarding(string to, HttpSink people) => new(
        Subject.Tocsin,
        $$"""
        route: {receiver: up, group_wait: 0s, group_interval: 1s, repeat_interval: 1s}
        receivers:
          - name: up
            alertmanager_configs: [{urls: ['{{to}}']}]
            webhook_configs: [{url: '{{people.Url}}/'}]
        """);

    private static string? HopsOf(Received message) =>
        (string?)JsonNode.Parse(message.Bytes)!["alerts"]![0]!["annotations"]!["tocsin_hops"];

    // As Prometheus sends it.
    private static JsonObject Alert(DateTimeOffset startsAt, DateTimeOffset endsAt) => new()
    {
        ["annotations"] = new JsonObject { ["summary"] = "It is down" },
        ["endsAt"] = Text(endsAt),
        ["startsAt"] = Text(startsAt),
        ["generatorURL"] = "http://prometheus.example:9090/graph?g0.expr=up",
        ["labels"] = new JsonObject { ["alertname"] = "Down", ["instance"] = "n1", ["job"] = "node" },
    };

    private static DateTimeOffset NowInMilliseconds() =>
        DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    private static string Text(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static DateTimeOffset TimeOf(JsonNode alert, string key) =>
        DateTimeOffset.Parse((string)alert[key]!, CultureInfo.InvariantCulture);

    private static async Task<JsonNode> AlertOfAsync(HttpSink people, string status)
    {
        Received message = await people.Requests.FirstAsync(
            r => (string?)JsonNode.Parse(r.Bytes)!["status"] == status, Deadline, $"a {status} message");
        return Assert.Single(JsonNode.Parse(message.Bytes)!["alerts"]!.AsArray())!;
    }

    // An address that had a listener a moment ago and has none now.
    private static async Task<string> DeadAsync()
    {
        await using HttpSink gone = await HttpSink.StartAsync();
        return gone.Url;
    }
}
