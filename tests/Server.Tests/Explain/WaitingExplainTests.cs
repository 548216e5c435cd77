using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Server.Tests.Api;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Explain;

/// <summary>Messages that wait for their receiver, as docs/explain.md tells them.</summary>
[Collection(CountedAlone.Name)]
public sealed class WaitingExplainTests
{
    private const string Config = """
        route:
          receiver: fragile
          group_by: [alertname]
          group_wait: 30s
          group_interval: 5m
          routes:
          - {receiver: limited, matchers: [to="limited"]}
          - {receiver: one-by-one, matchers: [to="one-by-one"]}
          - {receiver: gone, matchers: [to="gone"]}
          - {receiver: alone, matchers: [to="alone"]}
          - {receiver: limited, matchers: [alertname="TocsinNotificationUndeliverable"]}
        receivers:
        - name: fragile
          webhook_configs: [{url: '{sink}/'}]
          delivery: {breaker: {failures: 1, pause: 1h, max_pause: 1h}, retry: {max: 1s}}
        - name: limited
          webhook_configs: [{url: '{sink}/'}]
          delivery: {rate_limit: 1/h}
        - name: one-by-one
          webhook_configs: [{url: '{sink}/'}]
          delivery: {concurrency: 1, deadline: 1d}
        - name: alone
          webhook_configs: [{url: '{sink}/alone'}]
        - name: gone
          webhook_configs: [{url: 'http://127.0.0.1:1/'}]
          delivery: {deadline: 1d}
          fallback: {receiver: one-by-one, after: 1m}
        """;

    [Fact]
    public async Task A_receiver_that_failed_too_often()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        server.SinkStatus = StatusCodes.Status503ServiceUnavailable;
        string alert = await FireAsync(server, "A");
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        JsonNode answer = await server.UntilAsync(
            Explain(alert),
            a =>
            {
                server.Clock.Advance(TimeSpan.FromMilliseconds(100));
                return Codes(a).Contains("breakerOpen");
            },
            "an open breaker");

        Assert.Contains("fragile/webhook/0 failed so often", TextOf(answer, "breakerOpen"), StringComparison.Ordinal);
        JsonNode history = await server.UntilAsync(
            "api/v2/history?kind=notifications&receiver=fragile",
            h => h["events"]!.AsArray().Any(IsBreaker),
            "the breaker in the history");
        JsonNode opened = history["events"]!.AsArray().First(IsBreaker)!;
        Assert.Equal("open", (string)opened["state"]!);
        string metrics = (await server.GetAsync("metrics")).Body;
        const string Labels = "{integration=\"webhook[0]\",receiver=\"fragile\"}";
        Assert.Contains($"tocsin_notify_breaker_state{Labels} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"tocsin_notify_waiting{Labels} 1", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_whose_rate_limit_is_used_up()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        await FireAsync(server, "A", "limited");
        string second = await FireAsync(server, "B", "limited");
        server.Clock.Advance(TimeSpan.FromSeconds(30));

        JsonNode answer = await server.UntilAsync(Explain(second), a => Codes(a).Contains("paced"), "the limit");
        Assert.Contains("2026-01-01T01:00:30", TextOf(answer, "paced"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_with_as_many_sends_under_way_as_may_be()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        using IDisposable held = server.HoldSink();
        await FireAsync(server, "A", "one-by-one");
        string second = await FireAsync(server, "B", "one-by-one");
        server.Clock.Advance(TimeSpan.FromSeconds(30));

        await server.UntilAsync(Explain(second), a => Codes(a).Contains("queued"), "the queue");
        held.Dispose();
        await server.UntilAsync(Explain(second), a => Codes(a).Contains("notified"), "the message");
    }

    [Fact]
    public async Task A_receiver_in_whose_place_another_one_was_told()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        string alert = await FireAsync(server, "A", "gone");
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        JsonNode answer = await server.UntilAsync(
            Explain(alert),
            a =>
            {
                server.Clock.Advance(TimeSpan.FromSeconds(1));
                return Codes(a).Contains("fallback") && Codes(a).Contains("notified");
            },
            "the other receiver");

        Assert.StartsWith(
            "one-by-one/webhook/0 stands in for gone/webhook/0 since", TextOf(answer, "fallback"), StringComparison.Ordinal);
        Received sent = server.Sink.Requests.Snapshot().Single();
        string reason = (string)JsonNode.Parse(sent.Bytes)!["notification_reason"]!;
        Assert.StartsWith("fallback from gone (webhook[0]): not delivered after ", reason, StringComparison.Ordinal);
        Assert.Equal(reason, sent.Headers["X-Tocsin-Fallback"]);
        string metrics = (await server.GetAsync("metrics")).Body;
        Assert.Equal(
            "tocsin_notify_fallbacks_total{fallback=\"one-by-one\",integration=\"webhook[0]\",reason=\"late\",receiver=\"gone\"} 1",
            metrics.Split('\n').Single(line => line.StartsWith("tocsin_notify_fallbacks_total", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_page_that_reaches_nobody_is_itself_an_alert_until_somebody_is_reached()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        server.SinkStatus = StatusCodes.Status404NotFound;
        string alert = await FireAsync(server, "A", "alone");
        server.Clock.Advance(TimeSpan.FromSeconds(30));
        await server.UntilAsync(Explain(alert), a => Codes(a).Contains("undeliverable"), "the verdict");

        const string Undeliverable = "api/v2/alerts?filter=alertname%3D%22TocsinNotificationUndeliverable%22";
        JsonNode raised = (await server.UntilAsync(Undeliverable, a => a.AsArray().Count == 1, "the alert"))[0]!;
        Assert.Equal(("alone", "webhook[0]"), ((string)raised["labels"]!["receiver"]!, (string)raised["labels"]!["integration"]!));
        Assert.Equal("limited", (string)raised["receivers"]![0]!["name"]!);
        Assert.Contains("404", (string)raised["annotations"]!["description"]!, StringComparison.Ordinal);

        server.SinkStatus = StatusCodes.Status200OK;
        server.Clock.Advance(TimeSpan.FromMinutes(1));
        server.Clock.Advance(TimeSpan.FromMinutes(4));
        await server.UntilAsync(Explain(alert), a => Codes(a).Contains("notified"), "the page");
        await server.UntilAsync(Undeliverable, a => a.AsArray().Count == 0, "its end");
        JsonNode history = (await server.GetAsync("api/v2/history?kind=notifications&receiver=alone&order=asc")).Json;
        Assert.Equal([false, true], history["events"]!.AsArray()
            .Where(e => (string)e!["event"]! == "pageUndeliverable").Select(e => (bool)e!["isOver"]!));
    }

    private static bool IsBreaker(JsonNode? told) => (string)told!["event"]! == "breakerChanged";

    private static string Explain(string fingerprint) => $"api/v2/alerts/{fingerprint}/explain";

    private static async Task<string> FireAsync(RunningServer server, string name, string to = "")
    {
        await server.PushAsync(
            $$"""[{"labels":{"alertname":"{{name}}","to":"{{to}}"},"endsAt":"2026-01-02T00:00:00Z"}]""");
        LabelSet labels = to.Length == 0
            ? LabelSet.Of(("alertname", name))
            : LabelSet.Of(("alertname", name), ("to", to));
        return labels.Fingerprint.ToString();
    }

    private static IEnumerable<string> Codes(JsonNode answer) =>
        answer["verdicts"]!.AsArray().Select(verdict => (string)verdict!["code"]!);

    private static string TextOf(JsonNode answer, string code) =>
        (string)answer["verdicts"]!.AsArray().First(verdict => (string)verdict!["code"]! == code)!["text"]!;
}
