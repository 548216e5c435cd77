using System.Text.Json.Nodes;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Dashboard;

/// <summary>GET /api/v2/routes.</summary>
public sealed class RoutesTests
{
    private const string Config = """
        route:
          receiver: ops
          group_by: [alertname]
          routes:
          - receiver: db
            matchers: [team="db"]
            group_by: [...]
            repeat_interval: 90m
            mute_time_intervals: [always]
            routes:
            - receiver: pager
              matchers: [severity="critical"]
          - receiver: web
            matchers: [team=~"web|shop", host!=""]
            active_time_intervals: [never]
          - receiver: copy
            matchers: [team="db"]
        receivers: [{name: ops}, {name: db}, {name: pager}, {name: web}, {name: copy, webhook_configs: [{url: "{sink}"}]}]
        time_intervals:
        - {name: always, time_intervals: [{months: ["1:12"]}]}
        - {name: never, time_intervals: [{years: ["1999"]}]}
        """;

    [Fact]
    public async Task The_tree_is_told_with_what_is_inherited_and_what_is_live_on_each_route()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""
            [{"labels":{"alertname":"A","team":"db"}},{"labels":{"alertname":"B","team":"db"}},
             {"labels":{"alertname":"A","host":"1"}},{"labels":{"alertname":"A","host":"2"}}]
            """);
        JsonNode answer = (await server.GetAsync("api/v2/routes")).Json;
        JsonNode root = answer["root"]!;
        Assert.Null(answer["labels"]);
        Assert.Equal("ops 1 2 2 [\"alertname\"] 4h False", Told(root));
        Assert.Equal("db 2 2 0 [\"...\"] 1h30m True", Told(root["routes"]![0]!));
        Assert.Equal("pager 0 0 0 [\"...\"] 1h30m False", Told(root["routes"]![0]!["routes"]![0]!));
        Assert.Equal("web 0 0 0 [\"alertname\"] 4h True", Told(root["routes"]![1]!));
        Assert.Equal("""["team=~\"web|shop\"","host!=\"\""]""", Sorted(root["routes"]![1]!["matchers"]!));
        Assert.Equal("""{"name":"copy","integrations":["webhook[0]"]}""", answer["receivers"]![4]!.ToJsonString());
    }

    [Fact]
    public async Task A_label_set_is_followed_down_the_tree_with_the_matchers_that_did_not_match()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        JsonNode root = (await server.GetAsync("api/v2/routes?label=team%3Ddb&label=severity%3D%22critical%22")).Json["root"]!;
        Assert.Equal(
            ["ops passedDown", "db passedDown", "pager landed", "web notTried", "copy notTried"], Verdicts(root));
        root = (await server.GetAsync("api/v2/routes?label=team%3Dweb")).Json["root"]!;
        Assert.Equal(
            ["ops landed", "db notMatched team=\"db\"", "pager notTried", "web notMatched host!=\"\"", "copy notMatched team=\"db\""],
            Verdicts(root));
    }

    [Theory]
    [InlineData("team!%3Ddb", "name=value")]
    [InlineData("team%3Da&label=team%3Db", "given twice")]
    [InlineData("%3D", "")]
    public async Task What_is_no_label_is_refused(string label, string said)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.GetAsync($"api/v2/routes?label={label}");
        Assert.Equal(400, reply.Status);
        Assert.Contains(said, reply.Body, StringComparison.Ordinal);
    }

    private static string Told(JsonNode node) =>
        $"{node["receiver"]} {node["groups"]} {node["alerts"]} {node["active"]} {node["groupBy"]!.ToJsonString()} "
        + $"{node["repeatInterval"]} {(bool)node["isMuted"]!}";

    private static string Sorted(JsonNode matchers) => new JsonArray(
        [.. matchers.AsArray().Select(one => (string)one!).OrderDescending(StringComparer.Ordinal).Select(one => (JsonNode)one)])
        .ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    private static IEnumerable<string> Verdicts(JsonNode node) =>
    [
        $"{node["receiver"]} {node["verdict"]} {string.Join(' ', node["failedMatchers"]!.AsArray().Select(one => (string)one!))}".TrimEnd(),
        .. node["routes"]!.AsArray().SelectMany(child => Verdicts(child!)),
    ];
}
