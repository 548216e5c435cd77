using System.Text;
using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.GoogleChat;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class GoogleChatNotifierTests : IAsyncDisposable
{
    private const string Thread = "ce313f1589229ded55d0b0296e50c7b8b7cdc5809c93cce877810f8d7105c36f";

    private const string Reply = "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD";

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_message_stands_in_the_thread_of_its_group()
    {
        WireRequest request = await SendAsync(Config(), Firing("a"));

        Golden.Holds(
            $$$"""
            POST /v1/spaces/A/messages?key=k&token=t%3D&requestId=00112233445566778899aabbccddeeff{{{Reply}}}
            Content-Type: application/json

            {"text":"*🔥 FIRING a*\n- a is unwell\n  team=x\n\u003chttp://tocsin.example:9093/#/alerts?receiver=team-x|All alerts\u003e",
            "thread":{"threadKey":"{{{Thread}}}"}}
            """,
            request);
    }

    [Fact]
    public async Task A_resolved_message_may_stand_by_itself()
    {
        WireRequest request = await SendAsync(
            Config() with { Url = new Secret(_server.Url("/hook")), Threading = false }, Resolved("a"));

        Golden.Holds(
            """
            POST /hook?requestId=00112233445566778899aabbccddeeff
            Content-Type: application/json

            {"text":"*✅ RESOLVED a*\nResolved:\n- a is unwell\n  team=x
            \n\u003chttp://tocsin.example:9093/#/alerts?receiver=team-x|All alerts\u003e"}
            """,
            request);
    }

    [Fact]
    public async Task Cards_are_what_the_configuration_says_and_texts_in_them_stay_texts()
    {
        GoogleChatConfig config = Config() with
        {
            Text = "",
            Cards = Cards("[{cardId: a, card: {header: {title: '{{ len .Alerts }}'}, size: 2, sections: [{collapsible: true}]}}]"),
        };

        Golden.Holds(
            $$$"""
            POST /v1/spaces/A/messages?key=k&token=t%3D&requestId=00112233445566778899aabbccddeeff{{{Reply}}}
            Content-Type: application/json

            {"cardsV2":[{"card":{"header":{"title":"1"},"sections":[{"collapsible":true}],"size":2},"cardId":"a"}],
            "thread":{"threadKey":"{{{Thread}}}"}}
            """,
            await SendAsync(config, Firing("a")));
    }

    [Fact]
    public async Task Cards_whose_template_fails_give_way_to_the_plain_message_in_which_nothing_rings()
    {
        _server.Answer(200, "{}");
        Alert evil = Firing("a") with { Annotations = LabelSet.Of(("summary", "<users/all>")) };

        SendOutcome outcome = await NotifyAsync(Config() with { Text = "", Cards = Cards("[{cardId: '{{ .Nope }}'}]") }, evil);

        JsonElement json = Json(await _server.NextAsync());
        Assert.False(json.TryGetProperty("cardsV2", out _));
        Assert.Contains("<\u200busers/all>", json.GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("cards[0].cardId: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_text_is_cut_at_4096_characters_and_cards_that_are_too_long_are_left_out()
    {
        GoogleChatConfig config = Config() with
        {
            Text = new string('x', 5000),
            Cards = Cards($"[{{cardId: {new string('y', 33_000)}}}]"),
        };

        WireRequest request = await SendAsync(config, Firing("a"));

        string text = Json(request).GetProperty("text").GetString()!;
        Assert.EndsWith(
            "x…\n(cut here: too long for one message)\n(the cards are left out: too long for one message)", text, StringComparison.Ordinal);
        Assert.Equal(4096 + "\n(the cards are left out: too long for one message)".Length, text.Length);
        Assert.False(Json(request).TryGetProperty("cardsV2", out _));
        Assert.InRange(Encoding.UTF8.GetByteCount(request.Body), 4096, 32_000);
    }

    [Fact]
    public async Task An_empty_text_is_a_template_that_failed()
    {
        _server.Answer(200, "{}");

        SendOutcome outcome = await NotifyAsync(Config() with { Text = "{{ .CommonLabels.none }}" }, Firing("a"));

        Assert.Contains("a is unwell", (await _server.NextAsync()).Body, StringComparison.Ordinal);
        Assert.Equal("text: the template gives an empty text", outcome.TemplateError);
    }

    [Fact]
    public async Task A_refusal_is_told_in_Googles_words_without_the_key()
    {
        _server.Answer(400, "{\"error\":{\"code\":400,\"message\":\"bad t%3D\",\"status\":\"INVALID_ARGUMENT\"}}");

        SendOutcome outcome = await NotifyAsync(
            Config() with { Url = new Secret(_server.Url("/v1/spaces/A/messages?key=kkkkkkk&token=ttttttt")) }, Firing("a"));

        Assert.Equal("unexpected status code 400: INVALID_ARGUMENT: bad t%3D", Assert.IsType<SendOutcome.Rejected>(outcome).Answer);
    }

    private static JsonElement Json(WireRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static YamlValue Cards(string yaml)
    {
        Assert.Null(YamlValue.TryParse(yaml, out YamlValue value));
        return value;
    }

    private GoogleChatConfig Config() => new() { Url = new Secret(_server.Url("/v1/spaces/A/messages?key=k&token=t%3D")) };

    private ValueTask<SendOutcome> NotifyAsync(GoogleChatConfig config, Alert alert) =>
        config.CreateNotifier(TestServices.On(_time)).SendAsync(
            TestServices.NotificationOf(Of(At(0), alert)), NoSendObserver.Instance, TestContext.Current.CancellationToken);

    private async Task<WireRequest> SendAsync(GoogleChatConfig config, Alert alert)
    {
        _server.Answer(200, "{}");
        SendOutcome outcome = await NotifyAsync(config, alert);
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Null(outcome.TemplateError);
        return await _server.NextAsync();
    }
}
