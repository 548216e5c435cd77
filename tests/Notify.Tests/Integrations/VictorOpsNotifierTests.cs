using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.VictorOps;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class VictorOpsNotifierTests : IAsyncDisposable
{
    // printf '{}:{team="x"}' | sha256sum
    private const string Entity = "ce313f1589229ded55d0b0296e50c7b8b7cdc5809c93cce877810f8d7105c36f";

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_group_is_critical_unless_the_template_says_otherwise()
    {
        _server.Answer(200);
        _server.Answer(200);

        Assert.IsType<SendOutcome.Delivered>(await Send(Config(), Notification()));
        Golden.Holds(
            $$$"""
            POST /alert/vo-key/team%20x/sub
            Content-Type: application/json

            {"entity_display_name":"a is firing","entity_id":"{{{Entity}}}","message_type":"CRITICAL",
            "monitoring_tool":"Tocsin at http://am","state_message":"a is unwell"}
            """,
            await _server.NextAsync());

        await Send(Config() with { MessageType = "{{ if .Alerts.Firing }}WARNING{{ end }}" }, Notification());
        Assert.Equal("WARNING", Field(await _server.NextAsync(), "message_type"));
    }

    [Fact]
    public async Task A_resolved_group_recovers()
    {
        _server.Answer(200);

        await Send(Config() with { MessageType = "INFO" }, TestServices.NotificationOf(Of(At(0), Resolved("a"))));

        Golden.Holds(
            $$$"""
            POST /alert/vo-key/team%20x/sub
            Content-Type: application/json

            {"entity_display_name":"a is resolved","entity_id":"{{{Entity}}}","message_type":"RECOVERY",
            "monitoring_tool":"Tocsin at http://am","state_message":"a is unwell"}
            """,
            await _server.NextAsync());
    }

    [Theory]
    [InlineData("RECOVERY")]
    [InlineData("ACKNOWLEDGEMENT")]
    [InlineData("critical")]
    [InlineData("")]
    [InlineData("{{ .Nope }}")]
    public async Task A_type_that_would_page_nobody_is_critical(string type)
    {
        _server.Answer(200);

        await Send(Config() with { MessageType = type }, Notification());

        Assert.Equal("CRITICAL", Field(await _server.NextAsync(), "message_type"));
    }

    [Fact]
    public async Task Custom_fields_are_sent_among_the_others_and_one_that_fails_says_so()
    {
        _server.Answer(200);
        VictorOpsConfig config = Config() with
        {
            CustomFields = new Dictionary<string, string> { ["zone"] = "{{ .GroupLabels.team }}", ["bad"] = "{{ .Nope }}" },
        };

        SendOutcome outcome = await Send(config, Notification());

        JsonElement sent = JsonDocument.Parse((await _server.NextAsync()).Body).RootElement;
        Assert.Equal(
            ["bad", "entity_display_name", "entity_id", "message_type", "monitoring_tool", "state_message", "zone"],
            sent.EnumerateObject().Select(p => p.Name));
        Assert.Equal("x", sent.GetProperty("zone").GetString());
        Assert.Equal("(template failed)", sent.GetProperty("bad").GetString());
        Assert.StartsWith(
            "a is unwell\n(a template failed: custom_fields.bad: ",
            sent.GetProperty("state_message").GetString(),
            StringComparison.Ordinal);
        Assert.StartsWith("custom_fields.bad: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_message_is_cut_at_20480_runes()
    {
        _server.Answer(200);

        await Send(Config() with { StateMessage = new string('é', 30_000) }, Notification());

        Assert.Equal(new string('é', 20_479) + "…", Field(await _server.NextAsync(), "state_message"));
    }

    [Fact]
    public async Task Titles_and_tools_that_fail_become_plain_ones()
    {
        _server.Answer(200);

        await Send(Config() with { EntityDisplayName = "{{ .Nope }}", MonitoringTool = "{{ .Nope }}" }, Notification());

        JsonElement sent = JsonDocument.Parse((await _server.NextAsync()).Body).RootElement;
        Assert.Equal("[FIRING:1] a {team=\"x\"}", sent.GetProperty("entity_display_name").GetString());
        Assert.Equal("Tocsin", sent.GetProperty("monitoring_tool").GetString());
    }

    [Fact]
    public async Task The_key_may_stand_in_a_file()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "file-key\n", TestContext.Current.CancellationToken);
        _server.Answer(200);

        await Send(Config() with { ApiKey = default, ApiKeyFile = file, RoutingKey = "r" }, Notification());

        Assert.Equal("POST /alert/file-key/r HTTP/1.1", (await _server.NextAsync()).Line);
        File.Delete(file);
    }

    [Fact]
    public async Task Without_a_key_or_a_route_nothing_is_sent_and_the_reason_is_named()
    {
        SendOutcome missing = await Send(Config() with { ApiKey = default, ApiKeyFile = "/nowhere/key" }, Notification());
        SendOutcome failed = await Send(Config() with { RoutingKey = "{{ .Nope }}" }, Notification());

        Assert.Contains("/nowhere/key", Assert.IsType<SendOutcome.Retry>(missing).Answer, StringComparison.Ordinal);
        Assert.IsType<SendOutcome.Rejected>(failed);
        Assert.StartsWith("routing_key: ", failed.TemplateError, StringComparison.Ordinal);
    }

    private static string? Field(WireRequest request, string name) =>
        JsonDocument.Parse(request.Body).RootElement.GetProperty(name).GetString();

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private VictorOpsConfig Config() => new()
    {
        ApiUrl = new WebUrl(_server.Url("/alert/")),
        ApiKey = new Secret("vo-key"),
        RoutingKey = "team {{ .GroupLabels.team }}/sub",
        EntityDisplayName = "{{ .CommonLabels.alertname }} is {{ .Status }}",
        StateMessage = "{{ .CommonAnnotations.summary }}",
        MonitoringTool = "Tocsin at http://am",
    };

    private ValueTask<SendOutcome> Send(VictorOpsConfig config, Notification notification) =>
        config.CreateNotifier(TestServices.On(_time))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);
}
