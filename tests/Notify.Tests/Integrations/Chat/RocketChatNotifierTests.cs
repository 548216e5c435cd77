using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.RocketChat;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class RocketChatNotifierTests : ChatTests
{
    private const string Ok = "{\"success\":true}";

    [Fact]
    public async Task A_message_has_every_field_that_was_given()
    {
        Server.Answer(200, Ok);
        RocketChatConfig config = Config() with
        {
            Channel = "#{{ .GroupLabels.team }}",
            Emoji = ":bell:",
            IconUrl = "http://i",
            Text = "T {{ .Status }}",
            ImageUrl = "http://image",
            ThumbUrl = "http://thumb",
            ShortFields = true,
            Fields =
            [
                new RocketChatFieldConfig { Title = "Team", Value = "{{ .GroupLabels.team }}" },
                new RocketChatFieldConfig { Title = "Long", Value = "v", IsShort = false },
            ],
            Actions =
            [
                new RocketChatActionConfig { Type = "other", Text = "Runbook", Url = "http://run/{{ .Status }}" },
                new RocketChatActionConfig
                {
                    Text = "Ack",
                    Msg = "/ack {{ .Status }}",
                    ImageUrl = "http://b",
                    IsWebView = true,
                    WebviewHeightRatio = "full",
                    MsgInChatWindow = true,
                    MsgProcessingType = "sendMessage",
                },
            ],
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Firing()));

        Golden.Holds(
            """
            POST /chat/api/v1/chat.postMessage
            Content-Type: application/json
            X-Auth-Token: the-token
            X-User-Id: the-user

            {"channel":"#x","emoji":":bell:","avatar":"http://i","attachments":[{"title":"a is firing",
            "title_link":"http://l","text":"T firing","image_url":"http://image","thumb_url":"http://thumb",
            "color":"red","fields":[{"short":true,"title":"Team","value":"x"},{"short":false,"title":"Long",
            "value":"v"}],"actions":[{"type":"button","text":"Runbook","url":"http://run/firing","is_webview":false,
            "msg_in_chat_window":false},{"type":"button","text":"Ack","image_url":"http://b","is_webview":true,
            "webview_height_ratio":"full","msg":"/ack firing","msg_in_chat_window":true,
            "msg_processing_type":"sendMessage"}]}]}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task A_resolved_group_is_green_and_what_was_not_given_is_left_out()
    {
        Server.Answer(200, Ok);

        await Send(Config(), Resolved());

        Golden.Holds(
            """
            POST /chat/api/v1/chat.postMessage
            Content-Type: application/json
            X-Auth-Token: the-token
            X-User-Id: the-user

            {"attachments":[{"title":"a is resolved","title_link":"http://l","color":"green"}]}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task Tokens_in_files_are_read_at_each_send()
    {
        string token = InFile("first\n");
        RocketChatConfig config = Config() with { Token = null, TokenFile = token, TokenId = null, TokenIdFile = InFile("user\n") };
        Server.Answer(200, Ok);
        Server.Answer(200, Ok);

        await Send(config, Firing());
        WireRequest first = await Server.NextAsync();
        await File.WriteAllTextAsync(token, "second", TestContext.Current.CancellationToken);
        await Send(config, Firing());
        WireRequest second = await Server.NextAsync();

        Assert.Equal(("first", "user"), (first.Headers["X-Auth-Token"], first.Headers["X-User-Id"]));
        Assert.Equal("second", second.Headers["X-Auth-Token"]);
        File.Delete(token);
        Assert.IsType<SendOutcome.Retry>(await Send(config, Firing()));
    }

    [Fact]
    public async Task A_long_title_is_cut_at_1024_runes_and_a_flood_of_text_at_100_000()
    {
        Server.Answer(200, Ok);

        await Send(Config() with { Title = new string('é', 2000), Text = new string('é', 200_000) }, Firing());
        JsonElement attachment = (await NextJsonAsync()).GetProperty("attachments")[0];

        Assert.Equal(new string('é', 1023) + "…", attachment.GetProperty("title").GetString());
        string text = attachment.GetProperty("text").GetString()!;
        Assert.Equal(100_000, text.Length);
        Assert.EndsWith("é…\n(cut here: too long for one message)", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Templates_that_fail_give_a_plain_message_even_where_the_text_is_empty_by_default()
    {
        Server.Answer(200, Ok);

        SendOutcome outcome = await Send(Config() with { Title = Broken, Color = Broken, Channel = "#x" }, Firing());
        JsonElement body = await NextJsonAsync();
        JsonElement attachment = body.GetProperty("attachments")[0];

        Assert.StartsWith("title: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.Equal("#x", body.GetProperty("channel").GetString());
        Assert.Equal("[FIRING:1] a {team=\"x\"}", attachment.GetProperty("title").GetString());
        Assert.Equal("red", attachment.GetProperty("color").GetString());
        Assert.StartsWith("Firing:\n- {alertname=\"a\"", attachment.GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "{\"success\":false,\"error\":\"error-invalid-channel\"}", "Rejected", SendFailureReason.ClientError, null)]
    [InlineData(200, "{}", "Rejected", SendFailureReason.ClientError, null)]
    [InlineData(200, "{\"success\":false,\"error\":\"You must wait 42 seconds before trying again. [error-too-many-requests]\"}",
        "Retry", SendFailureReason.RateLimited, 42)]
    [InlineData(429, "{\"success\":false,\"error\":\"You must wait 9 seconds before trying again. [error-too-many-requests]\"}",
        "Retry", SendFailureReason.RateLimited, 9)]
    [InlineData(429, "{\"success\":false,\"error\":\"You must wait a while\"}", "Retry", SendFailureReason.RateLimited, null)]
    [InlineData(200, "<html>", "Retry", SendFailureReason.Other, null)]
    [InlineData(401, "{\"status\":\"error\",\"message\":\"You must be logged in\"}", "Rejected", SendFailureReason.AuthError, null)]
    public async Task Success_is_what_the_body_says(int status, string body, string kind, SendFailureReason reason, int? seconds)
    {
        Server.Answer(status, body);

        SendOutcome outcome = await Send(Config(), Firing());

        Assert.Equal(kind, outcome.GetType().Name);
        Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? ((SendOutcome.Rejected)outcome).Reason);
        Assert.Equal(seconds, (outcome as SendOutcome.Retry)?.After?.TotalSeconds);
    }

    private RocketChatConfig Config() => new()
    {
        ApiUrl = new WebUrl(Server.Url("/chat/")),
        Token = new Secret("the-token"),
        TokenId = new Secret("the-user"),
        Title = Sentence,
        TitleLink = "http://l",
        Text = "",
        Emoji = "",
        IconUrl = "",
    };
}
