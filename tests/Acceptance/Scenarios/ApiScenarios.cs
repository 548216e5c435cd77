using System.Net;
using System.Text.Json.Nodes;
using Tocsin.Acceptance.Harness;
using Tocsin.TestKit.BlackBox;
using static Tocsin.Acceptance.Harness.TestAlert;

namespace Tocsin.Acceptance.Scenarios;

public sealed class ApiScenarios
{
    private const string Config = """
        route:
          receiver: default
          group_by: []
          group_wait: 1s
          group_interval: 10m
          repeat_interval: 10m
        inhibit_rules:
        - source_matchers: [severity="critical"]
          target_matchers: [severity="warning"]
          equal: [alertname]
        receivers:
        - name: default
        """;

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Label_values_of_any_script_round_trip_in_classic_mode(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config, Flags = ["--enable-feature", "classic-mode"] };
        await scenario.StartAsync();
        await scenario.Client.PushAsync([Alert("alert", "bar", "barΣ", "foo", "🙂").ToPost(scenario.Zero)]);
        JsonNode alerts = await scenario.Client.GetAsync("api/v2/alerts");
        JsonNode labels = Assert.Single(alerts.AsArray())!["labels"]!;
        Assert.Equal("barΣ", (string?)labels["bar"]);
        Assert.Equal("🙂", (string?)labels["foo"]);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task The_status_of_an_alert_is_current_between_flushes(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        await scenario.StartAsync();
        await scenario.Client.PushAsync([Alert("alert", "severity", "warning").ToPost(scenario.Zero)]);
        await ExpectAsync(scenario, "warning", "active", silencedBy: [], inhibitedBy: []);

        TestSilence silence = new TestSilence(-1, 100).Match("severity", "warning");
        silence.Id = await scenario.Client.SilenceAsync(silence.ToPost(scenario.Zero));
        await ExpectAsync(scenario, "warning", "suppressed", [silence.Id], inhibitedBy: []);

        await scenario.Client.PushAsync([Alert("alert", "severity", "critical").ToPost(scenario.Zero)]);
        string source = await ExpectAsync(scenario, "critical", "active", silencedBy: [], inhibitedBy: []);
        await ExpectAsync(scenario, "warning", "suppressed", [silence.Id], [source]);

        await scenario.Client.ExpireAsync(silence.Id);
        await ExpectAsync(scenario, "warning", "suppressed", silencedBy: [], [source]);

        await scenario.Client.PushAsync([Alert("alert", "severity", "critical").Active(-10, -1).ToPost(scenario.Zero)]);
        await ExpectAsync(scenario, "warning", "active", silencedBy: [], inhibitedBy: []);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task Several_filters_must_all_match(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config };
        await scenario.StartAsync();
        await scenario.Client.PushAsync([
            Alert("test1", "severity", "warning").ToPost(scenario.Zero),
            Alert("test2", "severity", "warning").ToPost(scenario.Zero),
            Alert("test1", "severity", "page").ToPost(scenario.Zero)]);
        JsonNode found = await scenario.Client.GetAsync("api/v2/alerts?filter=alertname%3D%22test1%22&filter=severity%3D%22warning%22");
        JsonNode labels = Assert.Single(found.AsArray())!["labels"]!;
        Assert.Equal("test1", (string?)labels["alertname"]);
        Assert.Equal("warning", (string?)labels["severity"]);
    }

    [Theory]
    [MemberData(nameof(Subjects.All), MemberType = typeof(Subjects))]
    public async Task The_api_lives_below_the_route_prefix(Subject subject)
    {
        await using var scenario = new Scenario(subject) { Config = Config, RoutePrefix = "/foo" };
        await scenario.StartAsync();
        await scenario.Client.PushAsync([Alert("test1").ToPost(scenario.Zero)]);
        Assert.Single((await scenario.Client.GetAsync("api/v2/alerts")).AsArray());
        Answer outside = await scenario.Client.SendAsync(HttpMethod.Get, "/api/v2/alerts");
        Assert.Equal(HttpStatusCode.NotFound, outside.Status);
    }

    private static async Task<string> ExpectAsync(
        Scenario scenario,
        string severity,
        string state,
        string[] silencedBy,
        string[] inhibitedBy)
    {
        JsonNode found = await scenario.Client.GetAsync($"api/v2/alerts?filter=severity%3D%22{severity}%22");
        JsonNode alert = Assert.Single(found.AsArray())!;
        JsonNode status = alert["status"]!;
        Assert.Equal(state, (string?)status["state"]);
        Assert.Equal(silencedBy, status["silencedBy"]!.AsArray().Select(id => (string)id!));
        Assert.Equal(inhibitedBy, status["inhibitedBy"]!.AsArray().Select(id => (string)id!));
        Assert.Empty(status["mutedBy"]!.AsArray());
        return (string)alert["fingerprint"]!;
    }
}
