using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Phones;
using Tocsin.Notify.Integrations.Sms;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations.Phones;

public sealed class SmsNotifierTests : IAsyncDisposable
{
    private const string Anna = "+4915111111111";
    private const string Bob = "+4915122222222";
    private const string Carl = "+4915133333333";

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_firing_message_is_one_form_for_each_number()
    {
        _server.Answer(201, "{\"sid\":\"SM1\",\"status\":\"queued\"}");
        _server.Answer(201, "{\"sid\":\"SM2\",\"status\":\"accepted\"}");
        SmsConfig config = Config(Anna, "0049 (151) 2222-2222, " + Anna);

        SendOutcome outcome = await NotifyAsync(config, Firing("HostDown"));

        string login = Convert.ToBase64String("AC1:token"u8);
        Golden.Holds(
            $"""
            POST /2010-04-01/Accounts/AC1/Messages.json
            Authorization: Basic {login}
            Content-Type: application/x-www-form-urlencoded; charset=utf-8

            To=%2B4915111111111&From=%2B15005550006&Body=FIRING%20HostDown%3A%20HostDown%20is%20unwell
            """,
            await _server.NextAsync());
        Golden.Holds(
            $"""
            POST /2010-04-01/Accounts/AC1/Messages.json
            Authorization: Basic {login}
            Content-Type: application/x-www-form-urlencoded; charset=utf-8

            To=%2B4915122222222&From=%2B15005550006&Body=FIRING%20HostDown%3A%20HostDown%20is%20unwell
            """,
            await _server.NextAsync());
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal($"to {Anna}: SM1 queued; to {Bob}: SM2 accepted", outcome.Answer);
        Assert.Null(outcome.TemplateError);
    }

