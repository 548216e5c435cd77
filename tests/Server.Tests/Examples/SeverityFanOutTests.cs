using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Server.Tests.Api;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Examples;

/// <summary>The example's own files, with the addresses of this test in place of the vendors'.</summary>
public sealed class SeverityFanOutTests : IAsyncLifetime
{
    private readonly FakeSmtpServer _mail = new();
    private HttpSink _vendors = null!;
    private RunningServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _vendors = await HttpSink.StartAsync(AnswerAsync);
        _server = await RunningServer.StartAsync(Example());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _vendors.DisposeAsync();
        await _mail.DisposeAsync();
    }

    [Fact]
    public async Task A_critical_alert_pages_the_team_by_PagerDuty_Slack_and_SMS()
    {
        await FireAsync("payments", "checkout", "critical", "CheckoutBroken");
        await FireAsync("search", "api", "critical", "ApiDown");
        await PassAsync(TimeSpan.FromSeconds(10), messages: 7);

        JsonNode[] pages = [.. Sent("/pagerduty").Select(Json).OrderBy(p => (string?)p["dedup_key"])];
        Assert.Equal(
            ["R0PAYMENTS0000000000000000000000", "R0SEARCH000000000000000000000000"], Texts(pages, "routing_key"));
        Assert.Equal(["payments/checkout/critical", "search/api/critical"], Texts(pages, "dedup_key"));
        Assert.Equal(["trigger", "trigger"], Texts(pages, "event_action"));
        JsonNode payload = pages[0]["payload"]!;
        Assert.Equal("[CRITICAL] payments/checkout: CheckoutBroken", (string?)payload["summary"]);
        Assert.Equal("critical", (string?)payload["severity"]);
        Assert.Equal(("checkout", "payments"), ((string?)payload["component"], (string?)payload["group"]));
        Assert.Equal(
            "Acknowledge within 15 minutes, or the lead of payments is called.",
            (string?)payload["custom_details"]!["escalation"]);

        JsonNode[] chats = [.. Sent("/slack").Select(Json).OrderBy(p => (string?)p["channel"])];
        Assert.Equal(["#payments-alerts", "#search-alerts"], Texts(chats, "channel"));
        JsonNode chat = chats[0]["attachments"]![0]!;
        Assert.Equal("danger", (string?)chat["color"]);
        Assert.Equal("[CRITICAL] payments/checkout: CheckoutBroken", (string?)chat["title"]);
        Assert.Equal(
            "CheckoutBroken on node-1: It is unwell\nAcknowledge within 15 minutes, or the lead of payments is called.",
            (string?)chat["text"]);

        Dictionary<string, StringValues>[] texts = [.. Sent("/twilio").Select(r => QueryHelpers.ParseQuery(r.Body))];
        Assert.Equal(
            ["+4915100000001", "+4915100000002", "+4915100000003"], texts.Select(t => t["To"].ToString()).Order());
        Assert.Equal(
            "[CRITICAL] search/api: ApiDown. Acknowledge within 15 minutes, or the lead of search is called.",
            texts.Single(t => t["To"] == "+4915100000003")["Body"]);
    }

    [Fact]
    public async Task A_warning_goes_to_the_chats_in_its_colour()
    {
        await FireAsync("search", "index", "warning", "IndexIsLate");
        await PassAsync(TimeSpan.FromSeconds(30), messages: 2);

        JsonNode slack = Json(Assert.Single(Sent("/slack")));
        Assert.Equal("#search-alerts", (string?)slack["channel"]);
        Assert.Equal("warning", (string?)slack["attachments"]![0]!["color"]);
        JsonNode body = Json(Assert.Single(Sent("/teams")))["attachments"]![0]!["content"]!["body"]!;
        Assert.Equal("[WARNING] search/index: IndexIsLate", (string?)body[0]!["text"]);
        Assert.Equal("Warning", (string?)body[0]!["color"]);
        Assert.Contains(
            "Look at it today: it pages when it turns critical.", (string?)body[1]!["text"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("payments", "info", 300, "payments@example.com", "[INFO] payments/reports: ReportWritten")]
    [InlineData("search", "odd", 30, "search@example.com", "[ODD] search/reports: ReportWritten")]
    [InlineData(null, null, 30, "operations@example.com", "[UNRATED] operations/reports: ReportWritten")]
    public async Task Everything_else_goes_by_mail(string? team, string? severity, int seconds, string to, string subject)
    {
        await FireAsync(team, "reports", severity, "ReportWritten");
        Task<SmtpSession> coming = _mail.NextAsync();
        await PassAsync(TimeSpan.FromSeconds(seconds), () => coming.IsCompleted, "a mail");
        SmtpSession mail = await coming;

        Assert.Contains($"RCPT TO:<{to}>", mail.Commands);
        Assert.Contains($"Subject: {subject}\r\n", mail.Content, StringComparison.Ordinal);
        Assert.Contains(
            "ReportWritten on node-1: It is unwell\r\nFor your information.", mail.Content, StringComparison.Ordinal);
        Assert.Empty(_vendors.Requests.Snapshot());
    }

    [Fact]
    public async Task When_it_is_over_the_incident_closes_and_the_chat_turns_green_and_no_phone_rings()
    {
        await FireAsync("payments", "checkout", "critical", "CheckoutBroken");
        await PassAsync(TimeSpan.FromSeconds(10), messages: 4);
        await FireAsync("payments", "checkout", "critical", "CheckoutBroken", isOver: true);
        await PassAsync(TimeSpan.FromMinutes(5), messages: 6);

        JsonNode[] events = [.. Sent("/pagerduty").Select(Json)];
        Assert.Equal(["trigger", "resolve"], Texts(events, "event_action"));
        Assert.Equal((string?)events[0]["dedup_key"], (string?)events[1]["dedup_key"]);
        JsonNode chat = Json(Sent("/slack").Last())["attachments"]![0]!;
        Assert.Equal("good", (string?)chat["color"]);
        Assert.Equal("[RESOLVED] payments/checkout: CheckoutBroken", (string?)chat["title"]);
        Assert.EndsWith("Nothing more to do.", (string?)chat["text"], StringComparison.Ordinal);
        Assert.Equal(2, Sent("/twilio").Count());
    }

    [Fact]
    public async Task A_warning_is_no_news_while_its_service_is_critical()
    {
        await FireAsync("payments", "checkout", "critical", "CheckoutBroken");
        await FireAsync("payments", "checkout", "warning", "CheckoutSlow");
        await FireAsync("payments", "refunds", "warning", "RefundsSlow");
        await PassAsync(TimeSpan.FromSeconds(10), messages: 4);
        await PassAsync(TimeSpan.FromSeconds(20), messages: 6);

        Assert.DoesNotContain(
            _vendors.Requests.Snapshot(), r => r.Body.Contains("CheckoutSlow", StringComparison.Ordinal));
        Assert.Contains("RefundsSlow", Assert.Single(Sent("/teams")).Body, StringComparison.Ordinal);
    }

    private static async Task AnswerAsync(Received received, HttpContext http)
    {
        (http.Response.StatusCode, string body) = received.Path.Split('/')[1] switch
        {
            "pagerduty" => (202, "{\"status\":\"success\"}"),
            "teams" => (202, ""),
            "twilio" => (201, "{\"sid\":\"SM1\",\"status\":\"queued\"}"),
            _ => (200, "ok"),
        };
        await http.Response.WriteAsync(body);
    }

    private static IEnumerable<string?> Texts(IEnumerable<JsonNode> nodes, string key) =>
        nodes.Select(n => (string?)n[key]);

    private static JsonNode Json(Received received) => JsonNode.Parse(received.Bytes)!;

    private string Example()
    {
        string folder = Repository.Path("examples", "severity-fan-out");
        string text = File.ReadAllText(Path.Combine(folder, "alertmanager.yml"));
        foreach ((string there, string here) in ((string, string)[])
        [
            ("templates/*.tmpl", Path.Combine(folder, "templates", "*.tmpl")),
            ("smtp_smarthost: mail.example.com:587",
                $"smtp_smarthost: '127.0.0.1:{_mail.Port}'\n  smtp_require_tls: false"),
            ("slack_api_url_file: /etc/tocsin/slack.url",
                $"slack_api_url: '{_vendors.Url}/slack'\n  pagerduty_url: '{_vendors.Url}/pagerduty'"),
            ("auth_token_file: /etc/tocsin/twilio.token", $"auth_token: t\n        api_url: '{_vendors.Url}/twilio'"),
            ("webhook_url_file: /etc/tocsin/teams.url", $"webhook_url: '{_vendors.Url}/teams'"),
        ])
        {
            Assert.Contains(there, text, StringComparison.Ordinal);
            text = text.Replace(there, here, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("/etc/tocsin", text, StringComparison.Ordinal);
        return text;
    }

    private IEnumerable<Received> Sent(string to) =>
        _vendors.Requests.Snapshot().Where(r => r.Path.StartsWith(to, StringComparison.Ordinal));

    private async Task FireAsync(string? team, string service, string? severity, string name, bool isOver = false)
    {
        var labels = new JsonObject { ["alertname"] = name, ["instance"] = "node-1", ["service"] = service };
        foreach ((string key, string? value) in (ReadOnlySpan<(string, string?)>)
            [("team", team), ("severity", severity)])
        {
            if (value is not null)
            {
                labels[key] = value;
            }
        }

        DateTimeOffset now = _server.Clock.GetUtcNow();
        var alert = new JsonObject
        {
            ["labels"] = labels,
            ["annotations"] = new JsonObject { ["summary"] = "It is unwell" },
            ["startsAt"] = isOver ? now.AddMinutes(-1).ToString("O") : now.ToString("O"),
            ["endsAt"] = isOver ? now.ToString("O") : now.AddHours(1).ToString("O"),
        };
        await _server.PushAsync(new JsonArray(alert).ToJsonString());
    }

    /// <summary>Lets time pass and waits for as many messages as there are then in all; more fail the test.</summary>
    private async Task PassAsync(TimeSpan time, int messages)
    {
        await PassAsync(time, () => _vendors.Requests.Count >= messages, $"{messages} messages");
        Assert.Equal(messages, _vendors.Requests.Count);
    }

    private async Task PassAsync(TimeSpan time, Func<bool> enough, string what)
    {
        _server.Clock.Advance(time);
        await _server.UntilAsync("api/v2/status", _ => enough(), what);
    }
}
