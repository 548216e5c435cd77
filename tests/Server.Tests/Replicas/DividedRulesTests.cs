using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Rules.Groups;
using Tocsin.Server.Config;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;
using Tocsin.Server.Tests.Api;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Replicas;

public sealed class DividedRulesTests
{
    private const string Self = "http://self.example:9093";
    private const string Quiet = "route: {receiver: quiet}\nreceivers: [{name: quiet}]\n";

    [Fact]
    public async Task Groups_are_divided_among_those_who_live_and_taken_over_from_the_dead()
    {
        int status = StatusCodes.Status200OK;
        await using HttpSink other = await HttpSink.StartAsync((_, http) =>
        {
            http.Response.StatusCode = Volatile.Read(ref status);
            return Task.CompletedTask;
        });
        var replicas = new ReplicasSection { Self = Self, Members = [Self, other.Url], ProbeInterval = TimeSpan.FromSeconds(5) };
        await using RunningServer server = await RunningServer.StartAsync(
            Quiet,
            new ServeOptions { Series = new SeriesOptions(), Rules = new RulesSection { Replicas = replicas } });
        string[] names = [.. Enumerable.Range(0, 12).Select(i => $"g{i}")];
        foreach (string name in names)
        {
            await server.PostAsync("api/v1/rules/n", $"name: {name}\nrules: [{{alert: A, expr: vector(1)}}]\n", "application/yaml");
        }

        string[] ours = [.. names.Where(name => GroupShares.OwnerOf($"n;{name}", [Self, other.Url]) == Self).Order()];
        Assert.InRange(ours.Length, 1, names.Length - 1);
        Assert.Equal(ours, await GroupsAsync(server));

        Volatile.Write(ref status, StatusCodes.Status503ServiceUnavailable);
        await TurnUntilAsync(server, names.Length);
        Volatile.Write(ref status, StatusCodes.Status200OK);
        await TurnUntilAsync(server, ours.Length);
        Assert.Equal(ours, await GroupsAsync(server));
        Assert.Equal("/-/ready", other.Requests.Snapshot()[0].Path);
    }

    private static async Task TurnUntilAsync(RunningServer server, int groups) => await server.UntilAsync(
        "api/v1/rules",
        answer =>
        {
            server.Clock.Advance(TimeSpan.FromSeconds(1));
            return answer["data"]!["groups"]!.AsArray().Count == groups;
        },
        $"{groups} groups");

    private static async Task<string[]> GroupsAsync(RunningServer server)
    {
        JsonNode answer = (await server.GetAsync("api/v1/rules")).Json;
        return [.. answer["data"]!["groups"]!.AsArray().Select(group => (string)group!["name"]!).Order()];
    }
}
