using System.Text;
using System.Text.Json;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Forwarding;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Integrations;

public sealed class ForwardingNotifierTests : IAsyncDisposable
{
    private readonly FakeHttpServer _one = new();
    private readonly FakeHttpServer _two = new();
    private readonly VirtualTime _time = new();
    private readonly RecordedHops _hops = [];

    public async ValueTask DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task An_alert_is_handed_on_as_it_is()
    {
        _one.Answer(200);
        _time.Advance(TimeSpan.FromSeconds(30));

        SendOutcome outcome = await SendAsync(To(_one), Message(Firing("a"), Resolved("b")));
        WireRequest request = await _one.NextAsync();

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal("taken by 1 of 1", outcome.Answer);
        Assert.Equal("POST /api/v2/alerts HTTP/1.1", request.Line);
        Assert.Equal("application/json", request.Headers["Content-Type"]);
        Assert.Equal(Message(Firing("a")).Id, request.Headers["Idempotency-Key"]);
        Assert.Equal(
            """
            [{"labels":{"alertname":"a","team":"x"},"annotations":{"summary":"a is unwell","tocsin_hops":"1"},
            "startsAt":"2025-12-31T23:00:00Z","endsAt":"2026-01-01T08:10:30Z",
            "generatorURL":"http://prometheus/graph?g0.expr=up"},
            {"labels":{"alertname":"b","team":"x"},"annotations":{"summary":"b is unwell","tocsin_hops":"1"},
            "startsAt":"2025-12-31T23:00:00Z","endsAt":"2026-01-01T00:00:00Z",
            "generatorURL":"http://prometheus/graph?g0.expr=up"}]
            """.ReplaceLineEndings(""),
            request.Body);
    }

    [Theory]
    [InlineData(60, 5, 130)]
    [InlineData(5, 5, 20)]
    [InlineData(1, 60, 122)]
    [InlineData(1, 1, 5)]
    [InlineData(0, 0, 5)]
    public async Task A_firing_alert_outlives_two_messages_that_could_fail(int repeat, int interval, int want)
    {
        _one.Answer(200);
        Notification message = Message(Firing("a")) with
        {
            RepeatInterval = TimeSpan.FromMinutes(repeat),
            Deadline = interval == 0 ? default : At(interval),
        };

        await SendAsync(To(_one), message);

        Assert.Equal(At(want).ToString(), Json(await _one.NextAsync())[0].GetProperty("endsAt").GetString());
    }

    [Fact]
    public async Task Labels_are_added_where_they_lack()
    {
        _one.Answer(200);
        ForwardingConfig config = To(_one) with
        {
            ExternalLabels = new Dictionary<string, string> { ["team"] = "other", ["region"] = "eu" },
        };

        await SendAsync(config, Message(Firing("a")));

        Assert.Equal(
            "{\"alertname\":\"a\",\"team\":\"x\",\"region\":\"eu\"}",
            Json(await _one.NextAsync())[0].GetProperty("labels").GetRawText());
    }

    [Fact]
    public async Task One_server_is_enough_unless_all_must_take_it()
    {
        foreach (ForwardingMode mode in Enum.GetValues<ForwardingMode>())
        {
            _one.Answer(503, "starting");
            _two.Answer(200);
            SendOutcome outcome = await SendAsync(To(_one, _two) with { Mode = mode }, Message(Firing("a")));
            await _one.NextAsync();
            await _two.NextAsync();

            string failure = $"http://127.0.0.1:{_one.Port}: unexpected status code 503: starting";
            if (mode == ForwardingMode.Any)
            {
                Assert.Equal("taken by 1 of 2; " + failure, Assert.IsType<SendOutcome.Delivered>(outcome).Answer);
            }
            else
            {
                Assert.Equal(failure, Assert.IsType<SendOutcome.Retry>(outcome).Answer);
            }
        }
    }

