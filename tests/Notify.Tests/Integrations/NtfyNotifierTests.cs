using System.Text;
using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Ntfy;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class NtfyNotifierTests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_message_is_loud_and_leads_back()
    {
        WireRequest request = await SendAsync(Config() with { Topic = new Secret("oncall-{{ .GroupLabels.team }}") }, Firing("a"));

        Golden.Holds(
            """
            POST /ntfy/
            Content-Type: application/json

            {"topic":"oncall-x","title":"FIRING a","message":"- a is unwell\n  team=x","priority":4,"tags":["rotating_light"],
            "click":"http://tocsin.example:9093/#/alerts?receiver=team-x","sequence_id":"00112233445566778899aabbccddeeff"}
            """,
            request);
    }

    [Fact]
    public async Task A_resolved_message_is_quiet()
    {
        WireRequest request = await SendAsync(Config(), Resolved("a"));

        Golden.Holds(
            """
            POST /ntfy/
            Content-Type: application/json

            {"topic":"oncall","title":"RESOLVED a","message":"Resolved:\n- a is unwell\n  team=x","priority":3,
            "tags":["white_check_mark"],"click":"http://tocsin.example:9093/#/alerts?receiver=team-x",
            "sequence_id":"00112233445566778899aabbccddeeff"}
            """,
            request);
    }

    [Fact]
    public async Task All_that_ntfy_knows_can_be_set_and_a_button_without_an_address_is_left_out()
    {
        NtfyConfig config = Config() with
        {
            Title = "t",
            Message = "**m**",
            Priority = "{{ .CommonLabels.team }}in",
            Tags = "one, two\n,",
            Click = "",
            Icon = "http://icon",
            Attach = "http://graph/{{ .GroupLabels.team }}",
            Markdown = true,
            Actions =
            [
                new NtfyActionConfig { Label = "Open", Url = "{{ .ExternalURL }}", Clear = true },
                new NtfyActionConfig { Label = "Runbook", Url = "{{ .CommonAnnotations.runbook_url }}" },
                new NtfyActionConfig
                {
                    Action = "http",
                    Label = "Ack {{ .CommonLabels.alertname }}",
                    Url = "http://ack",
                    Method = "PUT",
                    Headers = new Dictionary<string, string> { ["X-Team"] = "{{ .GroupLabels.team }}" },
                    Body = "{{ len .Alerts }}",
                },
            ],
        };
        Alert alert = Firing("a") with { Labels = LabelSet.Of(("alertname", "a"), ("team", "m")) };

        Golden.Holds(
            """
            POST /ntfy/
            Content-Type: application/json

            {"topic":"oncall","title":"t","message":"**m**","priority":1,"tags":["one","two"],"icon":"http://icon",
            "attach":"http://graph/x","markdown":true,"actions":[
            {"action":"view","label":"Open","url":"http://tocsin.example:9093","clear":true},
            {"action":"http","label":"Ack a","url":"http://ack","method":"PUT","headers":{"X-Team":"x"},"body":"1"}],
            "sequence_id":"00112233445566778899aabbccddeeff"}
            """,
            await SendAsync(config, alert));
    }

    [Fact]
    public async Task A_text_that_ntfy_would_turn_into_a_file_is_cut_to_its_4096_bytes()
    {
        WireRequest request = await SendAsync(Config() with { Message = new string('é', 4000) }, Firing("a"));

        string text = Json(request).GetProperty("message").GetString()!;
        Assert.EndsWith("éé…\n(cut here: too long for one message)", text, StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(text), 4095, 4096);
    }

    [Theory]
    [InlineData("urgent", 5)]
    [InlineData(" High ", 4)]
    [InlineData("2", 2)]
    public async Task A_priority_may_be_a_name_or_a_number(string priority, int expected) =>
        Assert.Equal(
            expected, Json(await SendAsync(Config() with { Priority = priority }, Firing("a"))).GetProperty("priority").GetInt32());

    [Theory]
    [InlineData("6")]
    [InlineData("critical")]
    [InlineData("{{ .Nope }}")]
    public async Task A_page_whose_priority_makes_no_sense_is_as_loud_as_can_be_and_says_why(string priority)
    {
        _server.Answer(200);

        SendOutcome outcome = await NotifyAsync(Config() with { Priority = priority }, Firing("a"));

        JsonElement json = Json(await _server.NextAsync());
        Assert.Equal(5, json.GetProperty("priority").GetInt32());
        Assert.StartsWith("priority: ", outcome.TemplateError, StringComparison.Ordinal);
        Assert.Contains("a template failed: priority: ", json.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ .Nope }}", "the template of the topic failed")]
    [InlineData("{{ .CommonLabels.nope }}", "the topic is empty after its template ran")]
    [InlineData("a/b", "the topic holds more than letters, digits, - and _")]
    public async Task Without_a_topic_that_ntfy_takes_nothing_is_sent(string topic, string answer)
    {
        SendOutcome outcome = await NotifyAsync(Config() with { Topic = new Secret(topic) }, Firing("a"));

        Assert.Equal(answer, Assert.IsType<SendOutcome.Rejected>(outcome).Answer);
    }

    private static JsonElement Json(WireRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private NtfyConfig Config() => new() { Url = new WebUrl(_server.Url("/ntfy")), Topic = new Secret("oncall") };

    private ValueTask<SendOutcome> NotifyAsync(NtfyConfig config, Alert alert) =>
        config.CreateNotifier(TestServices.On(_time)).SendAsync(
            TestServices.NotificationOf(Of(At(0), alert)), NoSendObserver.Instance, TestContext.Current.CancellationToken);

    private async Task<WireRequest> SendAsync(NtfyConfig config, Alert alert)
    {
        _server.Answer(200);
        SendOutcome outcome = await NotifyAsync(config, alert);
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Null(outcome.TemplateError);
        return await _server.NextAsync();
    }
}
