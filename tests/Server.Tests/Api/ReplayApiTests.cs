using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Tests.Api;

public sealed class ReplayApiTests : IAsyncLifetime
{
    private const string Config = """
        route:
          receiver: quiet
          group_by: [alertname]
          group_wait: 30s
          repeat_interval: 2h
          routes: [{matchers: [severity=critical], receiver: loud}]
        receivers:
        - name: quiet
        - name: loud
          webhook_configs: [{url: '{sink}/'}]
        """;

    private const string Rules = """
        groups:
        - name: g
          interval: 30s
          rules:
          - alert: Midday
            expr: hour() >= 12 < 15
            for: 5m
            labels: {severity: critical}
          - alert: Quiet
            expr: vector(1)
          - alert: Never
            expr: vector(1) > 2
        """;

    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(Config, new ServeOptions { Series = new SeriesOptions() });
        _server.Clock.Advance(TimeSpan.FromDays(1));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_replay_tells_what_would_have_fired_and_who_would_have_been_told()
    {
        JsonObject[] lines = await ReplayAsync("?from=2026-01-01T06:00:00Z&to=2026-01-01T23:00:00Z", Rules);

        JsonNode data = lines[^1]["data"]!;
        JsonNode midday = Assert.Single(data["alerts"]!.AsArray(), a => (string?)a!["labels"]!["alertname"] == "Midday")!;
        Assert.Equal("2026-01-01T12:00:00.000Z", (string?)midday["activeAt"]);
        Assert.Equal("2026-01-01T12:05:00.000Z", (string?)midday["firedAt"]);
        Assert.Equal("2026-01-01T15:00:00.000Z", (string?)midday["endedAt"]);
        Assert.Equal(2, (int?)data["alertCount"]);

        // The first message, the repeat two hours later, and the end.
        JsonNode loud = Assert.Single(data["notifications"]!["receivers"]!.AsArray())!;
        Assert.Equal(("loud", "webhook[0]", 2, 1),
            ((string?)loud["receiver"], (string?)loud["integration"], (int?)loud["firing"], (int?)loud["resolved"]));
        Assert.Equal(3, (int?)data["notifications"]!["count"]);
        Assert.Equal("2026-01-01T12:05:30.000Z", (string?)data["notifications"]!["first"]![0]!["at"]);
        Assert.True(lines.Length > 1);
        Assert.Empty(_server.Sink.Requests.Snapshot());
        Assert.Equal(0, (int?)(await _server.GetAsync("api/v1/query?query=count(ALERTS)")).Json["data"]!["result"]!.AsArray().Count);
    }

    [Theory]
    [InlineData("?from=2026-01-01T06:00:00Z", "", "there are no rules to replay")]
    [InlineData("?from=2026-01-01T06:00:00Z&rule_name[]=Nobody", Rules, "there are no rules to replay")]
    [InlineData("?from=x", Rules, "cannot parse")]
    [InlineData("", Rules, "cannot parse")]
    [InlineData("?from=2026-01-01T06:00:00Z&to=2026-01-01T05:00:00Z", Rules, "from must be before to")]
    [InlineData("?from=2026-01-01T06:00:00Z&to=2027-01-01T05:00:00Z", Rules, "to lies in the future")]
    [InlineData("?from=2026-01-01T06:00:00Z", "groups: [{name: g, rules: [{alert: A, expr: 'up =='}]}]", "request:1:51: group")]
    public async Task A_bad_request_says_what_is_wrong(string query, string rules, string error)
    {
        JsonObject refused = Assert.Single(await ReplayAsync(query, rules));

        Assert.Equal("error", (string?)refused["status"]);
        Assert.Contains(error, (string?)refused["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_in_force_are_replayed_if_none_are_sent()
    {
        using HttpContent group = Yaml("name: kept\nrules: [{alert: Kept, expr: vector(1)}]\n");
        await _server.SendAsync(HttpMethod.Post, "config/v1/rules/n", group);

        JsonNode data = (await ReplayAsync("?from=2026-01-01T06:00:00Z&rule_group[]=kept", ""))[^1]["data"]!;

        Assert.Equal("n;kept", (string?)Assert.Single(data["alerts"]!.AsArray())!["group"]);
    }

    private static ByteArrayContent Yaml(string text)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/yaml");
        return content;
    }

    private async Task<JsonObject[]> ReplayAsync(string query, string rules)
    {
        using HttpContent content = Yaml(rules);
        string body = (await _server.SendAsync(HttpMethod.Post, "api/v1/replay" + query, content)).Body;
        return [.. body.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}
