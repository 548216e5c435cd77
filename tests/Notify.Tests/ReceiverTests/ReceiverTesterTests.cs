using System.Text.Json.Nodes;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Pagerduty;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using Tocsin.Notify.ReceiverTests;
using Tocsin.Notify.Tests.Fakes;

namespace Tocsin.Notify.Tests.ReceiverTests;

public sealed class ReceiverTesterTests
{
    private static readonly ReceiverTest Plain = new() { Id = "t1", RequestedBy = "ann" };

    private readonly VirtualTime _time = new();
    private readonly List<ReceiverTested> _told = [];

    [Fact]
    public async Task The_message_says_that_it_is_a_test_who_asked_and_when()
    {
        var notifier = new Scripted();
        await RunAsync(Plain, Model("webhook", notifier));

        Notification sent = Assert.Single(notifier.Sent);
        Alert alert = Assert.Single(sent.Alerts);
        Assert.Equal("TocsinReceiverTest true", $"{alert.Labels["alertname"]} {alert.Labels["tocsin_test"]}");
        Assert.Equal("This is a test of receiver r", alert.Annotations["summary"]);
        Assert.StartsWith("This is a test", alert.Annotations["description"], StringComparison.Ordinal);
        Assert.Contains("ann asked for it at 2026-01-01T00:00:00Z", alert.Annotations["description"], StringComparison.Ordinal);
        Assert.True(sent.IsFiring);
    }

    [Fact]
    public async Task The_callers_labels_and_annotations_are_added_but_cannot_hide_that_it_is_a_test()
    {
        var notifier = new Scripted();
        await RunAsync(
            Plain with
            {
                Labels = LabelSet.Of(("severity", "critical"), ("alertname", "DiskFull"), ("tocsin_test", "")),
                Annotations = LabelSet.Of(("summary", "Disk full"), ("runbook", "http://x/")),
            },
            Model("webhook", notifier));

        Alert alert = notifier.Sent.Single().Alerts.Single();
        Assert.Equal(
            LabelSet.Of(("alertname", "TocsinReceiverTest"), ("severity", "critical"), ("tocsin_test", "true")), alert.Labels);
        Assert.Equal("TEST: Disk full", alert.Annotations["summary"]);
        Assert.Equal("http://x/", alert.Annotations["runbook"]);
    }

    [Theory]
    [InlineData(false, null, 1)]
    [InlineData(true, null, 2)]
    [InlineData(false, true, 2)]
    [InlineData(true, false, 1)]
    public async Task The_end_follows_where_something_would_stay_open_unless_asked_otherwise(
        bool keepsIncidents, bool? resolve, int messages)
    {
        var notifier = new Scripted();
        await RunAsync(Plain with { Resolve = resolve }, Model("pagerduty", notifier) with { KeepsIncidents = keepsIncidents });

        Assert.Equal(messages, notifier.Sent.Count);
        Assert.Equal(messages == 2, !notifier.Sent[^1].IsFiring);
        Assert.Single(notifier.Sent.Select(sent => sent.GroupKey).Distinct());
        Assert.Equal(messages, notifier.Sent.Select(sent => sent.Id).Distinct().Count());
    }

    [Fact]
    public async Task The_end_knows_what_the_receiver_answered_to_the_beginning()
    {
        var notifier = new Scripted(new SendOutcome.Delivered
        {
            ReceiverData = new Dictionary<string, string> { ["threadTs"] = "17.4" },
        });
        await RunAsync(Plain with { Resolve = true }, Model("slack", notifier));

        Assert.Equal("17.4", notifier.Sent[1].ReceiverData["threadTs"]);
    }

    [Fact]
    public async Task Nothing_is_ended_that_did_not_begin()
    {
        var refuses = new Scripted(new SendOutcome.Rejected(SendFailureReason.AuthError) { Code = 401 });
        var unsure = new Scripted(new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true });
        ReceiverTestReport report = await RunAsync(
            Plain with { Resolve = true }, Model("webhook", refuses), Model("slack", unsure));