    [Fact]
    public async Task A_server_that_may_take_it_later_is_asked_again_although_another_refuses()
    {
        _one.Answer(400, "\"no\"");
        _two.Answer(429, "", "Retry-After: 7");

        SendOutcome outcome = await SendAsync(To(_one, _two), Message(Firing("a")));

        Assert.Equal(TimeSpan.FromSeconds(7), Assert.IsType<SendOutcome.Retry>(outcome).After);
        Assert.Contains("unexpected status code 400: no; ", outcome.Answer, StringComparison.Ordinal);
        Assert.Contains("unexpected status code 429", outcome.Answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"start time must be before end time\"", "start time must be before end time")]
    [InlineData("{\"code\":602,\"message\":\"0.labels in body is required\"}", "0.labels in body is required")]
    [InlineData("plain words", "plain words")]
    public async Task What_a_server_says_against_the_alerts_is_told(string body, string want)
    {
        _one.Answer(400, body);

        SendOutcome outcome = await SendAsync(To(_one), Message(Firing("a")));

        Assert.Equal(SendFailureReason.ClientError, Assert.IsType<SendOutcome.Rejected>(outcome).Reason);
        Assert.Equal($"http://127.0.0.1:{_one.Port}: unexpected status code 400: {want}", outcome.Answer);
        Assert.Equal(400, outcome.Code);
    }

    [Fact]
    public async Task Many_alerts_go_in_several_requests_and_one_that_is_refused_keeps_none_back()
    {
        _one.Answer(400, "\"bad\"");
        _one.Answer(200);
        _one.Answer(200);
        Alert large = Firing("large") with { Annotations = LabelSet.Of(("text", new string('x', 512 * 1024))) };

        SendOutcome outcome = await SendAsync(
            To(_one), Message([.. Enumerable.Range(0, 300).Select(i => Firing($"a{i}")), large]));

        Assert.IsType<SendOutcome.Rejected>(outcome);
        Assert.Equal(256, Json(await _one.NextAsync()).GetArrayLength());
        Assert.Equal(44, Json(await _one.NextAsync()).GetArrayLength());
        Assert.Equal(1, Json(await _one.NextAsync()).GetArrayLength());
    }

