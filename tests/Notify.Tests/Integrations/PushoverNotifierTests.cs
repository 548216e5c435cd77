using System.Net;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Pushover;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class PushoverNotifierTests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_group_is_an_emergency_that_is_repeated_until_somebody_acknowledges()
    {
        _server.Answer(200, "{\"status\":1,\"request\":\"r\"}");

        Assert.IsType<SendOutcome.Delivered>(await Send(Config(), Notification()));

        Golden.Holds(
            """
            POST /1/messages.json
            Content-Type: application/x-www-form-urlencoded

            device=&expire=3600&message=a+is+unwell&priority=2&retry=60&sound=&title=a+is+firing
            &token=app-token&url=http%3A%2F%2Fam%2F%23%2Falerts&url_title=&user=user-key
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task A_resolved_group_is_an_ordinary_message()
    {
        _server.Answer(200);

        await Send(Config(), TestServices.NotificationOf(Of(At(0), Resolved("a"))));

        Golden.Holds(
            """
            POST /1/messages.json
            Content-Type: application/x-www-form-urlencoded

            device=&expire=3600&message=a+is+unwell&priority=0&retry=60&sound=&title=a+is+resolved
            &token=app-token&url=http%3A%2F%2Fam%2F%23%2Falerts&url_title=&user=user-key
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task Every_parameter_is_sent_that_is_configured()
    {
        _server.Answer(200);
        PushoverConfig config = Config() with
        {
            Url = "http://x/?a=1&b={{ .Status }}",
            UrlTitle = "to {{ .GroupLabels.team }}",
            Device = "phone-{{ .GroupLabels.team }}",
            Sound = "{{ if .Alerts.Firing }}siren{{ end }}",
            Priority = "-1",
            Retry = TimeSpan.FromMinutes(2),
            Expire = TimeSpan.FromMinutes(30),
            Ttl = TimeSpan.FromHours(2),
            Monospace = true,
        };

        await Send(config, Notification());

        Golden.Holds(
            """
            POST /1/messages.json
            Content-Type: application/x-www-form-urlencoded

            device=phone-x&expire=1800&message=a+is+unwell&monospace=1&priority=-1&retry=120&sound=siren
            &title=a+is+firing&token=app-token&ttl=7200&url=http%3A%2F%2Fx%2F%3Fa%3D1%26b%3Dfiring&url_title=to+x
            &user=user-key
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task Html_escapes_what_comes_from_the_alerts()
    {
        _server.Answer(200);
        Alert alert = Firing("a") with { Annotations = LabelSet.Of(("summary", "5 < 6 & rising")) };

        await Send(
            Config() with { Html = true, Message = "<b>{{ .CommonAnnotations.summary }}</b>" },
            TestServices.NotificationOf(Of(At(0), alert)));

        Dictionary<string, string> form = Form(await _server.NextAsync());
        Assert.Equal("1", form["html"]);
        Assert.Equal("<b>5 &lt; 6 &amp; rising</b>", form["message"]);
    }

    [Theory]
    [InlineData(1010, "<a href=\"http://x\">link</a>", 1010)]
    [InlineData(1020, "&amp;&amp;", 1020)]
    [InlineData(1000, "<b>bold</b> and on and on and on", 1023)]
    public async Task A_cut_never_goes_through_a_tag_or_an_entity(int before, string markup, int kept)
    {
        _server.Answer(200);

        await Send(Config() with { Html = true, Message = new string('x', before) + markup }, Notification());

        string message = Form(await _server.NextAsync())["message"];
        Assert.Equal(kept, message.Length - 1);
        Assert.EndsWith("…", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Texts_are_cut_to_the_limits_of_Pushover()
    {
        _server.Answer(200);
        string text = new('é', 2000);

        await Send(Config() with { Title = text, Message = text, Url = text, UrlTitle = text }, Notification());

        Dictionary<string, string> form = Form(await _server.NextAsync());
        Assert.Equal(new string('é', 249) + "…", form["title"]);
        Assert.Equal(new string('é', 1023) + "…", form["message"]);
        Assert.Equal(new string('é', 511) + "…", form["url"]);
        Assert.Equal(new string('é', 99) + "…", form["url_title"]);
    }

    [Theory]
    [InlineData(1, 100_000, "30", "10800")]
    [InlineData(45, 3_000, "45", "3000")]
    public async Task Repetitions_that_Pushover_would_refuse_are_brought_into_its_bounds(
        int retry, int expire, string sentRetry, string sentExpire)
    {
        _server.Answer(200);

        await Send(
            Config() with { Retry = TimeSpan.FromSeconds(retry), Expire = TimeSpan.FromSeconds(expire) }, Notification());

        Dictionary<string, string> form = Form(await _server.NextAsync());
        Assert.Equal(sentRetry, form["retry"]);
        Assert.Equal(sentExpire, form["expire"]);
    }

    [Theory]
    [InlineData("{{ .Nope }}", "priority: ")]
    [InlineData("high", "priority: \"high\" is not a whole number from -2 to 2")]
    public async Task A_priority_that_is_none_pages_and_says_so(string priority, string error)
    {
        _server.Answer(200);

        SendOutcome outcome = await Send(Config() with { Priority = priority }, Notification());

        Dictionary<string, string> form = Form(await _server.NextAsync());
        Assert.Equal("2", form["priority"]);
        Assert.StartsWith("a is unwell\n(a template failed: priority: ", form["message"], StringComparison.Ordinal);
        Assert.StartsWith(error, outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failed_text_in_html_becomes_the_plain_message_in_safe_markup()
    {
        _server.Answer(200);

        await Send(Config() with { Html = true, Message = "{{ .Nope }}" }, Notification());

        string message = Form(await _server.NextAsync())["message"];
        Assert.Contains("alertname=&quot;a&quot;", message, StringComparison.Ordinal);
        Assert.DoesNotContain('<', message);
    }

    [Fact]
    public async Task A_message_without_text_has_no_details()
    {
        _server.Answer(200);

        await Send(Config() with { Message = " \n" }, Notification());

        Assert.Equal("(no details)", Form(await _server.NextAsync())["message"]);
    }

    [Fact]
    public async Task Keys_may_be_templates_and_may_stand_in_files()
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "user-of-{{ .GroupLabels.team }}\n", TestContext.Current.CancellationToken);
        _server.Answer(200);

        await Send(
            Config() with { Token = new Secret("t-{{ .Status }}"), UserKey = default, UserKeyFile = file }, Notification());

        Dictionary<string, string> form = Form(await _server.NextAsync());
        Assert.Equal("t-firing", form["token"]);
        Assert.Equal("user-of-x", form["user"]);
        File.Delete(file);
    }

    [Fact]
    public async Task A_key_that_cannot_be_had_is_named()
    {
        SendOutcome missing = await Send(Config() with { Token = default, TokenFile = "/nowhere/token" }, Notification());
        SendOutcome failed = await Send(Config() with { UserKey = new Secret("{{ .Nope }}") }, Notification());

        Assert.Contains("/nowhere/token", Assert.IsType<SendOutcome.Retry>(missing).Answer, StringComparison.Ordinal);
        Assert.IsType<SendOutcome.Rejected>(failed);
        Assert.StartsWith("user_key: ", failed.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_200_with_another_status_than_1_is_a_refusal()
    {
        _server.Answer(200, "{\"status\":0,\"errors\":[\"user is invalid\"]}");

        SendOutcome outcome = await Send(Config(), Notification());

        Assert.Contains("user is invalid", Assert.IsType<SendOutcome.Rejected>(outcome).Answer, StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Form(WireRequest request) => request.Body.Split('&')
        .Select(p => p.Split('=')).ToDictionary(p => p[0], p => WebUtility.UrlDecode(p[1]));

    private static Notification Notification() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private static PushoverConfig Config() => new()
    {
        Token = new Secret("app-token"),
        UserKey = new Secret("user-key"),
        Title = "{{ .CommonLabels.alertname }} is {{ .Status }}",
        Message = "{{ .CommonAnnotations.summary }}",
        Url = "http://am/#/alerts",
    };

    private ValueTask<SendOutcome> Send(PushoverConfig config, Notification notification) =>
        new PushoverNotifier(config, TestServices.On(_time), new Uri(_server.Url("/1/messages.json")))
            .SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken);
}
