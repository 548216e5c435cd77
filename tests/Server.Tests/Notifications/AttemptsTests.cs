using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Model.Labels;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Notifications;

/// <summary>GET /api/v2/notifications: who was told what, with which answer.</summary>
public sealed class AttemptsTests
{
    private const string Config = """
        route: {receiver: team, group_by: [alertname], group_wait: 30s, group_interval: 5m}
        receivers:
        - name: team
          webhook_configs: [{url: '{sink}/a'}, {url: '{sink}/b'}]
        """;

    private const string DiskFull =
        """[{"labels":{"alertname":"DiskFull","host":"a"},"endsAt":"2026-01-02T00:00:00Z"}]""";

    private static readonly TimeSpan GroupWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GroupInterval = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task A_delivered_attempt_has_the_answer_the_digest_of_its_body_and_the_alerts()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(DiskFull);
        server.Clock.Advance(GroupWait);
        JsonArray all = await ListAsync(server, "receiver=team", 2);

        JsonNode first = all.Single(one => (int)one!["index"]! == 0)!;
        Assert.Equal(("delivered", 200, 1), ((string)first["outcome"]!, (int)first["code"]!, (int)first["attempt"]!));
        Assert.Equal("team webhook", $"{first["receiver"]} {first["integration"]}");
        Assert.Equal("first notification", (string)first["decision"]!);
        Assert.Equal("{}:{alertname=\"DiskFull\"}", (string)first["groupKey"]!);
        Assert.Null(first["nextTryAt"]);
        byte[] body = Encoding.UTF8.GetBytes(server.Sink.Requests.Snapshot().Single(one => one.Path == "/a").Body);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), (string)first["bodyDigest"]!);
        JsonNode alert = Assert.Single(first["alerts"]!.AsArray())!;
        Assert.Equal(("firing", "a"), ((string)alert["status"]!, (string)alert["labels"]!["host"]!));
        Assert.Equal(Disk.ToString(), (string)alert["fingerprint"]!);
    }

    [Fact]
    public async Task A_failed_attempt_says_when_the_next_one_is_due_and_the_end_of_all_attempts_is_an_entry_of_its_own()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        server.SinkStatus = 503;
        await server.PushAsync(DiskFull);
        server.Clock.Advance(GroupWait);
        JsonArray retries = await ListAsync(server, "outcome=retry&integration=webhook%5B1%5D", 1);
        Assert.Equal((503, "serverError"), ((int)retries[0]!["code"]!, (string)retries[0]!["reason"]!));
        Assert.True(string.CompareOrdinal((string)retries[0]!["nextTryAt"]!, (string)retries[0]!["at"]!) > 0);

        JsonNode failed = (await server.UntilAsync(
            "api/v2/notifications?outcome=failed&integration=webhook/1",
            page =>
            {
                server.Clock.Advance(TimeSpan.FromSeconds(2));
                return page["notifications"]!.AsArray().Count == 1;
            },
            "the end of the flush"))["notifications"]![0]!;
        Assert.Equal(("failed", 0), ((string)failed["outcome"]!, (int)failed["code"]!));

        // The clock may have moved while the last attempt was under way.
        Assert.Contains((string)failed["reason"]!, (string[])["serverError", "contextDeadlineExceeded"]);
        Assert.True((int)failed["attempt"]! > 1, failed.ToJsonString());
        Assert.Equal("DiskFull", (string)failed["alerts"]![0]!["labels"]!["alertname"]!);
    }

    [Fact]
    public async Task Alerts_are_found_by_fingerprint_and_by_matchers()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(DiskFull);
        await server.PushAsync("""[{"labels":{"alertname":"Other","host":"b"},"endsAt":"2026-01-02T00:00:00Z"}]""");
        server.Clock.Advance(GroupWait);
        await ListAsync(server, "", 4);

        await ListAsync(server, $"alert={Disk}", 2);
        await ListAsync(server, "filter=host%3D%22b%22", 2);
        await ListAsync(server, "filter=host%3D~%22a%7Cb%22&integration=webhook/0", 2);
        await ListAsync(server, $"alert={Disk}&filter=host%3D%22b%22", 0);
        await ListAsync(server, "alert=0000000000000001", 0);
        await ListAsync(server, $"alert={Disk}&receiver=nobody", 0);
    }

    [Fact]
    public async Task A_group_is_found_by_its_key_and_by_its_id()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(DiskFull);
        server.Clock.Advance(GroupWait);
        JsonArray all = await ListAsync(server, "group=%7B%7D%3A%7Balertname%3D%22DiskFull%22%7D", 2);
        await ListAsync(server, $"group={Uri.EscapeDataString((string)all[0]!["groupId"]!)}", 2);
        await ListAsync(server, "group=another", 0);
    }

    [Fact]
    public async Task What_was_held_back_is_listed_on_request_and_found_by_its_alerts()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(DiskFull);
        server.Clock.Advance(GroupWait);
        await ListAsync(server, "", 2);
        server.Clock.Advance(GroupInterval);

        JsonArray held = await ListAsync(server, "outcome=held&filter=host%3D%22a%22", 2);
        Assert.Equal(("held", ""), ((string)held[0]!["outcome"]!, (string)held[0]!["notificationId"]!));
        Assert.NotEqual("", (string)held[0]!["decision"]!);
        await ListAsync(server, $"outcome=held&alert={Disk}", 2);
        await ListAsync(server, "outcome=held&filter=host%3D%22b%22", 0);
        await ListAsync(server, "", 2);
    }

    [Theory]
    [InlineData("asc")]
    [InlineData("desc")]
    public async Task Pages_together_are_the_whole(string order)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(DiskFull);
        await server.PushAsync("""[{"labels":{"alertname":"Other"},"endsAt":"2026-01-02T00:00:00Z"}]""");
        server.Clock.Advance(GroupWait);
        JsonArray whole = await ListAsync(server, $"order={order}", 4);
        var pages = new List<string>();
        string? next = "";
        while (next is not null)
        {
            string after = next.Length == 0 ? "" : $"&after={next}";
            JsonNode page = (await server.GetAsync($"api/v2/notifications?order={order}&limit=3{after}")).Json;
            pages.AddRange(page["notifications"]!.AsArray().Select(one => one!.ToJsonString()));
            next = (string?)page["next"];
        }

        Assert.Equal(whole.Select(one => one!.ToJsonString()), pages);
    }

    [Theory]
    [InlineData("outcome=lost", "outcome \"lost\" is none of delivered, retry, rejected, failed, held")]
    [InlineData("alert=xyz", "alert \"xyz\" is not 16 hexadecimal digits")]
    [InlineData("from=noon&limit=many", "from \"noon\" is not a time like 2026-01-31T18:00:00Z; limit \"many\" is not a whole number")]
    [InlineData("filter=%7B", null)]
    public async Task A_wrong_parameter_is_named(string query, string? error)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.GetAsync("api/v2/notifications?" + query);
        Assert.Equal(400, reply.Status);
        Assert.Equal(error ?? (string)reply.Json!, (string)reply.Json!);
    }

    [Fact]
    public async Task History_finds_attempts_by_the_labels_of_their_alerts()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync(DiskFull);
        await server.PushAsync("""[{"labels":{"alertname":"Other"},"endsAt":"2026-01-01T00:05:00Z"}]""");
        server.Clock.Advance(GroupWait);
        await ListAsync(server, "", 4);
        Assert.Equal(
            "attemptFinished 2, notificationDecided 2, notificationLogged 2",
            await HistoryAsync(server, "kind=notifications&filter=host%3D%22a%22"));
        server.Clock.Advance(TimeSpan.FromMinutes(6));
        await server.UntilAsync(
            "api/v2/history?kind=alerts&filter=alertname%3D%22Other%22",
            page => page["events"]!.AsArray().Count == 2,
            "the end of the alert");
        Assert.Equal("alertEnded 1, alertReceived 1", await HistoryAsync(server, "kind=alerts&filter=alertname%3D%22Other%22"));
    }

    private static Fingerprint Disk { get; } = LabelSet.Of(("alertname", "DiskFull"), ("host", "a")).Fingerprint;

    private static async Task<string> HistoryAsync(RunningServer server, string query)
    {
        JsonNode page = (await server.GetAsync("api/v2/history?" + query)).Json;
        IEnumerable<string> events = page["events"]!.AsArray().Select(line => (string)line!["event"]!);
        return string.Join(", ", events.CountBy(what => what).OrderBy(one => one.Key).Select(one => $"{one.Key} {one.Value}"));
    }

    private static async Task<JsonArray> ListAsync(RunningServer server, string query, int count)
    {
        JsonNode page = await server.UntilAsync(
            "api/v2/notifications?" + query,
            answer => answer["notifications"]!.AsArray().Count >= count,
            $"{count} entries");
        Assert.Equal(count, page["notifications"]!.AsArray().Count);
        return page["notifications"]!.AsArray();
    }
}
