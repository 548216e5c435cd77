using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Server.Hosting;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Dashboard;

/// <summary>GET /api/v2/alerts/{fingerprint}/rule, and what explain tells of silences.</summary>
[Collection(CountedAlone.Name)]
public sealed class AlertRuleTests
{
    private const string Config = "{route: {receiver: a}, receivers: [{name: a}]}";
    private const string Settings = """
        rules: {watch_self: false}
        dashboard: {trace_url: 'https://tempo.example/trace/{{trace_id}}'}
        """;

    private const string Group = """
        name: g
        interval: 30s
        rules:
        - {alert: High, expr: vector(7) > 5, keep_firing_for: 90s, labels: {severity: page}}
        """;

    [Fact]
    public async Task An_alert_of_a_rule_is_told_with_its_rule_and_what_to_ask()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config, new ServeOptions { Series = new() }, Settings);
        await server.SendAsync(HttpMethod.Post, "api/v1/rules/team", new StringContent(Group, Encoding.UTF8, "application/yaml"));
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        await server.UntilAsync("api/v2/alerts", alerts => alerts.AsArray().Count == 1, "the alert");
        JsonNode answer = (await server.GetAsync(PathOf(("alertname", "High"), ("severity", "page")))).Json;
        Assert.Equal("https://tempo.example/trace/{{trace_id}}", (string?)answer["traceUrl"]);
        Assert.Equal(
            """{"name":"High","group":"g","file":"team","query":"vector(7) \u003E 5","resolveQuery":"","duration":"""
            + """0,"keepFiringFor":90,"interval":30,"backend":"own"}""",
            answer["rule"]!.ToJsonString());
        Assert.Equal(
            """{"query":"vector(7)","op":"\u003E","threshold":5,"thresholdQuery":"","labels":{}}""", answer["condition"]!.ToJsonString());
    }

    [Fact]
    public async Task An_alert_from_elsewhere_has_no_rule_and_one_that_never_came_is_not_found()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"A"},"generatorURL":"http://prom/graph?g0.expr=up"}]""");
        Assert.Equal("""{"traceUrl":"","rule":null,"condition":null}""", (await server.GetAsync(PathOf(("alertname", "A")))).Body.Trim());
        Assert.Equal(404, (await server.GetAsync(PathOf(("alertname", "B")))).Status);
        Assert.Equal(400, (await server.GetAsync("api/v2/alerts/xyz/rule")).Status);
    }

    [Fact]
    public async Task Explain_names_the_silences_that_mute_it_and_those_that_will()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"A"}}]""");
        await SilenceAsync(server, "A", "2026-01-01T00:00:00Z");
        await SilenceAsync(server, "A", "2026-01-01T05:00:00Z");
        await SilenceAsync(server, "B", "2026-01-01T00:00:00Z");
        JsonNode answer = (await server.GetAsync(PathOf(("alertname", "A")).Replace("/rule", "/explain", StringComparison.Ordinal))).Json;
        Assert.Equal(["active", "pending"], answer["silences"]!.AsArray().Select(one => (string)one!["status"]!["state"]!));
    }

    private static string PathOf(params (string, string)[] labels) => $"api/v2/alerts/{LabelSet.Of(labels).Fingerprint}/rule";

    private static async Task SilenceAsync(RunningServer server, string name, string from)
    {
        Reply reply = await server.PostAsync("api/v2/silences", $$"""
            {"matchers":[{"name":"alertname","value":"{{name}}","isRegex":false}],"startsAt":"{{from}}",
             "endsAt":"2026-01-01T09:00:00Z","createdBy":"ann","comment":"c"}
            """);
        Assert.True(reply.Status == 200, reply.ToString());
    }
}
