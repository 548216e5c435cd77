using System.Text;
using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Webex;
using Tocsin.Notify.Tests.Contracts;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class WebexNotifierTests : ChatTests
{
    [Theory]
    [InlineData(true, "firing")]
    [InlineData(false, "resolved")]
    public async Task A_message_goes_to_the_room_with_the_token_of_the_bot(bool fires, string status)
    {
        Server.Answer(200, "{\"id\":\"x\"}");

        Assert.IsType<SendOutcome.Delivered>(await Send(Config(), fires ? Firing() : Resolved()));

        Golden.Holds(
            $$"""
            POST /v1/messages
            Authorization: Bearer bot-token
            Content-Type: application/json

            {"markdown":"**a is {{status}}**","roomId":"room-x"}
            """,
            await Server.NextAsync());
    }

    [Fact]
    public async Task A_message_over_7439_bytes_is_cut_between_characters()
    {
        Server.Answer(200);

        await Send(Config() with { Message = string.Concat(Enumerable.Repeat("é🔥", 4000)) }, Firing());
        string text = (await NextJsonAsync()).GetProperty("markdown").GetString()!;

        Assert.InRange(Encoding.UTF8.GetByteCount(text), 7434, 7439);
        Assert.EndsWith("…\n\n(cut here: too long for one message)", text, StringComparison.Ordinal);
        Assert.DoesNotContain('\uFFFD', text);
    }

    [Fact]
    public async Task A_template_that_fails_gives_the_plain_message_and_a_repeat_says_so()
    {
        Server.Answer(200);

        SendOutcome outcome = await Send(Config() with { Message = Broken }, Firing() with { IsRepeat = true });
        JsonElement body = await NextJsonAsync();

        Assert.StartsWith("message: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.StartsWith(
            "[REPEAT] Firing:\n\n- {alertname=\"a\", team=\"x\"}", body.GetProperty("markdown").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ .CommonLabels.noroom }}", null)]
    [InlineData(Broken, "room_id: ")]
    public async Task Without_a_room_there_is_nowhere_to_send_to(string room, string? error)
    {
        SendOutcome outcome = await Send(Config() with { RoomId = room }, Firing());

        Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.Equal("room_id is empty after its template ran", outcome.Answer);
        Assert.Equal(error is not null, outcome.TemplateError?.StartsWith(error!, StringComparison.Ordinal) ?? false);
    }

    private WebexConfig Config() => new()
    {
        ApiUrl = new WebUrl(Server.Url("/v1/messages")),
        RoomId = "room-{{ .GroupLabels.team }}",
        Message = $"**{Sentence}**",
        HttpConfig = new HttpClientConfig
        {
            Authorization = new AuthorizationConfig { Credentials = new Secret("bot-token") },
        },
    };
}
