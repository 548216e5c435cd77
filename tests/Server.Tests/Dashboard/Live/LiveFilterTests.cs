using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Dashboard.Live;

/// <summary>The filter's language, asked of a whole server: which alerts each condition lets through.</summary>
public sealed class LiveFilterTests : IAsyncLifetime
{
    private const string Config = """
        route:
          receiver: ops
          routes:
          - {receiver: web, matchers: [team="web"]}
          - {receiver: night, matchers: [host="n"], mute_time_intervals: [always]}
        inhibit_rules:
        - {source_matchers: [severity="critical"], target_matchers: [severity="warning"], equal: [host]}
        receivers: [{name: ops}, {name: web}, {name: night}]
        time_intervals: [{name: always, time_intervals: [{months: ["1:12"]}]}]
        """;

    private static readonly string CauseOfB =
        LabelSet.Of(("alertname", "A"), ("host", "a"), ("severity", "critical")).Fingerprint.ToString();

    private RunningServer _server = null!;
    private string _silence = "";

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(Config);
        await _server.PushAsync("""
            [{"labels":{"alertname":"A","host":"a","severity":"critical"},"annotations":{"summary":"All is lost"},
              "startsAt":"2025-12-31T20:00:00Z"},
             {"labels":{"alertname":"B","host":"a","severity":"warning"},"startsAt":"2025-12-31T23:59:00Z"},
             {"labels":{"alertname":"C","team":"web","path":"a\"b"},"startsAt":"2025-12-31T23:59:00Z"},
             {"labels":{"alertname":"D","host":"n"},"startsAt":"2025-12-31T23:59:00Z"},
             {"labels":{"alertname":"E","host":"s"},"startsAt":"2025-12-31T23:59:00Z"}]
            """);
        Reply made = await _server.PostAsync("api/v2/silences", """
            {"matchers":[{"name":"host","value":"s","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z",
             "endsAt":"2026-01-01T09:00:00Z","createdBy":"ann","comment":"c"}
            """);
        _silence = (string)made.Json["silenceID"]!;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("@state=active", "A C")]
    [InlineData("@state=suppressed", "B D E")]
    [InlineData("@state!=active", "B D E")]
    [InlineData("@state=~\"silenced|muted\"", "D E")]
    [InlineData("@state=inhibited", "B")]
    [InlineData("@receiver=web", "C")]
    [InlineData("@receiver!~\"w.*|n.*\"", "A B E")]
    [InlineData("@team=web", "C")]
    [InlineData("@team=\"\"", "A B D E")]
    [InlineData("@age>1h", "A")]
    [InlineData("@age <= 1h", "B C D E")]
    [InlineData("@silenced_by={silence}", "E")]
    [InlineData("@silenced_by!=\"\"", "E")]
    [InlineData("@inhibited_by={cause}", "B")]
    [InlineData("@inhibited_by=\"\"", "A C D E")]
    [InlineData("@fingerprint={cause}", "A")]
    [InlineData("host=a", "A B")]
    [InlineData("host=~\"[as]\"", "A B E")]
    [InlineData("path=\"a\\\"b\"", "C")]
    [InlineData("LOST", "A")]
    public async Task A_condition_lets_its_alerts_through(string condition, string expected)
    {
        string asked = condition.Replace("{silence}", _silence, StringComparison.Ordinal)
            .Replace("{cause}", CauseOfB, StringComparison.Ordinal);
        IEnumerable<string> names = (await ValuesAsync("alertname", asked)).Select(value => (string)value!["value"]!);
        Assert.Equal(expected, string.Join(' ', names.Order()));
    }

    [Theory]
    [InlineData("@nobody=1", "there is no @nobody; there are @state")]
    [InlineData("@age=1h", "@age is compared with")]
    [InlineData("@age>soon", "@age")]
    [InlineData("@state>active", "is compared with =")]
    [InlineData("@team=~\"(\"", "@team")]
    public async Task What_is_wrong_with_a_condition_is_told(string condition, string expected)
    {
        Reply reply = await _server.GetAsync($"api/v2/stream/labels?filter={Uri.EscapeDataString(condition)}");
        Assert.Equal(400, reply.Status);
        Assert.Contains(expected, reply.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fingerprint_is_completed_by_what_its_alert_is_called()
    {
        JsonNode value = Assert.Single(await ValuesAsync("@inhibited_by", "", "&contains=all+is"))!;
        Assert.Equal((CauseOfB, "A All is lost"), ((string)value["value"]!, (string)value["note"]!));
        Assert.Empty(await ValuesAsync("@inhibited_by", "", "&contains=other"));
        Assert.Equal(5, (await ValuesAsync("@fingerprint", "")).Count);
    }

    private async Task<JsonArray> ValuesAsync(string name, string filter, string more = "")
    {
        Reply reply = await _server.GetAsync($"api/v2/stream/values?name={name}&filter={Uri.EscapeDataString(filter)}{more}");
        Assert.True(reply.Status == 200, reply.ToString());
        return reply.Json["values"]!.AsArray();
    }
}
