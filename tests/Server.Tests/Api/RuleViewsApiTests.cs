using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Tests.Api;

/// <summary>What <c>/api/v1/rules</c> tells beyond Prometheus.</summary>
[Collection(CountedAlone.Name)]
public sealed class RuleViewsApiTests : IAsyncLifetime
{
    private const string Quiet = "route: {receiver: quiet}\nreceivers: [{name: quiet}]\n";

    private const string Group = """
        name: g
        interval: 30s
        eval_delay: 1s
        timeout: 5s
        retries: 1
        no_data: alert
        rules:
        - {record: r, expr: vector(7)}
        - {alert: High, expr: r > 5, on_error: keep, resolve_expr: r < 3}
        - {alert: Blind, expr: gone > 5}
        """;

    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await RunningServer.StartAsync(Quiet, new ServeOptions { Series = new SeriesOptions() });
        await _server.SendAsync(HttpMethod.Post, "api/v1/rules/team", new StringContent(Group, Encoding.UTF8, "application/yaml"));

        // To the delayed first instant and no further: the clock must not jump while a rule is evaluated, or the rule seems to
        // have taken so long that it gives way to the others.
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Policies_and_the_last_evaluations_are_shown()
    {
        JsonNode group = await GroupAsync("runs=true", rules => rules.All(HasRun));
        Assert.Equal((1, 5, 1), ((double?)group["evalDelay"], (double?)group["timeout"], (int?)group["retries"]));
        JsonArray rules = group["rules"]!.AsArray();
        Assert.Null(rules[0]!["noDataPolicy"]);
        Assert.Equal(("alert", "keep", "r < 3"), (
            (string?)rules[1]!["noDataPolicy"], (string?)rules[1]!["onErrorPolicy"], (string?)rules[1]!["resolveQuery"]));
        JsonNode run = rules[1]!["runs"]!.AsArray()[^1]!;
        Assert.Equal((1, 1, 1, "7"), (
            (int?)run["samples"], (int?)run["series"], (int?)run["attempts"], (string?)run["values"]![0]));

        JsonNode blind = rules[2]!;
        Assert.True((bool?)blind["hasNoData"]);
        JsonNode alert = Assert.Single(blind["alerts"]!.AsArray())!;
        Assert.Equal(("noData", "Blind"), ((string?)alert["cause"], (string?)alert["labels"]!["rulename"]));
        string history = (await _server.GetAsync("api/v2/history?kind=rules")).Body;
        Assert.Contains("There are no data to ask the condition of alert Blind{} in team;g of", history, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_that_look_for_what_is_not_there_are_named_with_their_selectors()
    {
        JsonNode group = await GroupAsync(
            "never_matched=true", rules => rules.Count == 1 && (bool?)rules[0]!["hasNoData"] == true);
        JsonNode rule = Assert.Single(group["rules"]!.AsArray())!;
        Assert.Equal(("Blind", "gone"), ((string?)rule["name"], (string?)Assert.Single(rule["unmatchedSelectors"]!.AsArray())));

        string metrics = (await _server.GetAsync("metrics")).Body;
        Assert.Contains("tocsin_rules_never_matched{rule_group=\"team;g\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("tocsin_rules_without_data{rule_group=\"team;g\"} 1\n", metrics, StringComparison.Ordinal);
    }

    /// <summary>That the last rule ran says nothing of the others.</summary>
    private static bool HasRun(JsonNode? rule) => rule!["runs"] is JsonArray { Count: > 0 };

    private async Task<JsonNode> GroupAsync(string query, Func<JsonArray, bool> isReady)
    {
        JsonNode? group = null;
        await _server.UntilAsync(
            "api/v1/rules?" + query,
            all =>
            {
                JsonArray groups = all["data"]!["groups"]!.AsArray();
                group = groups.Count == 0 ? null : groups[0];
                return group is not null && isReady(group["rules"]!.AsArray());
            },
            "an evaluation");
        return group!;
    }
}
