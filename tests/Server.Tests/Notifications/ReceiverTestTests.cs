using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Notifications;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Notifications;

/// <summary>POST /api/v2/receivers/{name}/test.</summary>
public sealed class ReceiverTestTests
{
    private const string Config = """
        route: {receiver: team, group_wait: 30s}
        receivers:
        - name: team
          webhook_configs: [{url: '{sink}/hook/hidden-token'}]
        - name: duty
          pagerduty_configs: [{routing_key: hidden-routing-key, url: '{sink}/pd'}]
        - name: 'a/b c'
          webhook_configs: [{url: '{sink}/slash'}]
        - name: nobody
        - name: paced
          webhook_configs: [{url: '{sink}/paced'}]
          delivery: {rate_limit: 1/10s, burst: 1}
        """;

    [Fact]
    public async Task A_test_goes_the_real_way_and_tells_each_hop()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        JsonNode report = await TestAsync(server, "team", """{"requestedBy":"ann","labels":{"severity":"critical"}}""");

        Assert.Equal((true, "team"), ((bool)report["delivered"]!, (string)report["receiver"]!));
        JsonNode message = Assert.Single(Assert.Single(report["integrations"]!.AsArray())!["messages"]!.AsArray())!;
        JsonNode hop = Assert.Single(message["hops"]!.AsArray())!;
        Assert.Equal(("delivered", "POST " + server.Sink.Url, 200),
            ((string)message["outcome"]!, (string)hop["action"]!, (int)hop["code"]!));
        string body = server.Sink.Requests.Snapshot().Single().Body;
        JsonNode sent = JsonNode.Parse(body)!;
        Assert.Equal("TocsinReceiverTest critical true",
            string.Join(' ', sent["alerts"]![0]!["labels"]!.AsObject().Select(label => (string)label.Value!)));
        Assert.Contains("ann asked for it", (string)sent["commonAnnotations"]!["description"]!, StringComparison.Ordinal);
        Assert.Equal(Encoding.UTF8.GetByteCount(body), (int)hop["bodyBytes"]!);
        Assert.DoesNotContain("hidden", report.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_leaves_nothing_open_at_the_other_end_and_nothing_in_the_notification_log()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        JsonNode report = await TestAsync(server, "duty");

        Assert.Equal(["firing", "resolved"], report["integrations"]![0]!["messages"]!.AsArray().Select(one => (string)one!["status"]!));
        Assert.Equal(["trigger", "resolve"], server.Sink.Requests.Snapshot().Select(
            request => (string)JsonNode.Parse(request.Body)!["event_action"]!));
        JsonNode alerts = (await server.GetAsync("api/v2/alerts")).Json;
        Assert.Empty(alerts.AsArray());
        JsonNode history = (await server.GetAsync("api/v2/history")).Json;
        Assert.Equal(
            ["receiverTested", "receiverTested", "configLoaded", "serverStarted"],
            history["events"]!.AsArray().Select(line => (string)line!["event"]!));
        Assert.DoesNotContain("hidden", report.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_is_remembered_with_who_asked_even_after_a_restart()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        server.SinkStatus = 403;
        JsonNode report = await TestAsync(server, "team", """{"requestedBy":"ann"}""");
        Assert.False((bool)report["delivered"]!);
        await server.RestartAsync();

        JsonNode told = Assert.Single((await server.GetAsync("api/v2/history?kind=notifications")).Json["events"]!.AsArray())!;
        Assert.Equal(("receiverTested", "ann", "rejected"),
            ((string)told["event"]!, (string)told["requestedBy"]!, (string)told["result"]!));
        Assert.Contains("A test message that ann asked for did not reach team/webhook[0]", (string)told["text"]!,
            StringComparison.Ordinal);
        JsonNode attempt = Assert.Single(
            (await server.GetAsync("api/v2/notifications?outcome=rejected&filter=tocsin_test%3Dtrue")).Json["notifications"]!.AsArray())!;
        Assert.Equal((true, 403, "test by ann"),
            ((bool)attempt["isTest"]!, (int)attempt["code"]!, (string)attempt["decision"]!));
        Assert.Empty((await server.GetAsync("api/v2/notifications?filter=other%3Dtrue")).Json["notifications"]!.AsArray());
    }

    [Fact]
    public async Task A_receiver_is_tested_once_at_a_time()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        using IDisposable held = server.HoldSink();
        Task<Reply> first = server.PostAsync("api/v2/receivers/team/test", "{}");
        await server.Sink.Requests.WhenAsync(all => all.Count == 1, TimeSpan.FromSeconds(180), "the test message");

        Reply second = await server.PostAsync("api/v2/receivers/team/test", "{}");
        Assert.Equal(409, second.Status);
        held.Dispose();
        Assert.Equal(200, (await first).Status);
        Assert.Equal(200, (await server.PostAsync("api/v2/receivers/team/test", "{}")).Status);
    }

