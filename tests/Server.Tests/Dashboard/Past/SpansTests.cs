using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Dashboard.Past;

/// <summary>GET /api/v2/alerts/spans.</summary>
public sealed class SpansTests
{
    private const string Config = "{route: {receiver: a, group_wait: 1s}, receivers: [{name: a}]}";

    // The server's clock begins at 2026-01-01T00:00:00Z.
    private const long Began = 1_767_225_600_000;
    private static readonly string A = FingerprintOf("A");
    private static readonly string B = FingerprintOf("B");

    [Fact]
    public async Task Firings_are_told_of_many_alerts_at_once_and_go_on_as_the_journal_does()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await FireAsync(server, "A", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z");
        await FireAsync(server, "C", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z");
        JsonNode answer = await AskAsync(server, A, B);
        Assert.Equal(Began - (24 * 3_600_000), (long)answer["since"]!);
        Assert.Equal($$"""{"{{A}}":[[{{Began}},null]]}""", answer["alerts"]!.ToJsonString());

        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await FireAsync(server, "A", "2026-01-01T00:00:00Z", "2026-01-01T00:00:30Z");
        await FireAsync(server, "B", "2025-12-01T00:00:00Z", "2026-01-01T12:00:00Z");
        answer = await AskAsync(server, A, B);
        Assert.Equal($"[[{Began},{Began + 30_000}]]", answer["alerts"]![A]!.ToJsonString());
        Assert.Equal($"[[{Began - (24 * 3_600_000)},null]]", answer["alerts"]![B]!.ToJsonString());
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await FireAsync(server, "A", "2026-01-01T00:00:00Z", "2026-01-01T12:00:00Z");
        await server.RestartAsync();
        Assert.Equal($"[[{Began},null]]", (await AskAsync(server, A))["alerts"]![A]!.ToJsonString());
    }

    [Fact]
    public async Task What_is_no_fingerprint_and_too_many_of_them_are_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Assert.Equal(400, (await server.GetAsync("api/v2/alerts/spans")).Status);
        Assert.Contains("not 16 hexadecimal", (await server.GetAsync("api/v2/alerts/spans?fingerprint=x")).Body, StringComparison.Ordinal);
        string many = string.Join('&', Enumerable.Range(0, 201).Select(i => $"fingerprint={i:x16}"));
        Assert.Equal(400, (await server.GetAsync("api/v2/alerts/spans?" + many)).Status);
        Assert.Equal(405, (await server.PostAsync("api/v2/alerts/spans", "")).Status);
    }

    private static string FingerprintOf(string name) => LabelSet.Of(("alertname", name)).Fingerprint.ToString();

    private static Task FireAsync(RunningServer server, string name, string from, string to) => server.PushAsync(
        $$"""[{"labels":{"alertname":"{{name}}"},"startsAt":"{{from}}","endsAt":"{{to}}"}]""");

    private static async Task<JsonNode> AskAsync(RunningServer server, params string[] alerts)
    {
        Reply reply = await server.GetAsync("api/v2/alerts/spans?" + string.Join('&', alerts.Select(alert => $"fingerprint={alert}")));
        Assert.True(reply.Status == 200, reply.ToString());
        return reply.Json;
    }
}
