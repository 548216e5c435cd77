using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Tests.Api;

/// <summary>What is listed, how it is filtered, and what is not served.</summary>
public sealed class SurfaceTests
{
    private const string Config = """
        route:
          receiver: default
          group_by: [alertname]
          routes:
          - receiver: team-a
            matchers: [team="a"]
            continue: true
          - receiver: team-b
            matchers: [team=~"a|b"]
            mute_time_intervals: [always]
        inhibit_rules:
        - source_matchers: [severity="critical"]
          target_matchers: [severity="warning"]
          equal: [alertname]
        time_intervals:
        - name: always
          time_intervals:
          - years: ['2026']
        receivers:
        - name: default
        - name: team-a
        - name: team-b
        """;

    private const string Alerts = """
        [{"labels":{"alertname":"Plain"}},
         {"labels":{"alertname":"OfA","team":"a"}},
         {"labels":{"alertname":"OfB","team":"b"}},
         {"labels":{"alertname":"Pair","severity":"critical"}},
         {"labels":{"alertname":"Pair","severity":"warning"}}]
        """;

    [Theory]
    [InlineData("", "OfA OfB Pair Pair Plain")]
    [InlineData("?filter=team%3D~%22a%7Cb%22", "OfA OfB")]
    [InlineData("?filter=team%3D~%22a%7Cb%22&filter=alertname%21%3DOfA", "OfB")]
    [InlineData("?filter=%7Bteam%3D%22a%22%2Calertname%3D%22OfA%22%7D", null)]
    [InlineData("?receiver=team-a", "OfA")]
    [InlineData("?receiver=team-.*", "OfA OfB")]
    [InlineData("?receiver=team", "")]
    [InlineData("?inhibited=false", "OfA OfB Pair Plain")]
    [InlineData("?active=false", "Pair")]
    [InlineData("?active=maybe", "Pair")]
    [InlineData("?unprocessed=false", "OfA OfB Pair Pair Plain")]
    [InlineData("?filter=team", null)]
    [InlineData("?filter=team%3D~%22%28%22", null)]
    [InlineData("?receiver=%28", null)]
    public async Task Alerts_are_listed_by_filter_receiver_and_state(string query, string? names)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(Alerts);
        Reply reply = await server.GetAsync("api/v2/alerts" + query);
        if (names is null)
        {
            Assert.Equal((400, "application/json"), (reply.Status, reply.Type));
            Assert.NotEqual("", (string?)reply.Json);
            return;
        }

        Assert.Equal(names, string.Join(' ', Names(reply.Json).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Groups_are_listed_by_label_and_receiver_with_what_mutes_them()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(Alerts);
        Assert.Equal(
            "OfA>team-a OfA>team-b! OfB>team-b! Pair,Pair>default Plain>default", await GroupsAsync(server, ""));
        Assert.Equal("OfA>team-a Pair,Pair>default Plain>default", await GroupsAsync(server, "?muted=false"));
        Assert.Equal("OfA>team-a OfA>team-b! OfB>team-b! Pair>default Plain>default", await GroupsAsync(server, "?inhibited=false"));
        Assert.Equal("OfA>team-b! OfB>team-b!", await GroupsAsync(server, "?receiver=team-b"));
        Assert.Equal("Plain>default", await GroupsAsync(server, "?filter=alertname%3DPlain"));
        Assert.Equal(400, (await server.GetAsync("api/v2/alerts/groups?filter=x")).Status);
    }

    [Fact]
    public async Task Receivers_and_status_tell_the_configuration()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Assert.Equal(
            ["default", "team-a", "team-b"],
            (await server.GetAsync("api/v2/receivers")).Json.AsArray().Select(receiver => (string)receiver!["name"]!));
        JsonNode status = (await server.GetAsync("api/v2/status")).Json;
        Assert.Equal("disabled", (string)status["cluster"]!["status"]!);
        Assert.Equal("2026-01-01T00:00:00.000Z", (string)status["uptime"]!);
        Assert.Contains("receiver: team-b", (string)status["config"]!["original"]!, StringComparison.Ordinal);
        Assert.NotEqual("", (string)status["versionInfo"]!["version"]!);
    }

    [Theory]
    [InlineData("GET", "api/v2/nothing", 404)]
    [InlineData("GET", "api/v2/swagger.json", 404)]
    [InlineData("GET", "API/V2/nothing", 404)]
    [InlineData("DELETE", "api/v2/alerts", 405)]
    [InlineData("PUT", "api/v2/silences", 405)]
    [InlineData("POST", "api/v2/status", 405)]
    [InlineData("POST", "api/v2/history", 405)]
    [InlineData("POST", "api/v2/alerts/0011223344556677/explain", 405)]
    [InlineData("PUT", "api/v2/silence/00000000-0000-4000-8000-000000000000", 405)]
    [InlineData("GET", "api/v1/alerts", 410)]
    [InlineData("GET", "api/v1/status", 410)]
    [InlineData("POST", "api/v1/silences", 410)]
    public async Task What_is_not_served_is_told_by_status(string method, string path, int status)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.SendAsync(new HttpMethod(method), path);
        Assert.Equal(status, reply.Status);
        Assert.Equal(status == 410 ? "deprecated" : null, (string?)reply.Json["status"]);
        Assert.Equal(status == 410 ? null : status, (int?)reply.Json["code"]);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task Everything_moves_below_the_route_prefix()
    {
        var options = new ServeOptions { Web = new WebOptions { RoutePrefix = "/foo" } };
        await using RunningServer server = await RunningServer.StartAsync(Config, options);
        Assert.EndsWith("/foo/", server.Root.ToString(), StringComparison.Ordinal);
        await server.PushAsync(Alerts);
        Assert.Equal(5, Names((await server.GetAsync("api/v2/alerts")).Json).Count());
        Assert.Equal(404, (await server.GetAsync("/api/v2/alerts")).Status);
        Reply unknown = await server.GetAsync("api/v2/x");
        Assert.Equal("path /api/v2/x was not found", (string)unknown.Json["message"]!);
    }

    private static IEnumerable<string> Names(JsonNode alerts) =>
        alerts.AsArray().Select(alert => (string)alert!["labels"]!["alertname"]!);

    private static async Task<string> GroupsAsync(RunningServer server, string query)
    {
        JsonNode groups = (await server.GetAsync("api/v2/alerts/groups" + query)).Json;
        return string.Join(' ', groups.AsArray().Select(group => string.Join(',', Names(group!["alerts"]!))
            + ">" + (string)group!["receiver"]!["name"]!
            + (group["alerts"]![0]!["status"]!["mutedBy"]!.AsArray().Count > 0 ? "!" : "")));
    }
}
