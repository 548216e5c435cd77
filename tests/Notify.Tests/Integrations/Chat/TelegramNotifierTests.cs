using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Telegram;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class TelegramNotifierTests : ChatTests
{
    private const string Ok = "{\"ok\":true,\"result\":{\"message_id\":1}}";

    private const string CannotParse =
        "{\"ok\":false,\"error_code\":400,\"description\":\"Bad Request: can't parse entities: Unsupported start tag \\\"x\\\"\"}";

    [Fact]
    public async Task A_message_has_every_parameter_as_a_text()
    {
        Server.Answer(200, Ok);
        TelegramConfig config = Config() with { MessageThreadId = 7, DisableNotifications = true };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Firing()));

        Golden.Holds(
            """
            POST /bot123:token/sendMessage
            Content-Type: application/json

            {"chat_id":"-100123","disable_notification":"true","disable_web_page_preview":"true",
            "message_thread_id":"7","parse_mode":"HTML","text":"\u003cb\u003ea is firing\u003c/b\u003e"}
            """,
            await Server.NextAsync());
    }

    [Theory]
    [InlineData("Markdown", ",\"parse_mode\":\"Markdown\"")]
    [InlineData("MarkdownV2", ",\"parse_mode\":\"MarkdownV2\"")]
    [InlineData("", "")]
    public async Task Other_markup_is_a_text_template_and_none_is_not_sent(string mode, string parameter)
    {
        Server.Answer(200, Ok);

        await Send(Config() with { ParseMode = mode, Message = "*{{ .Status }}* {{ \"<&>\" }}" }, Resolved());

        Golden.Holds(
            $$"""
            POST /bot123:token/sendMessage
            Content-Type: application/json

            {"chat_id":"-100123","disable_web_page_preview":"true"{{parameter}},"text":"*resolved* \u003c\u0026\u003e"}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task Token_and_chat_may_stand_in_files_and_the_URL_may_end_with_a_slash()
    {
        Server.Answer(200, Ok);
        TelegramConfig config = Config() with
        {
            ApiUrl = new WebUrl(Server.Url("/proxy/")),
            BotToken = default,
            BotTokenFile = InFile("456:other\n"),
            ChatId = 0,
            ChatIdFile = InFile(" -42\n"),
        };

        await Send(config, Firing());
        WireRequest request = await Server.NextAsync();

        Assert.Equal("POST /proxy/bot456:other/sendMessage HTTP/1.1", request.Line);
        Assert.Equal("-42", JsonDocument.Parse(request.Body).RootElement.GetProperty("chat_id").GetString());
    }

    [Fact]
    public async Task A_file_that_holds_no_chat_is_named_and_tried_again()
    {
        string file = InFile("@channel");

        SendOutcome outcome = await Send(Config() with { ChatId = 0, ChatIdFile = file }, Firing());

        Assert.IsType<SendOutcome.Retry>(outcome);
        Assert.Equal($"{file} does not hold the number of a chat", outcome.Answer);
    }

    [Fact]
    public async Task What_a_template_inserts_into_HTML_is_escaped()
    {
        Server.Answer(200, Ok);

        await Send(Config() with { Message = "<b>{{ \"<1 & 2>\" }}</b>" }, Firing());

        Assert.Equal("<b>&lt;1 &amp; 2&gt;</b>", (await NextJsonAsync()).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Markup_that_Telegram_cannot_read_goes_as_plain_text_that_says_so()
    {
        Server.Answer(400, CannotParse);
        Server.Answer(200, Ok);

        SendOutcome outcome = await Send(Config() with { Message = "<x>a &lt; b</x>" }, Firing());
        await Server.NextAsync();
        JsonElement second = await NextJsonAsync();

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal("message: Bad Request: can't parse entities: Unsupported start tag \"x\"", outcome.TemplateError);
        Assert.False(second.TryGetProperty("parse_mode", out _));
        Assert.Equal($"a < b\n(a template failed: {outcome.TemplateError})", second.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_refusal_that_nothing_helps_against_ends_the_attempt_and_is_retried_later()
    {
        Server.Answer(400, CannotParse);
        Server.Answer(400, CannotParse);

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config() with { Message = "<x>a</x>" }, Firing()));

        Assert.Equal(SendFailureReason.ClientError, outcome.Reason);
        Assert.StartsWith("error 400 from Telegram: Bad Request: can't parse", outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_group_that_became_a_supergroup_is_followed()
    {
        Server.Answer(400, """
            {"ok":false,"error_code":400,"description":"Bad Request: group chat was upgraded to a supergroup chat",
            "parameters":{"migrate_to_chat_id":-1009}}
            """);
        Server.Answer(200, Ok);

        SendOutcome outcome = await Send(Config(), Firing());

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal($"sent to -1009, the number that the chat has now; {Ok}", outcome.Answer);
        Assert.Equal("-100123", (await NextJsonAsync()).GetProperty("chat_id").GetString());
        Assert.Equal("-1009", (await NextJsonAsync()).GetProperty("chat_id").GetString());
    }

    [Theory]
    [InlineData("Bad Request: message thread not found")]
    [InlineData("Bad Request: TOPIC_CLOSED")]
    public async Task A_message_to_a_topic_that_is_gone_goes_to_the_chat(string description)
    {
        Server.Answer(400, $$"""{"ok":false,"error_code":400,"description":"{{description}}"}""");
        Server.Answer(200, Ok);

        SendOutcome outcome = await Send(Config() with { MessageThreadId = 7 }, Firing());

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal($"sent to the chat, since the topic 7 is not to be had; {Ok}", outcome.Answer);
        await Server.NextAsync();
        Assert.False((await NextJsonAsync()).TryGetProperty("message_thread_id", out _));
    }

    [Theory]
    [InlineData(429, "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":31}}", SendFailureReason.RateLimited, 31)]
    [InlineData(200, "{\"ok\":false,\"error_code\":429,\"parameters\":{\"retry_after\":31}}", SendFailureReason.RateLimited, 31)]
    [InlineData(401, "{\"ok\":false,\"error_code\":401,\"description\":\"Unauthorized\"}", SendFailureReason.AuthError, null)]
    [InlineData(403, "{\"ok\":false,\"error_code\":403,\"description\":\"bot was kicked\"}", SendFailureReason.AuthError, null)]
    [InlineData(502, "<html>Bad Gateway</html>", SendFailureReason.ServerError, null)]
    [InlineData(200, "{}", SendFailureReason.Other, null)]
    public async Task Success_is_what_the_body_says_and_every_error_is_tried_again(
        int status, string body, SendFailureReason reason, int? seconds)
    {
        Server.Answer(status, body);

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config(), Firing()));

        Assert.Equal(reason, outcome.Reason);
        Assert.Equal(seconds, outcome.After?.TotalSeconds);
        Assert.False(outcome.MayHaveArrived);
    }

    [Fact]
    public async Task A_200_that_is_not_JSON_may_have_been_a_delivery()
    {
        Server.Answer(200, "<html>");

        Assert.True(Assert.IsType<SendOutcome.Retry>(await Send(Config(), Firing())).MayHaveArrived);
    }

    [Theory]
    [InlineData(Broken, "NoSuchField")]
    [InlineData("{{ .CommonLabels.nothing }}\n", "message: the template gives an empty text")]
    public async Task A_template_that_fails_or_gives_nothing_is_replaced_by_the_plain_message(string message, string error)
    {
        Server.Answer(200, Ok);

        SendOutcome outcome = await Send(Config() with { Message = message }, Firing());
        JsonElement body = await NextJsonAsync();

        Assert.Contains(error, outcome.TemplateError, StringComparison.Ordinal);
        Assert.False(body.TryGetProperty("parse_mode", out _));
        Assert.StartsWith(
            "Firing:\n- {alertname=\"a\", team=\"x\"}\n  summary: a is unwell\n", body.GetProperty("text").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTML", "[REPEAT] <b>x</b>")]
    [InlineData("MarkdownV2", "\\[REPEAT\\] <b>x</b>")]
    [InlineData("Markdown", "\\[REPEAT] <b>x</b>")]
    [InlineData("", "[REPEAT] <b>x</b>")]
    public async Task A_repeat_says_so_without_breaking_the_markup(string mode, string text)
    {
        Server.Answer(200, Ok);

        await Send(Config() with { ParseMode = mode, Message = "<b>x</b>" }, Firing() with { IsRepeat = true });

        Assert.Equal(text, (await NextJsonAsync()).GetProperty("text").GetString());
    }

    private TelegramConfig Config() => new()
    {
        ApiUrl = new WebUrl(Server.Url("")),
        BotToken = new Secret("123:token"),
        ChatId = -100123,
        Message = $"<b>{Sentence}</b>",
    };
}