    [Fact]
    public async Task Too_many_tests_are_refused_until_some_time_has_passed()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        for (int i = 0; i < ReceiverTests.BurstMax; i++)
        {
            Assert.Equal(200, (await server.PostAsync("api/v2/receivers/team/test", "{}")).Status);
        }

        Assert.Equal(429, (await server.PostAsync("api/v2/receivers/team/test", "{}")).Status);
        server.Clock.Advance(ReceiverTests.Interval);
        Assert.Equal(200, (await server.PostAsync("api/v2/receivers/team/test", "{}")).Status);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_ends_the_test_in_time()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        using IDisposable held = server.HoldSink();
        Task<Reply> running = server.PostAsync("api/v2/receivers/team/test", "{}");
        await server.Sink.Requests.WhenAsync(all => all.Count == 1, TimeSpan.FromSeconds(180), "the test message");
        server.Clock.Advance(TimeSpan.FromSeconds(30));

        JsonNode message = (await running).Json["integrations"]![0]!["messages"]![0]!;
        Assert.Equal(("retry", "contextDeadlineExceeded"), ((string)message["outcome"]!, (string)message["reason"]!));
    }

    [Fact]
    public async Task A_test_keeps_to_the_rate_limit_of_its_receiver()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await TestAsync(server, "paced");
        Task<Reply> second = server.PostAsync("api/v2/receivers/paced/test", "{}");
        JsonNode sent = await server.UntilAsync(
            "api/v2/notifications",
            page =>
            {
                server.Clock.Advance(TimeSpan.FromSeconds(1));
                return page["notifications"]!.AsArray().Count == 2;
            },
            "the second message");

        Assert.True((bool)(await second).Json["delivered"]!);
        DateTimeOffset[] at = [.. sent["notifications"]!.AsArray().Select(
            one => DateTimeOffset.Parse((string)one!["at"]!, CultureInfo.InvariantCulture))];
        Assert.True(at[0] - at[1] >= TimeSpan.FromSeconds(10), $"{at[1]} and {at[0]}");
    }

    [Fact]
    public async Task A_test_under_way_ends_with_the_server()
    {
        RunningServer server = await RunningServer.StartAsync(Config);
        using IDisposable held = server.HoldSink();
        Task running = server.PostAsync("api/v2/receivers/team/test", "{}");
        await server.Sink.Requests.WhenAsync(all => all.Count == 1, TimeSpan.FromSeconds(180), "the test message");
        await server.RestartAsync();

        JsonNode told = Assert.Single((await server.GetAsync("api/v2/history?kind=notifications")).Json["events"]!.AsArray())!;
        Assert.Equal("ContextCanceled", (string)told["reason"]!);
        held.Dispose();
        await Assert.ThrowsAnyAsync<Exception>(() => running);
        await server.DisposeAsync();
    }

    [Theory]
    [InlineData("tem", 404, "there is no receiver \"tem\"; did you mean \"team\"?")]
    [InlineData("something", 404, "there is no receiver \"something\"; there are \"team\", \"duty\", \"a/b c\", \"nobody\", \"paced\"")]
    public async Task An_unknown_receiver_is_answered_with_the_near_names(string name, int status, string message)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync($"api/v2/receivers/{name}/test", "{}");
        Assert.Equal((status, message), (reply.Status, (string)reply.Json["message"]!));
    }

    [Theory]
    [InlineData("""{"integration":"slack"}""", 404, "it has webhook[0]")]
    [InlineData("""{"reslove":false}""", 400, "unknown field \"reslove\"")]
    [InlineData("""{"resolve":"no"}""", 400, "Boolean")]
    [InlineData("""{"labels":{"a":1}}""", 400, "a string is wanted")]
    [InlineData("""{"labels":{"":"x"}}""", 400, "a label has no name")]
    [InlineData("[]", 400, "Object")]
    [InlineData("{", 400, "parsing test body")]
    public async Task A_wrong_body_is_refused_and_nothing_is_sent(string body, int status, string part)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.PostAsync("api/v2/receivers/team/test", body);
        Assert.Equal(status, reply.Status);
        Assert.Contains(part, reply.Body.Replace("\\\"", "\"", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(0, server.Sink.Requests.Count);
        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task A_form_of_somebodys_page_and_a_huge_body_are_refused()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Assert.Equal(415, (await server.PostAsync("api/v2/receivers/team/test", "{}", "text/plain")).Status);
        string huge = $$"""{"requestedBy":"{{new string('x', 70_000)}}"}""";
        Assert.Equal(413, (await server.PostAsync("api/v2/receivers/team/test", huge)).Status);
        Assert.Equal(405, (await server.GetAsync("api/v2/receivers/team/test")).Status);
        Assert.Equal(0, server.Sink.Requests.Count);
    }

    [Fact]
    public async Task A_name_with_a_slash_and_a_blank_is_found_and_a_receiver_without_integrations_reaches_nobody()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Assert.True((bool)(await TestAsync(server, "a%2Fb%20c"))["delivered"]!);
        JsonNode report = await TestAsync(server, "nobody");
        Assert.False((bool)report["delivered"]!);
        Assert.Empty(report["integrations"]!.AsArray());
    }

    [Fact]
    public async Task The_message_names_the_user_who_logged_in_and_not_the_one_whom_the_body_names()
    {
        string path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, $"basic_auth_users: {{ann: {HashOfSecret}}}", TestContext.Current.CancellationToken);
        await using RunningServer server = await RunningServer.StartAsync(
            Config, new ServeOptions { Web = new WebOptions { ConfigFile = path } });
        Assert.Equal(401, (await server.PostAsync("api/v2/receivers/team/test", "{}")).Status);
        using var ann = new HttpClient { BaseAddress = server.Root };
        ann.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(
            "Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ann:secret")));
        using var content = new StringContent("""{"requestedBy":"eve"}""", Encoding.UTF8, "application/json");
        using HttpResponseMessage reply = await ann.PostAsync(
            "api/v2/receivers/team/test", content, TestContext.Current.CancellationToken);

        Assert.Equal(System.Net.HttpStatusCode.OK, reply.StatusCode);
        string body = server.Sink.Requests.Snapshot().Single().Body;
        Assert.Contains("ann asked for it", body, StringComparison.Ordinal);
        Assert.DoesNotContain("eve", body, StringComparison.Ordinal);
        File.Delete(path);
    }

    // As htpasswd makes it.
    private const string HashOfSecret = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

    private static async Task<JsonNode> TestAsync(RunningServer server, string name, string body = "{}")
    {
        Reply reply = await server.PostAsync($"api/v2/receivers/{name}/test", body);
        Assert.True(reply.Status == 200, reply.ToString());
        return reply.Json;
    }
}
