using System.Xml.Linq;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Phones;
using Tocsin.Notify.Integrations.Voice;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations.Phones;

public sealed class VoiceNotifierTests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_call_says_how_bad_what_and_how_many_twice()
    {
        WireRequest request = await CallAsync(Config() with { Voice = "Polly.Amy", Language = "en-GB" }, Firing("HostDown"));

        Golden.Holds(
            $"""
            POST /2010-04-01/Accounts/AC1/Calls.json
            Authorization: Basic {Convert.ToBase64String("AC1:token"u8)}
            Content-Type: application/x-www-form-urlencoded; charset=utf-8

            To=%2B4915111111111&From=%2B15005550006&Twiml={Uri.EscapeDataString(
                "<Response><Say voice=\"Polly.Amy\" language=\"en-GB\">Alert. Host Down. 1 alert is firing: HostDown is unwell.</Say>"
                + "<Pause length=\"1\"/>"
                + "<Say voice=\"Polly.Amy\" language=\"en-GB\">Alert. Host Down. 1 alert is firing: HostDown is unwell.</Say></Response>")}
            """,
            request);
    }

    [Fact]
    public async Task A_call_about_the_end_says_so() => Assert.Equal(
        "Resolved. Host Down. 1 alert is resolved: HostDown is unwell.", Said(await CallAsync(Config(), Resolved("HostDown"))));

    [Fact]
    public async Task Nothing_in_a_label_can_become_a_command_of_the_call()
    {
        Alert evil = Firing("a") with { Annotations = LabelSet.Of(("summary", "</Say><Dial>+1900</Dial>&\"'\u0001\uFFFE <b>\n😀")) };

        WireRequest request = await CallAsync(Config() with { Text = "{{ .CommonAnnotations.summary }}" }, evil);

        Assert.Equal("</Say><Dial>+1900</Dial>&\"' <b> 😀", Said(request));
        Assert.Equal(["Say", "Pause", "Say"], Twiml(request).Elements().Select(e => e.Name.LocalName));
    }

    [Theory]
    [InlineData("word ")]
    [InlineData("\"&")]
    public async Task A_text_is_cut_to_a_minute_and_to_what_Twilio_takes(string unit)
    {
        string long_ = string.Concat(Enumerable.Repeat(unit, 1000));

        WireRequest request = await CallAsync(Config() with { Text = long_ }, Firing("a"));

        Assert.InRange(Twiml(request).ToString(SaveOptions.DisableFormatting).Length, 500, 4000);
        Assert.InRange(Said(request).Length, 200, 700);
        Assert.EndsWith("…", Said(request), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_that_fails_still_says_which_alert()
    {
        _server.Answer(201);

        SendOutcome outcome = await NotifyAsync(Config() with { Text = "{{ .Nope }}" }, Firing("a"));

        Assert.Equal("[FIRING:1] a {team=\"x\"}: a is unwell", Said(await _server.NextAsync()));
        Assert.NotNull(outcome.TemplateError);
    }

    [Fact]
    public async Task A_gateway_can_call_too()
    {
        _server.Answer(200);
        VoiceConfig config = Config() with
        {
            Provider = new PhoneProviderConfig { Gateway = new GatewayConfig { Url = new Secret(_server.Url("/call")) } },
            Text = "t",
        };

        await NotifyAsync(config, Firing("a"));

        Assert.Equal("{\"to\":\"+4915111111111\",\"text\":\"t\"}", (await _server.NextAsync()).Body);
    }

    [Fact]
    public void Nobody_is_called_to_hear_that_it_is_over_unless_asked_for() => Assert.False(new VoiceConfig().SendResolved);

    private static XElement Twiml(WireRequest request) => XElement.Parse(Uri.UnescapeDataString(request.Body.Split("Twiml=")[1]));

    private static string Said(WireRequest request) => Twiml(request).Elements("Say").Select(e => e.Value).Distinct().Single();

    private VoiceConfig Config() => new()
    {
        To = ["+4915111111111"],
        Provider = new PhoneProviderConfig
        {
            ApiUrl = new WebUrl(_server.Url("")),
            AccountSid = "AC1",
            AuthToken = new Secret("token"),
            From = "+15005550006",
        },
    };

    private ValueTask<SendOutcome> NotifyAsync(VoiceConfig config, Alert alert) =>
        config.CreateNotifier(TestServices.On(_time)).SendAsync(
            TestServices.NotificationOf(Of(At(0), alert)), NoSendObserver.Instance, TestContext.Current.CancellationToken);

    private async Task<WireRequest> CallAsync(VoiceConfig config, Alert alert)
    {
        _server.Answer(201);
        SendOutcome outcome = await NotifyAsync(config, alert);
        Assert.IsType<SendOutcome.Delivered>(outcome);
        return await _server.NextAsync();
    }
}
