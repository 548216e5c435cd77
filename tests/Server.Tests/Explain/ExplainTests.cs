using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Server.Hosting;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Explain;

/// <summary>The ways of docs/explain.md, each brought about through the API of a whole server on virtual time.</summary>
public sealed class ExplainTests
{
    private const string Config = """
        route:
          receiver: team
          group_by: [alertname]
          group_wait: 30s
          group_interval: 5m
          repeat_interval: 4h
          routes:
          - {receiver: firing-only, matchers: [to="firing-only"]}
          - {receiver: nobody, matchers: [to="nobody"]}
          - {receiver: chat, matchers: [to="chat"]}
          - {receiver: team, matchers: [to="night"], mute_time_intervals: [this-year]}
          - {receiver: team, matchers: [to="past"], active_time_intervals: [long-ago]}
        inhibit_rules:
        - source_matchers: [severity="critical"]
          target_matchers: [severity="warning"]
          equal: [alertname]
        time_intervals:
        - {name: this-year, time_intervals: [{years: ['2026']}]}
        - {name: long-ago, time_intervals: [{years: ['1999']}]}
        receivers:
        - name: team
          webhook_configs: [{url: '{sink}/team'}]
        - name: firing-only
          webhook_configs: [{url: '{sink}/firing-only', send_resolved: false}]
        - name: chat
          slack_configs: [{api_url: '{sink}/chat', channel: c, text: '{{ template "gone" . }}'}]
        - name: nobody
        """;

