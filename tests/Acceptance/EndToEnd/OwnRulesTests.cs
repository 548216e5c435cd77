using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>A fresh server watches itself by its own rules, and none of them has anything to say.</summary>
public sealed class OwnRulesTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task A_fresh_server_evaluates_rules_about_itself_and_they_are_quiet()
    {
        await using SeriesServer tocsin = await StartAsync("series: {retention: 1d}\n");
        JsonNode group = (await GroupsAsync(tocsin)).Single()!;
        Assert.Equal(("tocsin", "tocsin"), ((string)group["file"]!, (string)group["name"]!));
        await RealTime.PollAsync(
            async () => (await GroupsAsync(tocsin)).Single()!["rules"]!.AsArray().All(rule => (string)rule!["health"]! == "ok"),
            Deadline,
            "all rules to be evaluated");
        JsonArray rules = (await GroupsAsync(tocsin)).Single()!["rules"]!.AsArray();
        Assert.All(rules, rule => Assert.Equal("inactive", (string)rule!["state"]!));

        string query = Uri.EscapeDataString("tocsin_storage_free_bytes > 0 and tocsin_storage_free_bytes < tocsin_storage_size_bytes");
        await RealTime.PollAsync(
            async () => (await tocsin.Client.GetAsync("api/v1/query?query=" + query)).Body
                .Contains("\"value\"", StringComparison.Ordinal),
            Deadline,
            "the disk's size as a series");
    }

    [Theory]
    [InlineData("rules: {watch_self: false}\n")]
    [InlineData("series: {scrape_self: false}\n")]
    public async Task They_can_be_left_out(string config)
    {
        await using SeriesServer tocsin = await StartAsync(config);
        Assert.Empty(await GroupsAsync(tocsin));
    }

    private static Task<SeriesServer> StartAsync(string config) =>
        SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin) { Config = config });

    private static async Task<JsonArray> GroupsAsync(SeriesServer tocsin) =>
        JsonNode.Parse((await tocsin.Client.GetAsync("api/v1/rules")).Body)!["data"]!["groups"]!.AsArray();
}
