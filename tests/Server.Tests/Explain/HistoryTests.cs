using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Explain;

/// <summary>GET /api/v2/history: the past by kind, matcher, subject and time, a page at a time.</summary>
public sealed class HistoryTests
{
    private const string Config = """
        route: {receiver: team, group_by: [alertname], group_wait: 30s}
        receivers:
        - name: team
          webhook_configs: [{url: '{sink}'}]
        """;

    [Fact]
    public async Task Each_kind_tells_its_own_events()
    {
        await using RunningServer server = await LivedAsync();
        Assert.Equal(Enumerable.Repeat("alertReceived", 4), await EventsAsync(server, "kind=alerts"));
        Assert.Equal(["silenceChanged", "silenceChanged"], await EventsAsync(server, "kind=silences"));
        Assert.Equal(
            ["notificationLogged", "attemptFinished", "notificationDecided"],
            await EventsAsync(server, "kind=notifications&filter=alertname%3D%22One%22&to=2026-01-01T00:05:00Z"));
        string[] sent = await EventsAsync(server, "kind=notifications&receiver=team&to=2026-01-01T00:05:00Z");
        Assert.Equal(
            "attemptFinished 2, notificationDecided 2, notificationLogged 2",
            string.Join(", ", sent.CountBy(what => what).OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}")));
        Assert.Contains("serverStarted", await EventsAsync(server, "kind=server"));
        Assert.Contains("groupFlushed", await EventsAsync(server, "kind=groups"));
        string[] both = await EventsAsync(server, "kind=alerts&kind=silences");
        Assert.Equal(6, both.Length);
        Assert.Equal(400, (await server.GetAsync("api/v2/history?kind=everything")).Status);
    }

    [Fact]
    public async Task Matchers_are_compared_with_labels_and_with_the_matchers_of_silences()
    {
        await using RunningServer server = await LivedAsync();
        Assert.Equal(2, (await EventsAsync(server, "kind=alerts&filter=alertname%3D%22One%22")).Length);
        Assert.Single(await EventsAsync(server, "kind=alerts&filter=alertname%3D~%22T.*%22&filter=host%3D%22b%22"));
        Assert.Equal(2, (await EventsAsync(server, "kind=silences&filter=alertname%3D%22One%22")).Length);
        Assert.Empty(await EventsAsync(server, "kind=silences&filter=alertname%3D%22Two%22"));
        string fingerprint = LabelSet.Of(("alertname", "Two"), ("host", "a")).Fingerprint.ToString();
        Assert.Single(await EventsAsync(server, $"kind=alerts&fingerprint={fingerprint}"));
        Assert.Empty(await EventsAsync(server, "receiver=nobody"));
    }

    [Fact]
    public async Task The_first_instant_is_included_and_the_last_is_not()
    {
        await using RunningServer server = await LivedAsync();
        Assert.Equal(3, (await EventsAsync(server, "kind=alerts&to=2026-01-01T00:10:00Z")).Length);
        Assert.Single(await EventsAsync(server, "kind=alerts&from=2026-01-01T00:10:00Z"));
        Assert.Empty(await EventsAsync(server, "kind=alerts&from=2026-01-01T00:10:00.001Z"));
        Assert.Equal(400, (await server.GetAsync("api/v2/history?from=yesterday")).Status);
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Pages_together_are_the_whole(string order)
    {
        await using RunningServer server = await LivedAsync();
        // What is at the last instant may still be on its way.
        string asked = $"api/v2/history?to=2026-01-01T00:09:00Z&order={order}";
        JsonArray whole = (await server.GetAsync(asked)).Json["events"]!.AsArray();
        var pages = new List<string>();
        string? next = "";
        while (next is not null)
        {
            string after = next.Length == 0 ? "" : $"&after={next}";
            JsonNode page = (await server.GetAsync($"{asked}&limit=2{after}")).Json;
            pages.AddRange(page["events"]!.AsArray().Select(line => line!.ToJsonString()));
            next = (string?)page["next"];
        }

        Assert.True(whole.Count > 8, whole.ToJsonString());
        Assert.Equal(whole.Select(line => line!.ToJsonString()), pages);
    }

    [Fact]
    public async Task History_outlives_a_restart()
    {
        await using RunningServer server = await LivedAsync();
        string before = (await server.GetAsync("api/v2/history?kind=alerts&kind=notifications&kind=silences")).Body;
        await server.RestartAsync();
        Assert.Equal(before, (await server.GetAsync("api/v2/history?kind=alerts&kind=notifications&kind=silences")).Body);
        Assert.Equal("serverStopped", (await EventsAsync(server, "kind=server&order=asc"))[2]);
    }

    // One fires and is told, two alerts of Two come at the same time; later a silence comes and goes, and One ends.
    private static async Task<RunningServer> LivedAsync()
    {
        RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""
            [{"labels":{"alertname":"One"},"endsAt":"2026-01-02T00:00:00Z"},
             {"labels":{"alertname":"Two","host":"a"},"endsAt":"2026-01-02T00:00:00Z"},
             {"labels":{"alertname":"Two","host":"b"},"endsAt":"2026-01-02T00:00:00Z"}]
            """);
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        await server.UntilAsync(
            "api/v2/history?kind=notifications",
            page => page["events"]!.AsArray().Count(line => (string)line!["event"]! == "notificationLogged") == 2,
            "both messages");
        Reply made = await server.PostAsync("api/v2/silences", """
            {"matchers":[{"name":"alertname","value":"One","isRegex":false}],"startsAt":"2026-01-01T00:00:30Z",
             "endsAt":"2026-01-01T01:00:00Z","createdBy":"me","comment":"c"}
            """);
        await server.SendAsync(HttpMethod.Delete, $"api/v2/silence/{(string)made.Json["silenceID"]!}");
        server.Clock.Advance(TimeSpan.FromMinutes(9.5));
        await server.PushAsync("""[{"labels":{"alertname":"One"},"endsAt":"2026-01-01T00:10:00Z"}]""");
        return server;
    }

    private static async Task<string[]> EventsAsync(RunningServer server, string query)
    {
        JsonNode page = (await server.GetAsync("api/v2/history?" + query)).Json;
        return [.. page["events"]!.AsArray().Select(line => (string)line!["event"]!)];
    }
}
