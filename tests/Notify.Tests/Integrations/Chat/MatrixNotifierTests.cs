using System.Text;
using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Matrix;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations.Chat;

public sealed class MatrixNotifierTests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_message_is_put_under_the_id_of_the_notification()
    {
        WireRequest request = await SendAsync(
            Config() with { Html = "<b>{{ .CommonAnnotations.summary }}</b>", RoomId = "!{{ .GroupLabels.team }}:example.org" },
            Firing("a") with { Annotations = LabelSet.Of(("summary", "a < b & c")) });

        Golden.Holds(
            """
            PUT /base/_matrix/client/v3/rooms/%21x%3Aexample.org/send/m.room.message/00112233445566778899aabbccddeeff
            Authorization: Bearer syt
            Content-Type: application/json

            {"msgtype":"m.text","body":"🔥 FIRING a\n- a \u003c b \u0026 c\n  team=x\nhttp://tocsin.example:9093/#/alerts?receiver=team-x",
            "format":"org.matrix.custom.html","formatted_body":"\u003cb\u003ea \u0026lt; b \u0026amp; c\u003c/b\u003e"}
            """,
            request);
    }

    [Fact]
    public async Task A_resolved_message_may_be_a_notice_without_HTML()
    {
        WireRequest request = await SendAsync(Config() with { Html = "", MsgType = "m.notice" }, Resolved("a"));

        Golden.Holds(
            """
            PUT /base/_matrix/client/v3/rooms/%21r%3Aexample.org/send/m.room.message/00112233445566778899aabbccddeeff
            Authorization: Bearer syt
            Content-Type: application/json

            {"msgtype":"m.notice",
            "body":"✅ RESOLVED a\nResolved:\n- a is unwell\n  team=x\nhttp://tocsin.example:9093/#/alerts?receiver=team-x"}
            """,
            request);
    }

    [Theory]
    [InlineData("{{ .Nope }}", "<b>html</b>")]
    [InlineData("text", "{{ .Nope }}")]
    public async Task If_one_of_the_texts_fails_the_plain_one_alone_goes_out_with_the_reason(string text, string html)
    {
        _server.Answer(200, "{\"event_id\":\"$1\"}");

        SendOutcome outcome = await NotifyAsync(Config() with { Text = text, Html = html }, Message(Firing("a")));

        JsonElement json = Json(await _server.NextAsync());
        Assert.Contains("failed", json.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.False(json.TryGetProperty("formatted_body", out _));
        Assert.NotNull(outcome.TemplateError);
    }

    [Fact]
    public async Task An_update_takes_the_place_of_the_first_message_and_the_end_begins_anew()
    {
        _server.Answer(200, "{\"event_id\":\"$first\"}");
        _server.Answer(200, "{\"event_id\":\"$edit\"}");
        _server.Answer(200, "{\"event_id\":\"$edit2\"}");
        MatrixConfig config = Config() with { UpdateMessage = true, Text = "{{ .Status }}", Html = "<i>{{ .Status }}</i>" };

        var first = (SendOutcome.Delivered)await NotifyAsync(config, Message(Firing("a")));
        await _server.NextAsync();
        var second = (SendOutcome.Delivered)await NotifyAsync(config, Message(Firing("a")) with { ReceiverData = first.ReceiverData });
        WireRequest edit = await _server.NextAsync();
        var third = (SendOutcome.Delivered)await NotifyAsync(config, Message(Resolved("a")) with { ReceiverData = second.ReceiverData });

        Golden.Holds(
            """
            PUT /base/_matrix/client/v3/rooms/%21r%3Aexample.org/send/m.room.message/00112233445566778899aabbccddeeff-update
            Authorization: Bearer syt
            Content-Type: application/json

            {"msgtype":"m.text","body":"* firing","format":"org.matrix.custom.html",
            "formatted_body":"* \u003ci\u003efiring\u003c/i\u003e","m.new_content":{"msgtype":"m.text","body":"firing",
            "format":"org.matrix.custom.html","formatted_body":"\u003ci\u003efiring\u003c/i\u003e"},
            "m.relates_to":{"rel_type":"m.replace","event_id":"$first"}}
            """,
            edit);
        Assert.Equal(first.ReceiverData, second.ReceiverData);
        Assert.Contains("\"event_id\":\"$first\"", (await _server.NextAsync()).Body, StringComparison.Ordinal);
        Assert.Empty(third.ReceiverData);
    }

    [Fact]
    public async Task A_message_that_cannot_be_updated_any_more_is_sent_anew()
    {
        _server.Answer(404, "{\"errcode\":\"M_NOT_FOUND\",\"error\":\"no such event\"}");
        _server.Answer(200, "{\"event_id\":\"$new\"}");
        var data = new Dictionary<string, string> { [MatrixNotifier.EventKey] = "$gone", [MatrixNotifier.RoomKey] = "!r:example.org" };

        var outcome = (SendOutcome.Delivered)await NotifyAsync(
            Config() with { UpdateMessage = true }, Message(Firing("a")) with { ReceiverData = data });

        Assert.EndsWith("-update HTTP/1.1", (await _server.NextAsync()).Line, StringComparison.Ordinal);
        Assert.EndsWith("/00112233445566778899aabbccddeeff HTTP/1.1", (await _server.NextAsync()).Line, StringComparison.Ordinal);
        Assert.Equal("$new", outcome.ReceiverData[MatrixNotifier.EventKey]);
    }

    [Theory]
    [InlineData(false, "!r:example.org")]
    [InlineData(true, "!other:example.org")]
    public async Task Without_the_wish_or_in_another_room_nothing_is_updated(bool updates, string room)
    {
        _server.Answer(200, "{\"event_id\":\"$1\"}");
        var data = new Dictionary<string, string> { [MatrixNotifier.EventKey] = "$e", [MatrixNotifier.RoomKey] = room };

        await NotifyAsync(Config() with { UpdateMessage = updates }, Message(Firing("a")) with { ReceiverData = data });

        Assert.DoesNotContain("m.replace", (await _server.NextAsync()).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_asks_for_patience_in_milliseconds_gets_it()
    {
        _server.Answer(429, "{\"errcode\":\"M_LIMIT_EXCEEDED\",\"error\":\"Too many requests\",\"retry_after_ms\":2500}");

        var outcome = Assert.IsType<SendOutcome.Retry>(await NotifyAsync(Config(), Message(Firing("a"))));

        Assert.Equal((SendFailureReason.RateLimited, TimeSpan.FromMilliseconds(2500)), (outcome.Reason, outcome.After));
        Assert.Equal("unexpected status code 429: M_LIMIT_EXCEEDED: Too many requests", outcome.Answer);
    }

    [Fact]
    public async Task Texts_are_cut_so_that_even_an_update_fits_into_an_event()
    {
        _server.Answer(200, "{\"event_id\":\"$1\"}");
        var data = new Dictionary<string, string> { [MatrixNotifier.EventKey] = "$e", [MatrixNotifier.RoomKey] = "!r:example.org" };
        MatrixConfig config = Config() with
        {
            UpdateMessage = true,
            Text = new string('é', 40_000) + "\u0001",
            Html = "<b>" + new string('x', 17_000) + "</b>",
        };

        await NotifyAsync(config, Message(Firing("a")) with { ReceiverData = data });

        WireRequest request = await _server.NextAsync();
        string body = Json(request).GetProperty("m.new_content").GetProperty("body").GetString()!;
        Assert.EndsWith("é…\n(cut here: too long for one message)", body, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(body), 8_180, 8_192);
        Assert.DoesNotContain("formatted_body", request.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ .Nope }}")]
    [InlineData("#alias:example.org")]
    [InlineData("{{ .CommonLabels.none }}")]
    public async Task Without_a_rooms_id_nothing_is_sent(string room)
    {
        SendOutcome outcome = await NotifyAsync(Config() with { RoomId = room }, Message(Firing("a")));

        Assert.Equal("room_id is not a room's id such as !abc:example.org", Assert.IsType<SendOutcome.Rejected>(outcome).Answer);
    }

    [Fact]
    public async Task A_token_in_a_file_that_is_away_for_a_moment_is_asked_for_again()
    {
        SendOutcome outcome = await NotifyAsync(
            Config() with { AccessToken = default, AccessTokenFile = "none/token" }, Message(Firing("a")));

        Assert.Contains("none/token", Assert.IsType<SendOutcome.Retry>(outcome).Answer, StringComparison.Ordinal);
    }

    private static JsonElement Json(WireRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static Notification Message(Alert alert) => TestServices.NotificationOf(Of(At(0), alert));

    private MatrixConfig Config() => new()
    {
        Homeserver = new WebUrl(_server.Url("/base")),
        AccessToken = new Secret("syt"),
        RoomId = "!r:example.org",
    };

    private ValueTask<SendOutcome> NotifyAsync(MatrixConfig config, Notification notification) =>
        config.CreateNotifier(TestServices.On(_time)).SendAsync(
            notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);

    private async Task<WireRequest> SendAsync(MatrixConfig config, Alert alert)
    {
        _server.Answer(200, "{\"event_id\":\"$1\"}");
        SendOutcome outcome = await NotifyAsync(config, Message(alert));
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Null(outcome.TemplateError);
        return await _server.NextAsync();
    }
}
