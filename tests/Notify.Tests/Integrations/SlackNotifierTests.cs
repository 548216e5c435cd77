using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Slack;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class SlackNotifierTests : IAsyncDisposable
{
    private const string Json = "Content-Type: application/json; charset=utf-8";
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_request_has_the_keys_of_Alertmanager_in_its_order()
    {
        _server.Answer(200, "ok");
        SlackConfig config = Config() with
        {
            LinkNames = true,
            MessageText = "hello",
            Fields =
            [
                new SlackFieldConfig { Title = "Team", Value = "{{ .GroupLabels.team }}" },
                new SlackFieldConfig { Title = "Count", Value = "{{ len .Alerts }}", IsShort = false },
            ],
            ShortFields = true,
            Actions =
            [
                new SlackActionConfig { Type = "button", Text = "Runbook", Url = "http://run/{{ .Status }}", Style = "primary" },
                new SlackActionConfig
                {
                    Type = "button",
                    Text = "Ack",
                    Name = "ack",
                    Value = "1",
                    Confirm = new SlackConfirmationConfig { Text = "Sure?", Title = "T", OkText = "Y", DismissText = "N" },
                },
            ],
            ImageUrl = "http://i",
            ThumbUrl = "http://t",
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Notification()));

        Assert.Equal(
            OneLine(
                """
                {"channel":"#x","username":"bot","link_names":true,"text":"hello","attachments":[
                {"title":"T firing","title_link":"http://l","pretext":"P","text":"a","fallback":"F",
                "callback_id":"C","fields":[{"title":"Team","value":"x","short":true},{"title":"Count",
                "value":"1","short":false}],"actions":[{"type":"button","text":"Runbook",
                "url":"http://run/firing","style":"primary"},{"type":"button","text":"Ack","name":"ack",
                "value":"1","confirm":{"text":"Sure?","title":"T","ok_text":"Y","dismiss_text":"N"}}],
                "image_url":"http://i","thumb_url":"http://t","footer":"","color":"danger",
                "mrkdwn_in":["fallback","pretext","text"]}]}
                """),
            (await _server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_long_title_is_cut_at_1024_runes()
    {
        _server.Answer(200, "ok");

        await Send(Config() with { Title = new string('é', 2000) }, Notification());

        Assert.Equal(new string('é', 1023) + "…", Attachment(await _server.NextAsync()).GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_template_that_fails_shows_and_the_message_is_never_blank()
    {
        _server.Answer(200, "ok");

        SendOutcome outcome = await Send(
            Config() with { Title = "{{ .Nope }}", Text = "{{ .Nope }}", Footer = "{{ .Nope }}" }, Notification());
        JsonElement attachment = Attachment(await _server.NextAsync());

        Assert.Equal("[FIRING:1] a {team=\"x\"}", attachment.GetProperty("title").GetString());
        string text = attachment.GetProperty("text").GetString()!;
        Assert.Contains("alertname=\"a\"", text, StringComparison.Ordinal);
        Assert.Contains("summary: a is unwell", text, StringComparison.Ordinal);
        Assert.Contains("Nope", text, StringComparison.Ordinal);
        Assert.StartsWith("title: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_title_that_fails_over_an_empty_text_brings_the_facts_into_the_text()
    {
        _server.Answer(200, "ok");

        await Send(Config() with { Title = "{{ .Nope }}", Text = "" }, Notification());

        string text = Attachment(await _server.NextAsync()).GetProperty("text").GetString()!;
        Assert.Contains("summary: a is unwell", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_ornament_leaves_the_message_as_it_is_and_adds_the_error()
    {
        _server.Answer(200, "ok");

        await Send(Config() with { Footer = "{{ .Nope }}" }, Notification());
        JsonElement attachment = Attachment(await _server.NextAsync());

        Assert.Equal("T firing", attachment.GetProperty("title").GetString());
        Assert.StartsWith("a\n(a template failed: footer: ", attachment.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("invalid_payload", "text/plain", "Rejected", SendFailureReason.ClientError)]
    [InlineData("{\"ok\":false,\"error\":\"channel_not_found\"}", "application/json", "Rejected", SendFailureReason.ClientError)]
    [InlineData("{\"ok\":false,\"error\":\"invalid_auth\"}", "application/json", "Rejected", SendFailureReason.AuthError)]
    [InlineData("{\"ok\":false,\"error\":\"ratelimited\"}", "application/json", "Retry", SendFailureReason.RateLimited)]
    [InlineData("{\"ok\":false,\"error\":\"fatal_error\"}", "application/json", "Retry", SendFailureReason.ServerError)]
    [InlineData("<html>", "application/json", "Retry", SendFailureReason.Other)]
    public async Task A_200_that_is_no_success_is_told_apart(string body, string type, string kind, SendFailureReason reason)
    {
        _server.Answer(200, body, "Content-Type: " + type);

        SendOutcome outcome = await Send(Config(), Notification());

        Assert.Equal(kind, outcome.GetType().Name);
        Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? ((SendOutcome.Rejected)outcome).Reason);
    }

    [Fact]
    public async Task A_rate_limit_within_a_200_is_retried_when_Slack_says()
    {
        _server.Answer(200, "{\"ok\":false,\"error\":\"ratelimited\"}", Json, "Retry-After: 30");

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config(), Notification()));

        Assert.Equal(TimeSpan.FromSeconds(30), outcome.After);
    }

    [Fact]
    public async Task An_app_token_travels_as_bearer_and_the_message_can_be_updated()
    {
        SlackConfig config = Config("/api/chat.postMessage") with
        {
            UpdateMessage = true,
            HttpConfig = new HttpClientConfig { Authorization = new AuthorizationConfig { Credentials = new Secret("xoxb-1") } },
        };
        _server.Answer(200, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"17.4\"}", Json);
        _server.Answer(200, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"17.4\"}", Json);

        var first = Assert.IsType<SendOutcome.Delivered>(await Send(config, Notification()));
        Assert.Equal("Bearer xoxb-1", (await _server.NextAsync()).Headers["Authorization"]);
        await Send(config, Notification() with { ReceiverData = first.ReceiverData });
        WireRequest update = await _server.NextAsync();

        Assert.Equal("POST /api/chat.update HTTP/1.1", update.Line);
        Assert.StartsWith("{\"channel\":\"C1\",\"ts\":\"17.4\",", update.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_group_resolved_the_next_episode_is_a_new_message()
    {
        SlackConfig config = Config("/api/chat.postMessage") with { UpdateMessage = true };
        _server.Answer(200, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"17.4\"}", Json);

        var outcome = Assert.IsType<SendOutcome.Delivered>(await Send(
            config, TestServices.NotificationOf(Of(At(0), Resolved("a"))) with { ReceiverData = Place() }));

        Assert.Equal("POST /api/chat.update HTTP/1.1", (await _server.NextAsync()).Line);
        Assert.Empty(outcome.ReceiverData);
    }

    [Fact]
    public async Task A_message_that_somebody_deleted_is_posted_anew()
    {
        SlackConfig config = Config("/api/chat.postMessage") with { UpdateMessage = true };
        _server.Answer(200, "{\"ok\":false,\"error\":\"message_not_found\"}", Json);
        _server.Answer(200, "{\"ok\":true,\"channel\":\"C1\",\"ts\":\"18\"}", Json);

        var outcome = Assert.IsType<SendOutcome.Delivered>(
            await Send(config, Notification() with { ReceiverData = Place() }));

        Assert.Equal("POST /api/chat.update HTTP/1.1", (await _server.NextAsync()).Line);
        WireRequest anew = await _server.NextAsync();
        Assert.Equal("POST /api/chat.postMessage HTTP/1.1", anew.Line);
        Assert.StartsWith("{\"channel\":\"#x\",\"username\"", anew.Body, StringComparison.Ordinal);
        Assert.Equal("18", outcome.ReceiverData[SlackNotifier.ThreadKey]);
    }

    [Fact]
    public async Task The_webhook_URL_is_a_secret_that_no_outcome_shows()
    {
        _server.Answer(404, "no_service /services/T0/B0/SECRET");

        SendOutcome outcome = await Send(Config("/services/T0/B0/SECRET"), Notification());

        Assert.DoesNotContain("SECRET", outcome.Answer, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Place() =>
        new() { [SlackNotifier.ThreadKey] = "17.4", [SlackNotifier.ChannelKey] = "C1" };

    private static JsonElement Attachment(WireRequest request) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty("attachments")[0];

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private SlackConfig Config(string path = "/hook") => new()
    {
        ApiUrl = new Secret(_server.Url(path)),
        Channel = "#x",
        Username = "bot",
        Title = "T {{ .Status }}",
        TitleLink = "http://l",
        Pretext = "P",
        Text = "{{ range .Alerts }}{{ .Labels.alertname }}{{ end }}",
        Fallback = "F",
        CallbackId = "C",
        IconEmoji = "",
        IconUrl = "",
        Footer = "",
        Color = "danger",
    };

    private ValueTask<SendOutcome> Send(SlackConfig config, Notification notification) =>
        new SlackNotifier(config, TestServices.On(_time))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);

    // Goldens are broken where they read well; the bodies have no line breaks but the last.
    private static string OneLine(string golden) => golden.ReplaceLineEndings("") + "\n";
}