    private static readonly TimeSpan GroupWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan GroupInterval = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task An_alert_that_never_came_is_told_from_one_that_did()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.GetAsync("api/v2/alerts/0123456789abcdef/explain");
        Assert.Equal((404, "neverReceived", "unknown"), (reply.Status, Codes(reply.Json).Single(), (string)reply.Json["state"]!));
        Assert.Equal(400, (await server.GetAsync("api/v2/alerts/xyz/explain")).Status);
    }

    [Fact]
    public async Task An_alert_refused_by_the_limit_on_its_name()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config, new ServeOptions { AlertsPerNameMax = 1 });
        await FireAsync(server, ("host", "a"));
        string refused = await FireAsync(server, ("host", "b"));
        JsonNode answer = await WhyAsync(server, refused, "limited");
        Assert.Equal("b", (string)answer["labels"]!["host"]!);
        Assert.Contains("alertLimited", Story(answer));
    }

    [Fact]
    public async Task An_alert_that_had_ended_when_it_came()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        JsonNode answer = await WhyAsync(server, await EndAsync(server, "2025-12-31T23:59:00Z"), "receivedEnded");
        Assert.Equal("ended", (string)answer["state"]!);
    }

    [Fact]
    public async Task An_alert_that_ended_before_its_group_was_flushed()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await EndAsync(server, "2026-01-01T00:00:10Z");
        server.Clock.Advance(TimeSpan.FromSeconds(11));
        await WhyAsync(server, alert, "endedBeforeFlush");
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, alert, "nothingToTell");
        Assert.Equal(0, server.Sink.Requests.Count);
    }

    [Fact]
    public async Task An_alert_whose_sender_went_quiet()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await server.PushAsync("""[{"labels":{"alertname":"A"}}]""");
        string alert = LabelSet.Of(("alertname", "A")).Fingerprint.ToString();
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, alert, "notified");
        server.Clock.Advance(TimeSpan.FromMinutes(5));
        JsonNode answer = await WhyAsync(server, alert, "endedByTimeout");
        Assert.DoesNotContain("ended", Codes(answer));
    }

    [Fact]
    public async Task An_alert_that_its_sender_ended_and_that_is_forgotten_in_the_end()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server);
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, alert, "notified");
        await EndAsync(server, "2026-01-01T00:00:30Z");
        await WhyAsync(server, alert, "ended");
        server.Clock.Advance(GroupInterval);
        await server.UntilAsync(Explain(alert), answer => Story(answer).Contains("alertsReleased"), "the end being told");
        server.Clock.Advance(TimeSpan.FromHours(1));
        JsonNode answer = await WhyAsync(server, alert, "forgotten");
        Assert.Equal("ended", (string)answer["state"]!);
        Assert.Equal(2, Story(answer).Count(what => what == "notificationLogged"));
    }

    [Fact]
    public async Task An_inhibited_alert_names_the_one_that_mutes_it()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string source = await FireAsync(server, ("severity", "critical"));
        string target = await FireAsync(server, ("severity", "warning"));
        JsonNode answer = await WhyAsync(server, target, "inhibited");
        Assert.Equal(("suppressed", source), ((string)answer["state"]!, (string)answer["inhibitedBy"]![0]!));
        Assert.DoesNotContain("inhibited", Codes(await WhyAsync(server, source, "groupWait")));
    }

    [Fact]
    public async Task A_silenced_alert_names_its_silence_and_its_group_says_that_all_were_muted()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server);
        string silence = await SilenceAsync(server);
        JsonNode answer = await WhyAsync(server, alert, "silenced");
        Assert.Equal(("suppressed", silence), ((string)answer["state"]!, (string)answer["silencedBy"]![0]!));
        server.Clock.Advance(GroupWait);
        answer = await WhyAsync(server, alert, "allMuted");
        JsonNode flushed = answer["story"]!.AsArray().First(line => (string)line!["event"]! == "groupFlushed")!;
        Assert.Equal(("silence", silence), ((string)flushed["mute"]!, (string)flushed["mutedBy"]![0]!));
        Assert.Equal(0, server.Sink.Requests.Count);
    }

    [Theory]
    [InlineData("night", "muteTimeInterval", "this-year")]
    [InlineData("past", "activeTimeInterval", "long-ago")]
    public async Task A_route_that_is_mute_at_this_time(string to, string code, string interval)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server, ("to", to));
        JsonNode answer = await WhyAsync(server, alert, code);
        Assert.Contains(interval, TextOf(answer, code), StringComparison.Ordinal);
        server.Clock.Advance(GroupWait);
        answer = await WhyAsync(server, alert, "allMuted");
        Assert.Contains(code, Codes(answer));
        Assert.Equal(0, server.Sink.Requests.Count);
    }

    [Fact]
    public async Task The_start_delay()
    {
        var options = new ServeOptions { DispatchStartDelay = TimeSpan.FromMinutes(10) };
        await using RunningServer server = await RunningServer.StartAsync(Config, options);
        string alert = await FireAsync(server);
        JsonNode answer = await WhyAsync(server, alert, "startDelay");
        Assert.Contains("2026-01-01T00:10:00", TextOf(answer, "startDelay"), StringComparison.Ordinal);
        server.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.DoesNotContain("startDelay", Codes(await WhyAsync(server, alert, "notified")));
    }

    [Fact]
    public async Task A_new_group_waits_then_notifies_then_has_nothing_new()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string first = await FireAsync(server);
        JsonNode answer = await WhyAsync(server, first, "groupWait");
        Assert.Equal("2026-01-01T00:00:30.000Z", (string)answer["groups"]![0]!["nextFlushAt"]!);

        server.Clock.Advance(GroupWait);
        await WhyAsync(server, first, "notified");
        string late = await FireAsync(server, ("host", "late"));
        answer = await WhyAsync(server, late, "groupInterval");
        Assert.Equal("2026-01-01T00:05:30.000Z", (string)answer["groups"]![0]!["nextFlushAt"]!);
        server.Clock.Advance(GroupInterval);
        Assert.DoesNotContain("notified", Codes(answer));
        Assert.DoesNotContain("groupInterval", Codes(await WhyAsync(server, late, "notified")));
        await server.Sink.Requests.WhenAsync(all => all.Count == 2, TimeSpan.FromSeconds(180), "the second message");
        server.Clock.Advance(GroupInterval);
        answer = await WhyAsync(server, first, "alreadyNotified");
        Assert.Contains("2026-01-01T04:05:30", TextOf(answer, "alreadyNotified"), StringComparison.Ordinal);
        Assert.Equal(2, server.Sink.Requests.Count);
    }

    [Fact]
    public async Task A_receiver_without_integrations()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server, ("to", "nobody"));
        server.Clock.Advance(GroupWait);
        JsonNode answer = await WhyAsync(server, alert, "noIntegrations");
        Assert.Contains("nobody", TextOf(answer, "noIntegrations"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_resolved_message_that_nobody_wants()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server, ("to", "firing-only"));
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, alert, "notified");
        await EndAsync(server, "2026-01-01T00:00:30Z", ("to", "firing-only"));
        server.Clock.Advance(GroupInterval);
        await WhyAsync(server, alert, "resolvedNotWanted");
        Assert.Equal(1, server.Sink.Requests.Count);
    }

    [Theory]
    [InlineData(500, "retrying", "500")]
    [InlineData(429, "rateLimited", "2026-01-01T00:00:3")]
    [InlineData(400, "failed", "400")]
    public async Task A_receiver_that_does_not_take_it(int status, string code, string said)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        server.SinkStatus = status;
        string alert = await FireAsync(server);
        server.Clock.Advance(GroupWait);
        JsonNode answer = await WhyAsync(server, alert, code);
        Assert.Contains(said, TextOf(answer, code), StringComparison.Ordinal);
        Assert.Contains("attemptFinished", Story(answer));
        server.SinkStatus = StatusCodes.Status200OK;
        server.Clock.Advance(GroupInterval);

        // The retry and the next flush fall due in the same step, so that the flush may find that all is told.
        await server.UntilAsync(Explain(alert), why => Story(why).Contains("notificationLogged"), "the message");
    }

    [Fact]
    public async Task A_receiver_that_takes_nothing_before_the_deadline()
    {
        // With the deadline of the group the next flush would come at the same instant.
        const string Team = "url: '{sink}/team'}]";
        string config = Config.Replace(Team, Team + "\n  delivery: {deadline: 1m}", StringComparison.Ordinal);
        await using RunningServer server = await RunningServer.StartAsync(config);
        using IDisposable held = server.HoldSink();
        string alert = await FireAsync(server);
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, alert, "sending");
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        await WhyAsync(server, alert, "deadlineExceeded");
    }

    [Fact]
    public async Task A_receiver_that_fails_and_is_tried_again()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        server.SinkStatus = StatusCodes.Status503ServiceUnavailable;
        string alert = await FireAsync(server);
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, alert, "retrying");
    }

    [Fact]
    public async Task A_send_that_is_under_way()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        using IDisposable held = server.HoldSink();
        string alert = await FireAsync(server);
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, alert, "sending");
        held.Dispose();
        await WhyAsync(server, alert, "notified");
    }

    [Fact]
    public async Task A_template_that_fails_still_pages_and_says_so()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server, ("to", "chat"));
        server.Clock.Advance(GroupWait);
        JsonNode answer = await WhyAsync(server, alert, "templateFailed");
        JsonNode failed = answer["story"]!.AsArray().First(line => (string)line!["event"]! == "templateFailed")!;
        Assert.Contains("gone", (string)failed["error"]!, StringComparison.Ordinal);
        await server.Sink.Requests.WhenAsync(all => all.Count == 1, TimeSpan.FromSeconds(180), "the plain message");
    }

    [Fact]
    public async Task The_route_names_the_siblings_that_did_not_match_and_why()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server, ("to", "nobody"));
        JsonNode route = (await WhyAsync(server, alert, "groupWait"))["route"]!;
        Assert.Equal("passedDown", (string)route["verdict"]!);
        IEnumerable<string> walk = route["routes"]!.AsArray().Select(child =>
            $"{(string)child!["verdict"]!} {string.Join(',', child["failedMatchers"]!.AsArray().Select(m => (string)m!))}".Trim());
        Assert.Equal(["notMatched to=\"firing-only\"", "landed", "notTried", "notTried", "notTried"], walk);
        string plain = await FireAsync(server);
        route = (await WhyAsync(server, plain, "groupWait"))["route"]!;
        Assert.Equal("landed", (string)route["verdict"]!);
        Assert.All(route["routes"]!.AsArray(), child => Assert.Equal("notMatched", (string)child!["verdict"]!));
    }

    [Fact]
    public async Task The_answers_are_the_same_after_a_restart()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string told = await FireAsync(server);
        string waiting = await FireAsync(server, ("to", "nobody"), ("host", "x"));
        server.Clock.Advance(GroupWait);
        await WhyAsync(server, told, "notified");
        string silence = await SilenceAsync(server);
        JsonNode before = await WhyAsync(server, told, "silenced");
        string history = (await server.GetAsync("api/v2/history?order=asc&kind=alerts&kind=notifications&kind=silences")).Body;

        await server.RestartAsync();
        JsonNode after = await WhyAsync(server, told, "silenced");
        Assert.Equal(before.ToJsonString(), after.ToJsonString());
        Assert.Equal(silence, (string)after["silencedBy"]![0]!);
        await WhyAsync(server, waiting, "noIntegrations");
        Assert.Equal(
            history, (await server.GetAsync("api/v2/history?order=asc&kind=alerts&kind=notifications&kind=silences")).Body);
        server.Clock.Advance(GroupInterval);
        Assert.Equal(1, server.Sink.Requests.Count);
        Assert.Empty(server.Errors);
    }

    private static string Explain(string fingerprint) => $"api/v2/alerts/{fingerprint}/explain";

    private static async Task<JsonNode> WhyAsync(RunningServer server, string fingerprint, string code) =>
        await server.UntilAsync(Explain(fingerprint), answer => Codes(answer).Contains(code), code);

    private static Task<string> FireAsync(RunningServer server, params (string Name, string Value)[] labels) =>
        EndAsync(server, "2026-01-02T00:00:00Z", labels);

    // Posts the alert A with an end; gives its fingerprint.
    private static async Task<string> EndAsync(RunningServer server, string end, params (string Name, string Value)[] labels)
    {
        var posted = new JsonObject { ["alertname"] = "A" };
        foreach ((string name, string value) in labels)
        {
            posted[name] = value;
        }

        string start = string.CompareOrdinal(end, "2026") < 0 ? end : "2026-01-01T00:00:00Z";
        await server.PushAsync($$"""[{"labels":{{posted.ToJsonString()}},"startsAt":"{{start}}","endsAt":"{{end}}"}]""");
        return LabelSet.Of([("alertname", "A"), .. labels]).Fingerprint.ToString();
    }

    private static async Task<string> SilenceAsync(RunningServer server)
    {
        Reply reply = await server.PostAsync("api/v2/silences", """
            {"matchers":[{"name":"alertname","value":"A","isRegex":false}],"startsAt":"2026-01-01T00:00:00Z",
             "endsAt":"2026-01-02T00:00:00Z","createdBy":"me","comment":"why"}
            """);
        return (string)reply.Json["silenceID"]!;
    }

    private static IEnumerable<string> Codes(JsonNode answer) =>
        answer["verdicts"]!.AsArray().Select(verdict => (string)verdict!["code"]!);

    private static string TextOf(JsonNode answer, string code) =>
        (string)answer["verdicts"]!.AsArray().First(verdict => (string)verdict!["code"]! == code)!["text"]!;

    private static IEnumerable<string> Story(JsonNode answer) =>
        answer["story"]!.AsArray().Select(line => (string)line!["event"]!);
}
