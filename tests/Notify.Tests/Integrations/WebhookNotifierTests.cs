using System.Text.Json;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class WebhookNotifierTests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_body_is_that_of_Alertmanager_byte_for_byte()
    {
        _server.Answer(200);
        var alert = new Alert
        {
            Labels = LabelSet.Of(("alertname", "Disk<Full>"), ("job", "node"), ("zone", "a&b")),
            Annotations = LabelSet.Of(("summary", "\"full\"\n")),
            StartsAt = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(1234567)),
            EndsAt = default,
            UpdatedAt = Start,
            GeneratorUrl = "http://prom/graph?g0.expr=up%3D%3D0&g0.tab=1",
        };
        Flush flush = Of(At(0), alert) with { Receiver = "team-x.y", RouteLabels = LabelSet.Of(("tier", "1")) };

        await Send(Config(), TestServices.NotificationOf(flush));
        WireRequest request = await _server.NextAsync();

        Assert.Equal(
            OneLine(
                $$$"""
                {"receiver":"team-x\\.y","status":"firing","alerts":[{"status":"firing",
                "labels":{"alertname":"Disk\u003cFull\u003e","job":"node","zone":"a\u0026b"},
                "annotations":{"summary":"\"full\"\n"},"startsAt":"2026-01-01T00:00:00.1234567Z",
                "endsAt":"0001-01-01T00:00:00Z",
                "generatorURL":"http://prom/graph?g0.expr=up%3D%3D0\u0026g0.tab=1",
                "fingerprint":"{{{alert.Fingerprint}}}"}],"notification_reason":"first notification",
                "groupLabels":{"team":"x"},"commonLabels":{"alertname":"Disk\u003cFull\u003e","job":"node",
                "zone":"a\u0026b"},"commonAnnotations":{"summary":"\"full\"\n"},"routeLabels":{"tier":"1"},
                "externalURL":"http://tocsin.example:9093","version":"4","groupKey":"{}:{team=\"x\"}",
                "truncatedAlerts":0}
                """),
            request.Body);
        Assert.Equal("POST /hook?k=v HTTP/1.1", request.Line);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal($"Alertmanager/0.34.0 Tocsin/{Compatibility.Version}", request.Headers["User-Agent"]);
        Assert.Equal("00112233445566778899aabbccddeeff", request.Headers["Idempotency-Key"]);
        Assert.False(request.Headers.ContainsKey("X-Tocsin-Repeat"));
    }

    [Fact]
    public async Task Resolved_alerts_tell_their_end_and_the_group_is_resolved_only_with_all_of_them()
    {
        _server.Answer(200);
        _server.Answer(200);

        await Send(Config(), TestServices.NotificationOf(Of(At(0), Firing("a"), Resolved("b"))));
        JsonElement mixed = Json(await _server.NextAsync());
        await Send(Config(), TestServices.NotificationOf(Of(At(0), Resolved("b"))));
        JsonElement resolved = Json(await _server.NextAsync());

        Assert.Equal("firing", mixed.GetProperty("status").GetString());
        Assert.Equal(["firing", "resolved"], mixed.GetProperty("alerts").EnumerateArray().Select(a => a.GetProperty("status").GetString()));
        Assert.Equal("{\"team\":\"x\"}", mixed.GetProperty("commonLabels").GetRawText());
        Assert.Equal("resolved", resolved.GetProperty("status").GetString());
        Assert.Equal("2026-01-01T00:00:00Z", resolved.GetProperty("alerts")[0].GetProperty("endsAt").GetString());
    }

    [Fact]
    public async Task Alerts_beyond_the_maximum_are_counted_and_not_sent()
    {
        _server.Answer(200);

        await Send(Config() with { MaxAlerts = 2 }, TestServices.NotificationOf(Of(At(0), Resolved("a"), Resolved("b"), Firing("c"))));
        JsonElement body = Json(await _server.NextAsync());

        Assert.Equal(2, body.GetProperty("alerts").GetArrayLength());
        Assert.Equal(1, body.GetProperty("truncatedAlerts").GetInt32());
        Assert.Equal("firing", body.GetProperty("status").GetString());
    }

    [Fact]
    public async Task A_repeat_says_so()
    {
        _server.Answer(200);

        await Send(Config(), TestServices.NotificationOf(Of(At(0), Firing("a"))) with { IsRepeat = true });

        Assert.Equal("1", (await _server.NextAsync()).Headers["X-Tocsin-Repeat"]);
    }

    [Fact]
    public async Task The_URL_may_be_a_template_and_may_stand_in_a_file()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, _server.Url("/from-file/{{ .GroupLabels.team }}") + "\n", TestContext.Current.CancellationToken);
        _server.Answer(200);
        _server.Answer(200);

        await Send(Config() with { Url = new Secret(_server.Url("/{{ .Status }}/{{ len .Alerts }}")) }, Notification());
        Assert.Equal("POST /firing/1 HTTP/1.1", (await _server.NextAsync()).Line);
        await Send(Config() with { Url = default, UrlFile = file }, Notification());
        Assert.Equal("POST /from-file/x HTTP/1.1", (await _server.NextAsync()).Line);
        File.Delete(file);
    }

    [Fact]
    public async Task A_file_that_is_missing_for_the_moment_is_tried_again_and_named()
    {
        SendOutcome outcome = await Send(Config() with { Url = default, UrlFile = "/nowhere/url" }, Notification());

        Assert.IsType<SendOutcome.Retry>(outcome);
        Assert.Contains("/nowhere/url", outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_payload_of_any_shape_is_rendered_and_its_values_keep_their_types()
    {
        _server.Answer(200);
        Assert.Null(YamlValue.TryParse(
            """
            text: "{{ .Status }} <{{ len .Alerts }}>"
            count: "{{ .Alerts | len }}"
            list: "[1, {{ len .Alerts }}]"
            nested: {deep: ["{{ .Receiver }}", 1.5, true, null]}
            "{{ .Status }}-key": plain
            quoted: '"0123"'
            """,
            out YamlValue payload));

        await Send(Config() with { Payload = payload }, Notification());

        Assert.Equal(
            OneLine(
                """
                {"count":1,"firing-key":"plain","list":[1,1],"nested":{"deep":["team-x",1.5,true,null]},
                "quoted":"\"0123\"","text":"firing \u003c1\u003e"}
                """),
            (await _server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_payload_whose_template_fails_gives_way_to_the_standard_body_and_says_why()
    {
        _server.Answer(200);
        Assert.Null(YamlValue.TryParse("text: \"{{ .NoSuchField }}\"", out YamlValue payload));

        SendOutcome outcome = await Send(Config() with { Payload = payload }, Notification());
        WireRequest request = await _server.NextAsync();

        Assert.Equal("4", Json(request).GetProperty("version").GetString());
        Assert.Contains("NoSuchField", request.Headers["X-Tocsin-Template-Error"], StringComparison.Ordinal);
        Assert.StartsWith("payload.text: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.IsType<SendOutcome.Delivered>(outcome);
    }

    [Fact]
    public async Task A_URL_whose_template_fails_is_a_rejection_that_names_the_error()
    {
        SendOutcome outcome = await Send(Config() with { Url = new Secret("http://x/{{ .NoSuchField }}") }, Notification());

        Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.Contains("NoSuchField", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(200, "Delivered", null)]
    [InlineData(202, "Delivered", null)]
    [InlineData(400, "Rejected", SendFailureReason.ClientError)]
    [InlineData(401, "Rejected", SendFailureReason.AuthError)]
    [InlineData(403, "Rejected", SendFailureReason.AuthError)]
    [InlineData(404, "Rejected", SendFailureReason.ClientError)]
    [InlineData(429, "Retry", SendFailureReason.RateLimited)]
    [InlineData(500, "Retry", SendFailureReason.ServerError)]
    [InlineData(503, "Retry", SendFailureReason.ServerError)]
    [InlineData(302, "Rejected", SendFailureReason.Other)]
    public async Task Each_status_has_its_outcome(int status, string kind, SendFailureReason? reason)
    {
        _server.Answer(status, "because");

        SendOutcome outcome = await Send(Config(), Notification());

        Assert.Equal(kind, outcome.GetType().Name);
        Assert.Equal(status, outcome.Code);
        Assert.Equal(reason, (outcome as SendOutcome.Retry)?.Reason ?? (outcome as SendOutcome.Rejected)?.Reason);
        Assert.Equal(kind == "Delivered" ? "because" : $"unexpected status code {status}: because", outcome.Answer);
    }

    [Theory]
    [InlineData("17", 17)]
    [InlineData("Thu, 01 Jan 2026 00:01:30 GMT", 90)]
    [InlineData("Wed, 31 Dec 2025 00:00:00 GMT", null)]
    [InlineData("soon", null)]
    public async Task Retry_after_is_understood_in_seconds_and_as_a_date(string value, int? seconds)
    {
        _server.Answer(503, "", "Retry-After: " + value);

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config(), Notification()));

        Assert.Equal(seconds, outcome.After?.TotalSeconds);
    }

    [Fact]
    public async Task A_connection_that_is_refused_is_tried_again_and_nothing_has_arrived()
    {
        await _server.DisposeAsync();

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config(), Notification()));

        Assert.False(outcome.MayHaveArrived);
        Assert.StartsWith("ConnectionError: ", outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_cut_after_the_request_may_have_delivered_it()
    {
        _server.Cut();

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config(), Notification()));

        Assert.True(outcome.MayHaveArrived);
    }

    [Fact]
    public async Task An_attempt_ends_at_its_configured_timeout()
    {
        ValueTask<SendOutcome> sending = Send(Config() with { Timeout = TimeSpan.FromSeconds(5) }, Notification());
        await _server.NextAsync();

        _time.Advance(TimeSpan.FromSeconds(5));

        var outcome = Assert.IsType<SendOutcome.Retry>(await sending);
        Assert.Equal(SendFailureReason.ContextDeadlineExceeded, outcome.Reason);
        Assert.True(outcome.MayHaveArrived);
        Assert.Equal("no answer within the configured timeout of 5s", outcome.Answer);
    }

    [Fact]
    public async Task The_end_of_the_flush_cancels_the_attempt()
    {
        using var ends = new CancellationTokenSource();
        var notifier = new WebhookNotifier(Config(), TestServices.On(_time));
        ValueTask<SendOutcome> sending = notifier.SendAsync(Notification(), NoSendObserver.Instance, ends.Token);
        await _server.NextAsync();

        await ends.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await sending);
    }

    [Fact]
    public async Task An_answer_that_echoes_the_URL_does_not_carry_it_into_the_journal()
    {
        _server.Answer(404, $"no hook at {_server.Url("/hook?k=v")} (hook?k=v)\u0007" + new string('x', 5000));

        SendOutcome outcome = await Send(Config(), Notification());

        Assert.DoesNotContain("k=v", outcome.Answer, StringComparison.Ordinal);
        Assert.InRange(outcome.Answer.Length, 100, 1100);
        Assert.DoesNotContain('\u0007', outcome.Answer);
    }

    [Fact]
    public async Task An_endless_answer_is_read_only_so_far()
    {
        _server.Answer(200, new string('x', 1_000_000));

        Assert.IsType<SendOutcome.Delivered>(await Send(Config(), Notification()));
    }

    private static JsonElement Json(WireRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private WebhookConfig Config() => new() { Url = new Secret(_server.Url("/hook?k=v")) };

    private ValueTask<SendOutcome> Send(WebhookConfig config, Notification notification) =>
        new WebhookNotifier(config, TestServices.On(_time))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);

    // Goldens are broken where they read well; the bodies have no line breaks but the last.
    private static string OneLine(string golden) => golden.ReplaceLineEndings("") + "\n";
}