    [Fact]
    public async Task A_resolved_message_says_so_and_a_messaging_service_may_choose_the_sender()
    {
        _server.Answer(201);
        SmsConfig config = Config(Anna) with { MessagingServiceSid = "MG1" };

        await NotifyAsync(config with { Provider = config.Provider with { From = "" } }, Resolved("HostDown"));

        Assert.Equal(
            "To=%2B4915111111111&MessagingServiceSid=MG1&Body=RESOLVED%20HostDown%3A%20HostDown%20is%20unwell",
            (await _server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_text_is_cut_to_the_messages_that_it_may_take()
    {
        _server.Answer(201);

        await NotifyAsync(Config(Anna) with { Text = new string('x', 5000), MaxSegments = 2 }, Firing("a"));

        Assert.Equal(new string('x', 303) + "...", Body(await _server.NextAsync()));
    }

    [Fact]
    public async Task A_template_that_fails_still_names_the_alert_and_what_it_says()
    {
        _server.Answer(201);

        SendOutcome outcome = await NotifyAsync(Config(Anna) with { Text = "{{ .Nope }}" }, Firing("a"));

        Assert.Equal("[FIRING:1] a {team=\"x\"}: a is unwell", Body(await _server.NextAsync()));
        Assert.StartsWith("text: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Numbers_may_come_from_labels_and_one_that_is_none_costs_only_itself()
    {
        _server.Answer(201);
        Alert alert = Firing("a") with { Labels = LabelSet.Of(("alertname", "a"), ("phone", Anna), ("bad", "911")) };
        SmsConfig config = Config("{{ .CommonLabels.phone }}", "{{ .CommonLabels.bad }}", "{{ .CommonLabels.none }}", "{{ .Nope }}");

        SendOutcome outcome = await NotifyAsync(config, alert);

        Assert.Equal(Anna, To(await _server.NextAsync()));
        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.StartsWith("not to 911; to " + Anna, outcome.Answer, StringComparison.Ordinal);
        Assert.Equal("to: \"911\" is not a number such as +4915112345678", outcome.TemplateError);
    }

    [Theory]
    [InlineData("{{ .CommonLabels.none }}", "there is no number to tell")]
    [InlineData("help", "no number to tell: help")]
    [InlineData("+0151111111", "no number to tell: +0151111111")]
    [InlineData("+1234567890123456", "no number to tell: +1234567890123456")]
    public async Task Without_a_number_nothing_is_sent(string to, string answer)
    {
        SendOutcome outcome = await NotifyAsync(Config(to), Firing("a"));

        Assert.Equal(answer, Assert.IsType<SendOutcome.Rejected>(outcome).Answer);
    }

    [Fact]
    public async Task All_numbers_are_tried_and_the_next_attempt_rings_only_those_that_were_not_told()
    {
        INotifier notifier = Notifier(Config(Anna, Bob, Carl));
        _server.Answer(201, "{\"sid\":\"SM1\",\"status\":\"queued\"}");
        _server.Answer(503, "", "Retry-After: 7");
        _server.Answer(201);

        var first = Assert.IsType<SendOutcome.Retry>(await NotifyAsync(notifier, Message()));
        Assert.Equal([Anna, Bob, Carl], await NumbersAsync(3));
        Assert.Equal((SendFailureReason.ServerError, 503), (first.Reason, first.Code));
        Assert.Equal(TimeSpan.FromSeconds(7), first.After);
        Assert.True(first.MayHaveArrived);
        Assert.StartsWith($"not to {Bob}: unexpected status code 503; to {Anna}: SM1 queued", first.Answer, StringComparison.Ordinal);

        _server.Answer(201);
        SendOutcome second = await NotifyAsync(notifier, Message() with { Attempt = 2, IsRepeat = true });

        WireRequest again = await _server.NextAsync();
        Assert.Equal(Bob, To(again));
        Assert.DoesNotContain("REPEAT", Body(again), StringComparison.Ordinal);
        Assert.IsType<SendOutcome.Delivered>(second);
        Assert.EndsWith("; 2 told before", second.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_number_that_may_have_been_told_is_told_again_as_a_repeat_and_nobody_else()
    {
        INotifier notifier = Notifier(Config(Anna, Bob));
        _server.Answer(201);
        _server.Cut();
        await NotifyAsync(notifier, Message());
        await NumbersAsync(2);
        _server.Answer(201);

        await NotifyAsync(notifier, Message() with { Attempt = 2, IsRepeat = true });

        WireRequest again = await _server.NextAsync();
        Assert.Equal(Bob, To(again));
        Assert.StartsWith("[REPEAT] ", Body(again), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_restart_nobody_knows_so_all_are_told_again_as_a_repeat()
    {
        _server.Answer(201);
        _server.Answer(201);

        await NotifyAsync(Notifier(Config(Anna, Bob)), Message() with { Attempt = 2, IsRepeat = true });

        Assert.StartsWith("[REPEAT] ", Body(await _server.NextAsync()), StringComparison.Ordinal);
        Assert.StartsWith("[REPEAT] ", Body(await _server.NextAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_notification_goes_to_everybody()
    {
        INotifier notifier = Notifier(Config(Anna));
        _server.Answer(201);
        _server.Answer(201);

        await NotifyAsync(notifier, Message());
        await NotifyAsync(notifier, Message() with { Id = "another" });

        Assert.Equal([Anna, Anna], await NumbersAsync(2));
    }

    [Fact]
    public async Task A_number_that_is_refused_for_good_costs_only_itself()
    {
        _server.Answer(400, "{\"code\":21211,\"message\":\"The 'To' number is not a valid phone number.\",\"status\":400}");
        _server.Answer(201, "{\"sid\":\"SM2\",\"status\":\"queued\"}");

        SendOutcome outcome = await NotifyAsync(Config(Anna, Bob), Firing("a"));

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal(
            $"not to {Anna}: unexpected status code 400: 21211: The 'To' number is not a valid phone number.; to {Bob}: SM2 queued",
            outcome.Answer);
    }

    [Fact]
    public async Task If_all_are_refused_for_good_the_message_is_rejected()
    {
        _server.Answer(401, "{\"code\":20003,\"message\":\"Authenticate\",\"status\":401}");
        _server.Answer(400, "{\"code\":21610,\"message\":\"unsubscribed\"}");

        var outcome = Assert.IsType<SendOutcome.Rejected>(await NotifyAsync(Config(Anna, Bob), Firing("a")));

        Assert.Equal((SendFailureReason.AuthError, 401), (outcome.Reason, outcome.Code));
    }

    [Fact]
    public async Task One_number_that_hangs_does_not_keep_the_page_from_the_others()
    {
        Task<SendOutcome> sending = NotifyAsync(Config(Anna, Bob) with { Timeout = TimeSpan.FromSeconds(3) }, Firing("a"));
        await _server.NextAsync();
        _time.Advance(TimeSpan.FromSeconds(3));

        // The first answer goes to the request that nobody waits for any more.
        _server.Answer(500);
        _server.Answer(201);

        Assert.Equal(Bob, To(await _server.NextAsync()));
        Assert.IsType<SendOutcome.Retry>(await sending);
    }

    [Fact]
    public async Task More_than_twenty_numbers_are_cut_and_said()
    {
        string[] numbers = [.. Enumerable.Range(0, 22).Select(i => $"+49151000000{i:00}")];
        foreach (string _ in numbers)
        {
            _server.Answer(201);
        }

        SendOutcome outcome = await NotifyAsync(Config(numbers), Firing("a"));

        Assert.Equal(numbers.Take(20), await NumbersAsync(20));
        Assert.StartsWith("not to +4915100000020; not to +4915100000021; ", outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_login_of_an_API_key_may_stand_in_http_config()
    {
        _server.Answer(201);
        SmsConfig config = Config(Anna) with
        {
            HttpConfig = new HttpClientConfig { BasicAuth = new BasicAuthConfig { Username = "SK1", Password = new Secret("key") } },
        };

        await NotifyAsync(config with { Provider = config.Provider with { AuthToken = default } }, Firing("a"));

        Assert.Equal("Basic " + Convert.ToBase64String("SK1:key"u8), (await _server.NextAsync()).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_gateway_gets_what_its_templates_make_of_text_and_number()
    {
        _server.Answer(200);
        SmsConfig config = Gateway(new GatewayConfig
        {
            Method = "PUT",
            Url = new Secret(_server.Url("/send/{{ .To | urlquery }}?team={{ .GroupLabels.team }}")),
            Headers = new Dictionary<string, Secret>
            {
                ["X-Key"] = new("k-{{ .GroupLabels.team }}"),
                ["X-None"] = new("{{ .CommonLabels.none }}"),
            },
            Body = "<sms to=\"{{ .To }}\">{{ .Text | html }}</sms>",
            ContentType = "text/xml",
        });

        await NotifyAsync(config with { Text = "a < b" }, Firing("a"));

        Golden.Holds(
            """
            PUT /send/%2B4915111111111?team=x
            Content-Type: text/xml
            Idempotency-Key: cd17f8fb4282087c77a9171c08029e1b
            X-Key: k-x

            <sms to="+4915111111111">a &lt; b</sms>
            """,
            await _server.NextAsync());
    }

    [Fact]
    public async Task A_gateway_gets_JSON_unless_told_otherwise()
    {
        _server.Answer(200);

        await NotifyAsync(Gateway(new GatewayConfig { Url = new Secret(_server.Url("/")) }) with { Text = "say \"hi\"\n" }, Firing("a"));

        Assert.Equal("{\"to\":\"+4915111111111\",\"text\":\"say \\\"hi\\\"\"}", (await _server.NextAsync()).Body);
    }

    [Fact]
    public async Task A_gateway_whose_template_fails_gets_the_plain_form()
    {
        _server.Answer(200);

        SendOutcome outcome = await NotifyAsync(
            Gateway(new GatewayConfig { Url = new Secret(_server.Url("/")), Body = "{{ .Nope }}" }) with { Text = "t" }, Firing("a"));

        Assert.Equal("{\"to\":\"+4915111111111\",\"text\":\"t\"}", (await _server.NextAsync()).Body);
        Assert.StartsWith("gateway.body: ", outcome.TemplateError, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_by_GET_gets_no_body_and_a_header_cannot_smuggle_another_one()
    {
        _server.Answer(200);
        SmsConfig config = Gateway(new GatewayConfig
        {
            Method = "GET",
            Url = new Secret(_server.Url("/?text={{ urlquery .Text }}")),
            Headers = new Dictionary<string, Secret> { ["X-A"] = new("{{ .CommonAnnotations.evil }}") },
        });

        await NotifyAsync(
            config with { Text = "a&b c" }, Firing("a") with { Annotations = LabelSet.Of(("evil", "1\r\nX-B: 2")) });

        WireRequest request = await _server.NextAsync();
        Assert.Equal("GET /?text=a%26b+c HTTP/1.1", request.Line);
        Assert.Equal("", request.Body);
        Assert.Equal("1X-B: 2", request.Headers["X-A"]);
        Assert.False(request.Headers.ContainsKey("X-B"));
    }

    private static string To(WireRequest request) => Field(request, "To=");

    private static string Body(WireRequest request) => Field(request, "Body=");

    private static string Field(WireRequest request, string name) =>
        Uri.UnescapeDataString(request.Body.Split('&').Single(p => p.StartsWith(name, StringComparison.Ordinal))[name.Length..]);

    private static Notification Message() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    private static Task<SendOutcome> NotifyAsync(INotifier notifier, Notification notification) =>
        notifier.SendAsync(notification, NoSendObserver.Instance, TestContext.Current.CancellationToken).AsTask();

    private static SmsConfig Gateway(GatewayConfig gateway) => new()
    {
        To = [Anna],
        Provider = new PhoneProviderConfig { Gateway = gateway },
    };

    private SmsConfig Config(params string[] to) => new()
    {
        To = to,
        Provider = new PhoneProviderConfig
        {
            ApiUrl = new WebUrl(_server.Url("")),
            AccountSid = "AC1",
            AuthToken = new Secret("token"),
            From = "+15005550006",
        },
    };

    private INotifier Notifier(SmsConfig config) => config.CreateNotifier(TestServices.On(_time));

    private Task<SendOutcome> NotifyAsync(SmsConfig config, Alert alert) =>
        NotifyAsync(Notifier(config), TestServices.NotificationOf(Of(At(0), alert)));

    private async Task<List<string>> NumbersAsync(int count)
    {
        List<string> numbers = [];
        for (int i = 0; i < count; i++)
        {
            numbers.Add(To(await _server.NextAsync()));
        }

        return numbers;
    }
}