    [Fact]
    public async Task An_alert_that_goes_round_in_a_circle_is_stopped()
    {
        _one.Answer(200);
        SendOutcome some = await SendAsync(To(_one), Message(Hopped("4"), Hopped("5"), Hopped("99"), Hopped("x")));
        JsonElement sent = Json(await _one.NextAsync());
        SendOutcome none = await SendAsync(To(_one), Message(Hopped("5")));

        Assert.Equal(["5", "1"], sent.EnumerateArray().Select(
            a => a.GetProperty("annotations").GetProperty("tocsin_hops").GetString()));
        Assert.IsType<SendOutcome.Delivered>(some);
        Assert.StartsWith("taken by 1 of 1; 2 left out: ", some.Answer, StringComparison.Ordinal);
        Assert.IsType<SendOutcome.Rejected>(none);
        Assert.Contains("forward to each other in a circle", none.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_lower_tier_wrote_is_not_written_twice()
    {
        _one.Answer(200);
        Alert climbed = Firing("a") with { Annotations = LabelSet.Of(("tocsin_fallback", "old"), ("tocsin_hops", "2")) };
        var fallback = new FallbackFor("chat", "slack[0]", "it is gone");

        await SendAsync(To(_one), Message(climbed) with { FallbackFor = fallback });

        string annotations = Json(await _one.NextAsync())[0].GetProperty("annotations").GetRawText();
        Assert.Equal($"{{\"tocsin_hops\":\"3\",\"tocsin_fallback\":\"{fallback.Text}\"}}", annotations);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_since_it_would_turn_the_request_into_a_question()
    {
        _one.Answer(302, "", "Location: /api/v2/alerts");

        SendOutcome outcome = await SendAsync(To(_one), Message(Firing("a")));

        Assert.Equal(302, Assert.IsType<SendOutcome.Rejected>(outcome).Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_hangs_does_not_undo_what_another_took(bool byOwnTimeout)
    {
        _two.Answer(200);
        using var flush = new CancellationTokenSource();
        Task<SendOutcome> sending = SendAsync(To(_one, _two), Message(Firing("a")), flush.Token);
        await _one.NextAsync();
        await _two.NextAsync();

        // Each request has a timer for as long as it is under way.
        while (_time.ArmedTimers > 1)
        {
            await Task.Yield();
        }

        if (byOwnTimeout)
        {
            _time.Advance(TimeSpan.FromSeconds(10));
        }
        else
        {
            await flush.CancelAsync();
        }

        Assert.StartsWith(
            "taken by 1 of 2; ", Assert.IsType<SendOutcome.Delivered>(await sending).Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_exchange_is_told_one_after_the_other()
    {
        _one.Answer(200);
        _two.Answer(500);

        await SendAsync(To(_one, _two), Message(Firing("a")));

        Assert.Equal(
            [($"POST http://127.0.0.1:{_one.Port}", 200), ($"POST http://127.0.0.1:{_two.Port}", 500)],
            _hops.Select(h => (h.Action, h.Code)));
    }

    [Theory]
    [InlineData("{}", "urls must name 1 to 16 servers")]
    [InlineData("{urls: [null]}", "urls must name 1 to 16 servers")]
    [InlineData("{urls: ['ftp://a']}", "unsupported scheme \"ftp\" for URL")]
    [InlineData("{urls: ['http://a'], mode: most}", "unknown mode \"most\", must be any or all")]
    [InlineData("{urls: ['http://a'], timeout: 0s}", "timeout must be greater than zero")]
    [InlineData("{urls: ['http://a'], external_labels: {'': b}}", "invalid label name \"\" in external_labels")]
    [InlineData("{urls: ['http://a'], external_labels: {a: ''}}", "label \"a\" in external_labels has no value")]
    public void A_wrong_configuration_is_refused(string config, string want) =>
        Assert.Contains(Read(config, strict: false).Faults, f => f.Text == want);

    [Fact]
    public void Strict_mode_does_not_know_the_kind_and_it_is_never_printed()
    {
        const string Config = "{urls: ['http://a', 'https://b/prefix/'], mode: all, external_labels: {a: b}}";
        YamlDiagnostic unknown = Assert.Single(Read(Config, strict: true).Faults);
        Assert.Equal("field alertmanager_configs not found in type config.plain", unknown.Text);
        Assert.Empty(Read(Config, strict: false).Faults);

        var receiver = new ReceiverConfig { Name = "up", Integrations = [To(_one)] };
        string printed = YamlWriter.Write(ReceiverConfig.Schema.Write(receiver));
        Assert.DoesNotContain("alertmanager", printed, StringComparison.Ordinal);
    }

    private static Alert Hopped(string hops) =>
        Firing("a" + hops) with { Annotations = LabelSet.Of(("tocsin_hops", hops)) };

    private static Notification Message(params Alert[] alerts) => TestServices.NotificationOf(Of(At(0), alerts)) with
    {
        RepeatInterval = TimeSpan.FromHours(4),
        Deadline = At(5),
    };

    private static ForwardingConfig To(params FakeHttpServer[] servers) =>
        new() { Urls = [.. servers.Select(s => new WebUrl(s.Url("/")))] };

    private static JsonElement Json(WireRequest request) => JsonDocument.Parse(request.Body).RootElement;

    private static YamlReader Read(string config, bool strict)
    {
        byte[] text = Encoding.UTF8.GetBytes($"name: up\nalertmanager_configs: [{config}]\n");
        YamlDocument document = YamlDocument.Parse(text);
        var reader = new YamlReader(new YamlReadOptions { AllowExtensions = !strict });
        ReceiverConfig receiver = ReceiverConfig.Schema.Initial;
        reader.Read(ReceiverConfig.Schema, document.Root!, ref receiver);
        return reader;
    }

    private async Task<SendOutcome> SendAsync(
        ForwardingConfig config, Notification message, CancellationToken? cancellation = null) =>
        await new ForwardingNotifier(config, TestServices.On(_time)).SendAsync(
            message, _hops, cancellation ?? TestContext.Current.CancellationToken);
}
