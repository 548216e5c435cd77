using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Opsgenie;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class OpsgenieNotifierTests : IAsyncDisposable
{
    // printf '{}:{team="x"}' | sha256sum
    private const string Alias = "ce313f1589229ded55d0b0296e50c7b8b7cdc5809c93cce877810f8d7105c36f";

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_group_creates_an_alert_with_every_field()
    {
        _server.Answer(202);
        OpsgenieConfig config = Config() with
        {
            Details = new Dictionary<string, string> { ["runbook"] = "http://run/{{ .Status }}", ["team"] = "mine" },
            Entity = "{{ .GroupLabels.team }}",
            Responders =
            [
                new OpsgenieResponderConfig { Name = "Ops", Type = "Team" },
                new OpsgenieResponderConfig { Id = "id-1", Type = "schedule" },
                new OpsgenieResponderConfig { Username = "{{ .CommonLabels.nobody }}", Type = "user" },
                new OpsgenieResponderConfig { Name = "A, B,,", Type = "{{ \"teams\" }}" },
            ],
            Actions = "restart, {{ .Status }}",
            Tags = "one,, two",
            Note = "n <1>",
            Priority = "{{ if .Alerts.Firing }}P1{{ end }}",
        };

        Assert.IsType<SendOutcome.Delivered>(await Send(config, Notification()));

        Golden.Holds(
            $$$"""
            POST /api/v2/alerts
            Authorization: GenieKey genie-key
            Content-Type: application/json

            {"alias":"{{{Alias}}}","message":"a is firing",
            "description":"a is unwell","details":{"alertname":"a","runbook":"http://run/firing","team":"mine"},
            "source":"http://am","responders":[{"name":"Ops","type":"team"},{"id":"id-1","type":"schedule"},
            {"name":"A","type":"team"},{"name":"B","type":"team"}],"tags":["one"," two"],"note":"n \u003c1\u003e",
            "priority":"P1","entity":"x","actions":["restart"," firing"]}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task Fields_without_text_are_left_out()
    {
        _server.Answer(202);

        await Send(Config() with { Description = "", Source = "" }, Notification());

        Golden.Holds(
            $$$"""
            POST /api/v2/alerts
            Authorization: GenieKey genie-key
            Content-Type: application/json

            {"alias":"{{{Alias}}}","message":"a is firing",
            "details":{"alertname":"a","team":"x"},"source":""}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task A_resolved_group_closes_the_alert()
    {
        _server.Answer(202);

        await Send(Config(), TestServices.NotificationOf(Of(At(0), Resolved("a"))));

        Golden.Holds(
            $$$"""
            POST /api/v2/alerts/{{{Alias}}}/close?identifierType=alias
            Authorization: GenieKey genie-key
            Content-Type: application/json

            {"source":"http://am"}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task A_close_whose_template_fails_brings_the_facts_into_a_note()
    {
        _server.Answer(202);

        SendOutcome outcome = await Send(
            Config() with { Source = "{{ .Nope }}" }, TestServices.NotificationOf(Of(At(0), Resolved("a"))));

        JsonElement close = Json(await _server.NextAsync());
        Assert.Contains("a is unwell", close.GetProperty("note").GetString(), StringComparison.Ordinal);
        Assert.StartsWith("source: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Updates_of_message_and_description_follow_the_alert_if_asked_for()
    {
        _server.Answer(202);
        _server.Answer(202);
        _server.Answer(202);

        Assert.IsType<SendOutcome.Delivered>(await Send(Config() with { UpdateAlerts = true }, Notification()));

        Assert.Equal("POST /api/v2/alerts HTTP/1.1", (await _server.NextAsync()).Line);
        Golden.Holds(
            $$$"""
            PUT /api/v2/alerts/{{{Alias}}}/message?identifierType=alias
            Authorization: GenieKey genie-key
            Content-Type: application/json

            {"message":"a is firing"}
            """,
            await _server.NextAsync());
        Golden.Holds(
            $$$"""
            PUT /api/v2/alerts/{{{Alias}}}/description?identifierType=alias
            Authorization: GenieKey genie-key
            Content-Type: application/json

            {"description":"a is unwell"}
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task An_update_that_fails_is_tried_again_with_the_alert_which_has_arrived()
    {
        _server.Answer(202);
        _server.Answer(503);

        var outcome = Assert.IsType<SendOutcome.Retry>(await Send(Config() with { UpdateAlerts = true }, Notification()));

        Assert.True(outcome.MayHaveArrived);
    }

    [Fact]
    public async Task What_is_too_long_for_Opsgenie_is_cut_so_that_the_alert_is_not_refused()
    {
        _server.Answer(202);
        OpsgenieConfig config = Config() with
        {
            Message = new string('é', 200),
            Description = new string('d', 20_000),
            Source = new string('s', 200),
            Entity = new string('e', 600),
            Note = new string('n', 30_000),
            Tags = string.Join(',', Enumerable.Range(0, 30).Select(i => $"{i:00}{new string('t', 60)}")),
            Actions = string.Join(',', Enumerable.Range(0, 30)),
            Details = new Dictionary<string, string> { ["b"] = new string('b', 9_000), ["z"] = "no room" },
        };

        await Send(config, Notification());

        JsonElement alert = Json(await _server.NextAsync());
        Assert.Equal(new string('é', 129) + "…", alert.GetProperty("message").GetString());
        Assert.Equal(new string('d', 14_999) + "…", alert.GetProperty("description").GetString());
        Assert.Equal(100, alert.GetProperty("source").GetString()!.Length);
        Assert.Equal(512, alert.GetProperty("entity").GetString()!.Length);
        Assert.Equal(25_000, alert.GetProperty("note").GetString()!.Length);
        Assert.Equal(20, alert.GetProperty("tags").GetArrayLength());
        Assert.Equal("00" + new string('t', 47) + "…", alert.GetProperty("tags")[0].GetString());
        Assert.Equal(10, alert.GetProperty("actions").GetArrayLength());
        Assert.Equal(["alertname", "b"], alert.GetProperty("details").EnumerateObject().Select(d => d.Name));
        Assert.Equal(8_000, alert.GetProperty("details").EnumerateObject().Sum(d => d.Name.Length + d.Value.GetString()!.Length));
    }

    [Fact]
    public async Task A_template_that_fails_leaves_the_rest_and_the_description_says_so()
    {
        _server.Answer(202);

        SendOutcome outcome = await Send(
            Config() with { Details = new Dictionary<string, string> { ["d"] = "{{ .Nope }}" } }, Notification());

        JsonElement alert = Json(await _server.NextAsync());
        Assert.Equal("a is firing", alert.GetProperty("message").GetString());
        Assert.StartsWith(
            "a is unwell\n(a template failed: details.d: ", alert.GetProperty("description").GetString(), StringComparison.Ordinal);
        Assert.Equal("(template failed)", alert.GetProperty("details").GetProperty("d").GetString());
        Assert.StartsWith("details.d: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_fails_becomes_the_plain_title()
    {
        _server.Answer(202);

        await Send(Config() with { Message = "{{ .Nope }}", Description = "" }, Notification());

        JsonElement alert = Json(await _server.NextAsync());
        Assert.Equal("[FIRING:1] a {team=\"x\"}", alert.GetProperty("message").GetString());
        Assert.Contains("summary: a is unwell", alert.GetProperty("description").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_may_be_a_template_and_may_stand_in_a_file()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "key-of-{{ .GroupLabels.team }}\n", TestContext.Current.CancellationToken);
        _server.Answer(202);
        _server.Answer(202);

        await Send(Config() with { ApiKey = new Secret("k-{{ .Status }}") }, Notification());
        Assert.Equal("GenieKey k-firing", (await _server.NextAsync()).Headers["Authorization"]);
        await Send(Config() with { ApiKey = default, ApiKeyFile = file }, Notification());
        Assert.Equal("GenieKey key-of-x", (await _server.NextAsync()).Headers["Authorization"]);
        File.Delete(file);
    }

    [Fact]
    public async Task A_key_that_cannot_be_had_is_named()
    {
        SendOutcome missing = await Send(Config() with { ApiKey = default, ApiKeyFile = "/nowhere/key" }, Notification());
        SendOutcome failed = await Send(Config() with { ApiKey = new Secret("{{ .Nope }}") }, Notification());

        Assert.Contains("/nowhere/key", Assert.IsType<SendOutcome.Retry>(missing).Answer, StringComparison.Ordinal);
        Assert.Contains("API key", Assert.IsType<SendOutcome.Rejected>(failed).Answer, StringComparison.Ordinal);
        Assert.StartsWith("api_key: ", failed.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_key_goes_before_an_authorization_of_http_config()
    {
        _server.Answer(202);
        var http = new HttpClientConfig { Authorization = new AuthorizationConfig { Credentials = new Secret("other") } };

        await Send(Config() with { HttpConfig = http }, Notification());

        Assert.Equal("GenieKey genie-key", (await _server.NextAsync()).Headers["Authorization"]);
    }

    private static JsonElement Json(WireRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private OpsgenieConfig Config() => new()
    {
        ApiUrl = new WebUrl(_server.Url("/api/")),
        ApiKey = new Secret("genie-key"),
        Message = "{{ .CommonLabels.alertname }} is {{ .Status }}",
        Description = "{{ .CommonAnnotations.summary }}",
        Source = "http://am",
    };

    private ValueTask<SendOutcome> Send(OpsgenieConfig config, Notification notification) =>
        config.CreateNotifier(TestServices.On(_time))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);
}
