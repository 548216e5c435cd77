using System.Text.Json.Nodes;
using Tocsin.Conformance.Queries;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Rules.State;

/// <summary>What is asked about rules and alerts, with every parameter, right and wrong: both must answer alike.</summary>
public sealed class RuleShapeDuels
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private static readonly string[] Requests =
    [
        "", "type=alert", "type=record", "type=ALERT", "type=", "type=bogus", "type=alert&type=record",
        "rule_name[]=Quick", "rule_name[]=Quick&rule_name[]=Kept", "rule_name[]=none", "rule_name[]=", "rule_name=Quick",
        "rule_group[]=waits", "rule_group[]=waits&rule_group[]=odd", "rule_group[]=none", "rule_group[]=",
        "file[]={rules}/times.yml", "file[]={rules}/times.yml&rule_group[]=waits&rule_name[]=Never", "file[]=times.yml", "file[]=",
        "match[]={kind=\"rule\"}", "match[]={kind=\"rule\"}&match[]={kind=\"total\"}", "match[]={kind=~\"r.*\",team=\"group\"}",
        "match[]={kind!=\"\"}", "match[]={nothing=\"\",kind=\"k\"}", "match[]={", "match[]=", "match[]={}", "match[]=up",
        "match[]={kind=\"rule\"}[5m]", "match[]=1", "type=record&match[]={kind=\"rule\"}", "match[]={team=~\"{{.*\"}",
        "exclude_alerts=true", "exclude_alerts=1", "exclude_alerts=t", "exclude_alerts=TRUE", "exclude_alerts=yes", "exclude_alerts=",
        "exclude_alerts=tRue", "exclude_alerts=true&type=alert",
        "group_limit=1", "group_limit=3", "group_limit=100", "group_limit=0", "group_limit=-1", "group_limit=x", "group_limit=1.5",
        "group_limit=99999999999999999999", "group_limit=%2B2", "group_limit= 2",
        "group_next_token=abc", "group_limit=2&group_next_token=abc",
        "group_limit=&group_next_token=", "group_limit=2&type=record", "group_limit=2&rule_group[]=waits", "bogus=1",
    ];

    [Fact]
    public async Task Every_request_about_rules_is_answered_as_the_real_Prometheus_answers_it()
    {
        await using RulePair pair = await StartAsync();
        List<string> faults = [];
        foreach (string request in Requests)
        {
            await CompareAsync(pair, request, faults);
        }

        Assert.True(faults.Count == 0, $"{faults.Count} of {Requests.Length} differ:\n{string.Join('\n', faults)}");
    }

    [Fact]
    public async Task Pages_of_groups_begin_where_the_page_before_ended()
    {
        await using RulePair pair = await StartAsync();
        List<string> faults = [];
        string token = "";
        int pages = 0;
        do
        {
            string request = $"group_limit=3{(token.Length > 0 ? $"&group_next_token={token}" : "")}";
            await CompareAsync(pair, request, faults);
            Answer page = await AskAsync(pair.Tocsin, request);
            token = (string?)JsonNode.Parse(page.Body)!["data"]!["groupNextToken"] ?? "";
            pages++;
        }
        while (token.Length > 0);

        Assert.True(faults.Count == 0, string.Join('\n', faults));
        Assert.Equal(4, pages);
    }

    [Theory]
    [InlineData("GET", "api/v1/alerts")]
    [InlineData("GET", "api/v1/alerts?match[]=bogus")]
    [InlineData("POST", "api/v1/rules")]
    public async Task Alerts_are_listed_as_the_real_Prometheus_lists_them(string method, string path)
    {
        await using RulePair pair = await StartAsync();
        Answer wanted = await pair.Prometheus.Client.SendAsync(method, path);
        Answer got = await pair.Tocsin.Client.SendAsync(method, path);
        Assert.Equal(Told(wanted), Told(got));
    }

    [Fact]
    public async Task Alertmanagers_are_listed_as_the_real_Prometheus_lists_them()
    {
        await using RulePair pair = await StartAsync();
        string[] lists = [.. await Task.WhenAll(pair.Both.Select(async server =>
            (await server.Client.GetAsync("api/v1/alertmanagers")).Body))];
        Assert.Equal(
            lists[0].Replace(pair.ToldByPrometheus.Url, "am", StringComparison.Ordinal),
            lists[1].Replace(pair.ToldByTocsin.Url, "am", StringComparison.Ordinal));
    }

    // A machine that keeps one of them from an evaluation proves nothing: then both begin again.
    private static async Task<RulePair> StartAsync()
    {
        for (int play = 1; ; play++)
        {
            RulePair pair = await PlayAsync();
            long[][] begun = await Task.WhenAll(pair.Both.Select(async server => (await AlertsAsync(server))
                .Select(alert => RuleSightings.Ms(alert["activeAt"]!)).Order().ToArray()));
            if (begun[0].SequenceEqual(begun[1]) || play == Hiccups.MostPlays)
            {
                return pair;
            }

            await pair.DisposeAsync();
        }
    }

    // Samples that stay as they are, until all alerts that they give fire.
    private static async Task<RulePair> PlayAsync()
    {
        RuleStory story = RuleStory.Read("states") with { Series = ["probe{job=\"api\",instance=\"a\"} 0", "load{job=\"api\"} 3"] };
        RulePair pair = await RulePair.StartAsync(story);
        long startMs = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000 * 1000) + 3000;
        foreach (SeriesServer server in pair.Both)
        {
            (await server.Client.WriteAsync(story.Body(startMs))).Expect(System.Net.HttpStatusCode.NoContent);
        }

        foreach (SeriesServer server in pair.Both)
        {
            await RealTime.PollAsync(
                async () =>
                {
                    JsonNode[] alerts = await AlertsAsync(server);
                    return alerts.Length > 15 && alerts.All(alert => (string)alert["state"]! == "firing");
                },
                Deadline,
                "all alerts to fire");
        }

        return pair;
    }

    private static async Task<JsonNode[]> AlertsAsync(SeriesServer server) =>
        [.. JsonNode.Parse((await server.Client.GetAsync("api/v1/alerts")).Body)!["data"]!["alerts"]!.AsArray().Select(alert => alert!)];

    private static async Task CompareAsync(RulePair pair, string request, List<string> faults)
    {
        string text = request.Replace("{rules}", pair.Rules, StringComparison.Ordinal);
        string wanted = Told(await AskAsync(pair.Prometheus, text));
        string got = Told(await AskAsync(pair.Tocsin, text));
        if (wanted != got && DeliberateStates.Reason($"request {request}", wanted, got) is null)
        {
            int at = wanted.Zip(got).TakeWhile(pair => pair.First == pair.Second).Count();
            int from = Math.Max(0, at - 60);
            faults.Add($"{request}\n  prometheus {Cut(wanted, from)}\n  tocsin     {Cut(got, from)}");
        }
    }

    private static string Cut(string text, int from) =>
        text.Substring(Math.Min(from, text.Length), Math.Min(240, Math.Max(0, text.Length - from)));

    private static Task<Answer> AskAsync(SeriesServer server, string parameters) => server.Client.GetAsync(
        "api/v1/rules?" + string.Join('&', parameters.Split('&').Select(pair => pair.Split('=', 2))
            .Select(pair => pair.Length < 2 ? pair[0] : $"{pair[0]}={Uri.EscapeDataString(Uri.UnescapeDataString(pair[1]))}")));

    private static string Told(Answer answer)
    {
        string head = $"{(int)answer.Status} [{answer.ContentType}] ";
        try
        {
            return head + DeliberateDifferences.Common(RuleSightings.Canonical(JsonNode.Parse(answer.Body)));
        }
        catch (System.Text.Json.JsonException)
        {
            return head + answer.Body.Trim();
        }
    }
}
