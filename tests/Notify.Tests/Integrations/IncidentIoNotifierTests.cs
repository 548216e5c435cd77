using System.Text;
using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.IncidentIo;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class IncidentIoNotifierTests : IAsyncDisposable
{
    private const int BodyBytesMax = 524_288;

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task The_event_is_the_webhook_of_Alertmanager_in_version_1_of_incident_io()
    {
        _server.Answer(202);
        Alert alert = Firing("a");

        Assert.IsType<SendOutcome.Delivered>(await Send(Config(), TestServices.NotificationOf(Of(At(0), alert))));

        Golden.Holds(
            $$$"""
            POST /v2/alert_events/alertmanager/01
            Authorization: Bearer io-token
            Content-Type: application/json

            {"receiver":"team-x","status":"firing","alerts":[{"status":"firing",
            "labels":{"alertname":"a","team":"x"},"annotations":{"summary":"a is unwell"},
            "startsAt":"2025-12-31T23:00:00Z","endsAt":"0001-01-01T00:00:00Z",
            "generatorURL":"http://prometheus/graph?g0.expr=up","fingerprint":"{{{alert.Fingerprint}}}"}],
            "notification_reason":"first notification","groupLabels":{"team":"x"},
            "commonLabels":{"alertname":"a","team":"x"},"commonAnnotations":{"summary":"a is unwell"},
            "routeLabels":{},"externalURL":"http://tocsin.example:9093","version":"1",
            "groupKey":"{}:{team=\"x\"}","truncatedAlerts":0}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task A_resolved_group_says_so()
    {
        _server.Answer(202);

        await Send(Config(), TestServices.NotificationOf(Of(At(0), Resolved("a"))));

        JsonElement sent = Json(await _server.NextAsync());
        Assert.Equal("resolved", sent.GetProperty("status").GetString());
        Assert.Equal("2026-01-01T00:00:00Z", sent.GetProperty("alerts")[0].GetProperty("endsAt").GetString());
    }

    [Fact]
    public async Task Alerts_beyond_the_maximum_are_counted_and_not_sent()
    {
        _server.Answer(202);

        await Send(Config() with { MaxAlerts = 2 }, TestServices.NotificationOf(Of(At(0), Firing("a"), Firing("b"), Firing("c"))));

        JsonElement sent = Json(await _server.NextAsync());
        Assert.Equal(2, sent.GetProperty("alerts").GetArrayLength());
        Assert.Equal(1, sent.GetProperty("truncatedAlerts").GetInt32());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    public async Task Of_an_event_that_is_too_large_as_many_alerts_go_as_there_is_room_for(ulong maxAlerts)
    {
        _server.Answer(202);
        Alert[] alerts = [.. Enumerable.Range(0, 700).Select(i => Big($"a{i:000}", 2_000))];

        await Send(Config() with { MaxAlerts = maxAlerts }, TestServices.NotificationOf(Of(At(0), alerts)));

        WireRequest request = await _server.NextAsync();
        JsonElement sent = Json(request);
        int kept = sent.GetProperty("alerts").GetArrayLength();
        int oneMore = sent.GetProperty("alerts")[0].GetRawText().Length + 1;
        int bytes = Encoding.UTF8.GetByteCount(request.Body);
        Assert.InRange(bytes, BodyBytesMax - oneMore + 1, BodyBytesMax);
        Assert.Equal(700 - kept, sent.GetProperty("truncatedAlerts").GetInt32());
        Assert.Equal("a000", sent.GetProperty("alerts")[0].GetProperty("labels").GetProperty("alertname").GetString());
    }

    [Fact]
    public async Task An_alert_that_is_too_large_by_itself_loses_the_ends_of_its_annotations()
    {
        _server.Answer(202);

        await Send(Config(), TestServices.NotificationOf(Of(At(0), Big("a", 600_000), Firing("b"))));

        JsonElement sent = Json(await _server.NextAsync());
        Assert.Equal(2, sent.GetProperty("alerts").GetArrayLength());
        Assert.Equal(
            new string('x', 1_999) + "…",
            sent.GetProperty("alerts")[0].GetProperty("annotations").GetProperty("text").GetString());
    }

    [Fact]
    public async Task Url_and_token_may_stand_in_files_and_are_read_at_each_send()
    {
        string url = Path.GetTempFileName();
        string token = Path.GetTempFileName();
        await File.WriteAllTextAsync(url, _server.Url("/from-file") + "\n", TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(token, "one\n", TestContext.Current.CancellationToken);
        IncidentIoConfig config = new() { UrlFile = url, AlertSourceTokenFile = token };
        INotifier notifier = config.CreateNotifier(TestServices.On(_time));
        _server.Answer(202);
        _server.Answer(202);

        await notifier.SendAsync(Notification(), NoSendObserver.Instance, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(token, "two\n", TestContext.Current.CancellationToken);
        await notifier.SendAsync(Notification(), NoSendObserver.Instance, TestContext.Current.CancellationToken);

        WireRequest first = await _server.NextAsync();
        Assert.Equal("POST /from-file HTTP/1.1", first.Line);
        Assert.Equal("Bearer one", first.Headers["Authorization"]);
        Assert.Equal("Bearer two", (await _server.NextAsync()).Headers["Authorization"]);
        File.Delete(url);
        File.Delete(token);
    }

    [Fact]
    public async Task Without_a_token_the_authorization_of_http_config_holds()
    {
        _server.Answer(202);
        var http = new HttpClientConfig { Authorization = new AuthorizationConfig { Credentials = new Secret("other") } };

        await Send(Config() with { AlertSourceToken = default, HttpConfig = http }, Notification());

        Assert.Equal("Bearer other", (await _server.NextAsync()).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_file_that_is_missing_for_the_moment_is_tried_again_and_named()
    {
        SendOutcome outcome = await Send(
            Config() with { AlertSourceToken = default, AlertSourceTokenFile = "/nowhere/token" }, Notification());

        Assert.Contains("/nowhere/token", Assert.IsType<SendOutcome.Retry>(outcome).Answer, StringComparison.Ordinal);
    }

    private static Alert Big(string name, int size) =>
        Firing(name) with { Annotations = LabelSet.Of(("text", new string('x', size))) };

    private static JsonElement Json(WireRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private IncidentIoConfig Config() => new()
    {
        Url = new WebUrl(_server.Url("/v2/alert_events/alertmanager/01")),
        AlertSourceToken = new Secret("io-token"),
    };

    private ValueTask<SendOutcome> Send(IncidentIoConfig config, Notification notification) =>
        config.CreateNotifier(TestServices.On(_time))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);
}