        Assert.Single(refuses.Sent);
        Assert.Equal(2, unsure.Sent.Count);
        Assert.False(report.IsDelivered);
    }

    [Fact]
    public async Task No_two_tests_and_no_group_share_an_incident()
    {
        var notifier = new Scripted();
        await RunAsync(Plain, Model("pagerduty", notifier));
        await RunAsync(Plain with { Id = "t2" }, Model("pagerduty", notifier));

        Assert.NotEqual(notifier.Sent[0].GroupKey, notifier.Sent[1].GroupKey);
        Assert.NotEqual(notifier.Sent[0].Id, notifier.Sent[1].Id);
        Assert.All(notifier.Sent, sent => Assert.False(sent.GroupKey.StartsWith("{}", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Each_message_is_told_for_the_journal_with_who_asked()
    {
        var notifier = new Scripted(new SendOutcome.Rejected(SendFailureReason.ClientError)
        {
            Code = 404,
            Answer = "no such channel",
            TemplateError = "text: no field X",
        });
        await RunAsync(Plain, Model("slack", notifier));

        ReceiverTested told = Assert.Single(_told);
        Assert.Equal(("t1", "ann", "r", "slack"), (told.Id, told.RequestedBy, told.Target.Receiver, told.Target.Integration));
        Assert.Equal(
            (AttemptResult.Rejected, SendFailureReason.ClientError, 404, "no such channel", "text: no field X"),
            (told.Result, told.Reason, told.Code, told.Answer, told.TemplateError));
    }

    [Fact]
    public async Task A_receiver_that_does_not_answer_ends_the_test_at_its_time_out()
    {
        Task<ReceiverTestReport> running = RunAsync(
            Plain with { Timeout = TimeSpan.FromSeconds(7) }, Model("webhook", new Silent()));
        _time.Advance(TimeSpan.FromSeconds(7));

        TestMessageReport message = (await running).Integrations.Single().Messages.Single();
        Assert.Equal(SendFailureReason.ContextDeadlineExceeded, Assert.IsType<SendOutcome.Retry>(message.Outcome).Reason);
        Assert.Equal(TimeSpan.FromSeconds(7), message.Duration);
    }

    [Fact]
    public async Task A_test_waits_for_its_turn_and_tells_how_long()
    {
        var turns = new Queue<TestTurn>(
        [
            new(WaitReason.RateLimit, Flushes.Start + TimeSpan.FromSeconds(3), default),
            new(WaitReason.None, default, Flushes.At(1)),
        ]);
        Task<ReceiverTestReport> running = new ReceiverTester(_time, _told.Add, _ => Task.FromResult(turns.Dequeue())).RunAsync(
            new ReceiverModel("r", [Model("webhook", new Scripted())]), Plain, TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(3));

        IntegrationTestReport report = (await running).Integrations.Single();
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.Zero), (report.Messages[0].Waited, report.Messages[0].Duration));
        Assert.Equal(Flushes.At(1), report.BreakerOpenUntil);
        Assert.True(report.IsDelivered);
    }

    [Fact]
    public async Task A_turn_that_comes_too_late_is_told_and_nothing_is_sent()
    {
        var notifier = new Scripted();
        ReceiverTestReport report = await new ReceiverTester(
            _time, _told.Add, _ => Task.FromResult(new TestTurn(WaitReason.RetryAfter, Flushes.At(9), default))).RunAsync(
                new ReceiverModel("r", [Model("webhook", notifier)]), Plain, TestContext.Current.CancellationToken);

        Assert.Empty(notifier.Sent);
        SendOutcome outcome = report.Integrations.Single().Messages.Single().Outcome;
        Assert.Equal("nothing was sent: the receiver asked for quiet until 2026-01-01T00:09:00Z", outcome.Answer);
        Assert.Equal(SendFailureReason.RateLimited, Assert.IsType<SendOutcome.Retry>(outcome).Reason);
    }

    [Fact]
    public async Task An_attempt_takes_no_longer_than_the_receiver_allows_all_its_attempts()
    {
        Task<ReceiverTestReport> running = RunAsync(
            Plain, Model("webhook", new Silent()) with { Delivery = new DeliveryModel { Timeout = TimeSpan.FromSeconds(2) } });
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal("no answer within 2s", (await running).Integrations.Single().Messages.Single().Outcome.Answer);
    }

    [Fact]
    public async Task A_stop_of_the_program_ends_the_test()
    {
        using var stop = new CancellationTokenSource();
        Task<ReceiverTestReport> running = new ReceiverTester(_time, _told.Add).RunAsync(
            new ReceiverModel("r", [Model("webhook", new Silent())]), Plain, stop.Token);
        await stop.CancelAsync();

        SendOutcome outcome = (await running).Integrations.Single().Messages.Single().Outcome;
        Assert.Equal(SendFailureReason.ContextCanceled, Assert.IsType<SendOutcome.Retry>(outcome).Reason);
    }

    [Fact]
    public async Task A_bug_of_an_integration_is_told_by_its_type_alone()
    {
        ReceiverTestReport report = await RunAsync(Plain, Model("webhook", new Buggy()));

        string json = System.Text.Encoding.UTF8.GetString(report.ToJson().Span);
        Assert.Contains("InvalidOperationException", json, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", json, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 3)]
    [InlineData("webhook", 2)]
    [InlineData("webhook[1]", 1)]
    [InlineData("webhook/0", 1)]
    [InlineData("mail", 0)]
    public async Task One_integration_can_be_tested_alone(string wanted, int count)
    {
        ReceiverTestReport report = await RunAsync(
            Plain with { Integration = wanted },
            Model("webhook", new Scripted()), Model("webhook", new Scripted(), 1), Model("slack", new Scripted()));

        Assert.Equal(count, report.Integrations.Count);
        Assert.Equal(count > 0, report.IsDelivered);
    }

    [Fact]
    public async Task A_real_integration_tells_each_exchange_and_PagerDuty_is_left_with_nothing_open()
    {
        await using var server = new FakeHttpServer();
        var config = new PagerdutyConfig { RoutingKey = new Secret("hidden-key"), Url = Url(server.Url("/v2/enqueue")) };
        server.Answer(202, "{\"status\":\"success\"}");
        server.Answer(500, "oops hidden-key");
        ReceiverTestReport report = await RunAsync(config);

        JsonNode first = JsonNode.Parse((await server.NextAsync()).Body)!;
        JsonNode second = JsonNode.Parse((await server.NextAsync()).Body)!;
        Assert.Equal(("trigger", "resolve"), ((string)first["event_action"]!, (string)second["event_action"]!));
        Assert.Equal((string)first["dedup_key"]!, (string)second["dedup_key"]!);
        IReadOnlyList<TestMessageReport> messages = report.Integrations.Single().Messages;
        Assert.Equal([202, 500], messages.Select(message => message.Hops.Single().Code));
        Assert.Equal("POST " + server.Url(""), messages[0].Hops.Single().Action);
        Assert.Equal(64, messages[0].Hops.Single().BodyDigest.Length);
        Assert.DoesNotContain("hidden-key", System.Text.Encoding.UTF8.GetString(report.ToJson().Span), StringComparison.Ordinal);
        Assert.Equal(messages[1].Hops.Single().BodyDigest, _told[1].BodyDigest);
    }

    [Fact]
    public async Task The_end_of_a_test_closes_no_incident_of_a_group_that_has_a_key_of_the_operators_making()
    {
        await using var server = new FakeHttpServer();
        var config = new PagerdutyConfig
        {
            RoutingKey = new Secret("hidden-key"),
            Url = Url(server.Url("/v2/enqueue")),
            DedupKey = "production",
        };
        server.Answer(202);
        server.Answer(202);
        await RunAsync(config);

        foreach (WireRequest request in (WireRequest[])[await server.NextAsync(), await server.NextAsync()])
        {
            Assert.Matches("^[0-9a-f]{64}$", (string)JsonNode.Parse(request.Body)!["dedup_key"]!);
        }
    }

    [Fact]
    public async Task The_report_is_JSON_that_does_not_change_its_shape()
    {
        await using var server = new FakeHttpServer();
        server.Answer(200, "fine");
        ReceiverTestReport report = await RunAsync(new WebhookConfig { Url = new Secret(server.Url("/a")) });

        string digest = report.Integrations[0].Messages[0].Hops[0].BodyDigest;
        int bytes = report.Integrations[0].Messages[0].Hops[0].BodyBytes;
        Assert.Equal(
            $$"""
            {"id":"t1","receiver":"r","at":"2026-01-01T00:00:00Z","delivered":true,"integrations":[{"integration":"webhook",
            "index":0,"delivered":true,"breakerOpenUntil":null,"messages":[{"status":"firing","outcome":"delivered",
            "reason":"","code":200,"answer":"fine","durationMs":0,"waitedMs":0,"templateError":"",
            "hops":[{"action":"POST {{server.Url("")}}","code":200,
            "answer":"fine","durationMs":0,"bodyBytes":{{bytes}},"bodyDigest":"{{digest}}"}]}]}]}
            """.ReplaceLineEndings(""),
            System.Text.Encoding.UTF8.GetString(report.ToJson().Span));
    }

    private static IntegrationModel Model(string kind, INotifier notifier, int index = 0) =>
        new(new IntegrationKey("r", kind, index), true, notifier);

    private static WebUrl Url(string text)
    {
        Assert.Null(WebUrl.TryParse(text, out WebUrl? url));
        return url!;
    }

    private Task<ReceiverTestReport> RunAsync(IntegrationConfig config) => RunAsync(
        Plain,
        [.. NotifyModelBuilder.Build(
            [new ReceiverConfig { Name = "r", Integrations = [config] }], TestServices.On(_time)).Integrations]);

    private Task<ReceiverTestReport> RunAsync(ReceiverTest test, params IReadOnlyList<IntegrationModel> integrations) =>
        new ReceiverTester(_time, _told.Add).RunAsync(
            new ReceiverModel("r", integrations), test, TestContext.Current.CancellationToken);

    private sealed class Scripted(SendOutcome? outcome = null) : INotifier
    {
        public List<Notification> Sent { get; } = [];

        public ValueTask<SendOutcome> SendAsync(
            Notification notification, ISendObserver observer, CancellationToken cancellation)
        {
            Sent.Add(notification);
            return ValueTask.FromResult(outcome ?? new SendOutcome.Delivered { Code = 200 });
        }
    }

    private sealed class Silent : INotifier
    {
        public async ValueTask<SendOutcome> SendAsync(
            Notification notification, ISendObserver observer, CancellationToken cancellation)
        {
            var never = new TaskCompletionSource<SendOutcome>();
            return await never.Task.WaitAsync(cancellation);
        }
    }

    private sealed class Buggy : INotifier
    {
        public ValueTask<SendOutcome> SendAsync(
            Notification notification, ISendObserver observer, CancellationToken cancellation) =>
            throw new InvalidOperationException("http://x/?token=hunter2");
    }
}
