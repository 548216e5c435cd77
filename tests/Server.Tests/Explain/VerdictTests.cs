using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Views;
using Tocsin.Server.Explain;

namespace Tocsin.Server.Tests.Explain;

/// <summary>Each way in which an alert can fail to page has its own answer; docs/explain.md lists them.</summary>
public sealed class VerdictTests
{
    private const string GroupId = "{}:{alertname=\"A\"}";
    private static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 3, 1, 3, 0, 0, TimeSpan.Zero));
    private static readonly NotificationTarget Target = new(GroupId, "team", "webhook", 0);

    private static readonly Alert Firing = new()
    {
        Labels = LabelSet.Of(("alertname", "A")),
        StartsAt = Now - TimeSpan.FromMinutes(10),
        EndsAt = Now + TimeSpan.FromMinutes(5),
        UpdatedAt = Now,
    };

    private static readonly Alert Ended = Firing with { EndsAt = Now - TimeSpan.FromMinutes(1) };

    [Fact]
    public void An_alert_that_never_came() =>
        Assert.Equal(["neverReceived"], Codes(new AlertFacts { Fingerprint = Firing.Fingerprint, Now = Now }));

    [Fact]
    public void An_alert_refused_by_the_limit_on_its_name() =>
        AssertHas("limited", Facts(null) with { Events = [new AlertLimited(Now, Firing.Labels)] });

    [Fact]
    public void An_alert_that_had_ended_when_it_came() => AssertHas("receivedEnded", Facts(Ended) with
    {
        Events = [new AlertReceived(Now, Ended, AlertChange.Created)],
    });

    [Fact]
    public void An_alert_that_ended_before_its_group_was_flushed() => AssertHas("endedBeforeFlush", Facts(Ended) with
    {
        Events = [Received()],
    });

    [Fact]
    public void An_alert_whose_sender_went_quiet() => AssertHas("endedByTimeout", Facts(Ended with { EndsByTimeout = true }) with
    {
        Events = [Received(), Flushed()],
    });

    [Fact]
    public void An_alert_that_its_sender_ended() =>
        AssertHas("ended", Facts(Ended) with { Events = [Received(), Flushed()] });

    [Fact]
    public void An_alert_that_left_the_table() => AssertHas("forgotten", Facts(null) with { Events = [Received()] });

    [Fact]
    public void An_inhibited_alert() => AssertHas("inhibited", Facts(Firing, inhibitedBy: "0011223344556677"));

    [Fact]
    public void A_silenced_alert() => AssertHas("silenced", Facts(Firing, silencedBy: ["s-1"]));

    [Fact]
    public void A_route_in_a_mute_time_interval() =>
        AssertHas("muteTimeInterval", Facts(Firing) with { Groups = [Group(["night"], MuteReason.MuteTimeInterval)] });

    [Fact]
    public void A_route_outside_its_active_time_intervals() =>
        AssertHas("activeTimeInterval", Facts(Firing) with { Groups = [Group(["office"], MuteReason.ActiveTimeInterval)] });

    [Fact]
    public void The_start_delay() => AssertHas("startDelay", Facts(Firing) with
    {
        Groups = [Group()],
        QuietUntil = Now + TimeSpan.FromSeconds(5),
    });

    [Fact]
    public void A_new_group_that_waits() => AssertHas("groupWait", Facts(Firing) with { Groups = [Group() with { FlushNumber = 0 }] });

    [Fact]
    public void A_group_that_was_flushed_just_before_it_came() => AssertHas("groupInterval", Facts(Firing) with { Groups = [Group()] });

    [Fact]
    public void A_receiver_without_integrations() => AssertHas("noIntegrations", Facts(Firing) with
    {
        Groups = [Group()],
        Integrations = new Dictionary<string, IReadOnlyList<string>> { ["team"] = [] },
    });

    [Fact]
    public void A_receiver_that_is_gone() => AssertHas("unknownReceiver", Facts(Firing) with
    {
        Groups = [Group()],
        Integrations = new Dictionary<string, IReadOnlyList<string>>(),
    });

    [Theory]
    [InlineData(DedupReason.NothingNew, "alreadyNotified")]
    [InlineData(DedupReason.AllMuted, "allMuted")]
    [InlineData(DedupReason.NothingToldNothingFires, "nothingToTell")]
    [InlineData(DedupReason.AlreadyToldResolved, "alreadyToldResolved")]
    [InlineData(DedupReason.OutboxFull, "outboxFull")]
    [InlineData(DedupReason.Superseded, "superseded")]
    [InlineData(DedupReason.UnknownReceiver, "unknownReceiver")]
    public void A_decision_not_to_send(DedupReason reason, string code) => AssertHas(code, Facts(Firing) with
    {
        Groups = [Group()],
        Events = [Received(), Flushed(), new NotificationHeld(Now) { Target = Target, FlushNumber = 1, Reason = reason, ToldAt = Now }],
    });

    [Theory]
    [InlineData(AttemptResult.Retry, SendFailureReason.ServerError, "retrying")]
    [InlineData(AttemptResult.Retry, SendFailureReason.RateLimited, "rateLimited")]
    [InlineData(AttemptResult.Rejected, SendFailureReason.ClientError, "rejected")]
    [InlineData(AttemptResult.Delivered, SendFailureReason.Other, "delivered")]
    public void The_last_attempt(AttemptResult result, SendFailureReason reason, string code) => AssertHas(code, Facts(Firing) with
    {
        Events =
        [
            Received(), Flushed(), Decided(),
            new AttemptFinished(Now)
            {
                Id = "n-1", Target = Target, Attempt = 1, IsRepeat = false, Result = result, Reason = reason, Code = 500,
                Answer = "busy", NextTryAt = Now + TimeSpan.FromSeconds(1),
            },
        ],
    });

    [Theory]
    [InlineData(SendFailureReason.ContextDeadlineExceeded, "deadlineExceeded")]
    [InlineData(SendFailureReason.ClientError, "failed")]
    public void A_notification_that_failed(SendFailureReason reason, string code) => AssertHas(code, Facts(Firing) with
    {
        Events =
        [
            Received(), Flushed(), Decided(),
            new NotificationFailed(Now) { Id = "n-1", Target = Target, Reason = reason, Attempts = 3, Detail = "500 busy" },
        ],
    });

    [Theory]
    [InlineData(WaitReason.Breaker, "breakerOpen")]
    [InlineData(WaitReason.RateLimit, "paced")]
    [InlineData(WaitReason.RetryAfter, "rateLimited")]
    [InlineData(WaitReason.Concurrency, "queued")]
    public void A_message_that_waits_for_its_turn(WaitReason reason, string code)
    {
        string[] codes = Codes(Facts(Firing) with
        {
            Events = [Received(), Flushed(), Decided()],
            Waiting = [new WaitingMessage(Target, reason, Now, Now + TimeSpan.FromMinutes(1)) { Deadline = Now }],
        });

        Assert.Contains(code, codes);
        Assert.DoesNotContain("sending", codes);
    }

    [Fact]
    public void A_resolved_message_that_nobody_wants() => AssertHas("resolvedNotWanted", Facts(Ended) with
    {
        Events = [Received(), Flushed(), Logged("")],
    });

    [Fact]
    public void A_notification_that_arrived() =>
        AssertHas("notified", Facts(Firing) with { Events = [Received(), Flushed(), Decided(), Logged("n-1")] });

    [Fact]
    public void A_template_that_failed() => AssertHas("templateFailed", Facts(Firing) with
    {
        Events = [Received(), Flushed(), Decided(), new TemplateFailed(Now) { Id = "n-1", Target = Target, Error = "no such field" }],
    });

    [Fact]
    public void A_disk_that_cannot_be_written() => AssertHas("journalFault", Facts(Firing) with { JournalFault = "disk full" });

    private static void AssertHas(string code, AlertFacts facts) => Assert.Contains(code, Codes(facts));

    private static string[] Codes(AlertFacts facts) => [.. VerdictDecider.Decide(facts).Select(verdict => verdict.Code)];

    private static AlertFacts Facts(Alert? alert, string? inhibitedBy = null, params string[] silencedBy) => new()
    {
        Fingerprint = Firing.Fingerprint,
        Now = Now,
        Labels = Firing.Labels,
        View = alert is null ? null : new AlertView(alert, silencedBy, inhibitedBy, []),
        Integrations = new Dictionary<string, IReadOnlyList<string>> { ["team"] = ["webhook[0]"] },
    };

    private static AlertReceived Received() => new(Firing.StartsAt, Firing, AlertChange.Created);

    private static GroupFlushed Flushed() => new(Firing.StartsAt + TimeSpan.FromSeconds(30), GroupId)
    {
        Number = 1,
        NextAt = Now,
        Alerts = [new FlushedAlert(Firing.Fingerprint, true, MuteReason.None, [])],
    };

    private static NotificationDecided Decided() => new(Firing.StartsAt + TimeSpan.FromSeconds(30))
    {
        Id = "n-1",
        Target = Target,
        GroupKey = GroupId,
        FlushNumber = 1,
        FlushAt = Firing.StartsAt + TimeSpan.FromSeconds(30),
        Deadline = Now,
        RepeatInterval = TimeSpan.FromHours(4),
        Reason = DedupReason.FirstNotification,
        GroupLabels = LabelSet.Empty,
        RouteLabels = LabelSet.Empty,
        Alerts = [Firing],
        Firing = [],
        Resolved = [],
        Muted = [],
    };

    private static NotificationLogged Logged(string id) => new(Now)
    {
        Id = id,
        Target = Target,
        GroupKey = GroupId,
        Firing = [],
        Resolved = [],
        Muted = [],
        ExpiresAt = Now,
    };

    private static GroupView Group(string[]? mutedBy = null, MuteReason reason = MuteReason.None)
    {
        var route = new RouteNode
        {
            Matchers = MatcherSet.Empty,
            Key = "{}",
            Id = "{}",
            Receiver = "team",
            GroupBy = GroupBy.None,
            GroupWait = default,
            GroupInterval = default,
            RepeatInterval = default,
            Children = [],
        };
        return new GroupView(LabelSet.Of(("alertname", "A")), route, Now, mutedBy ?? [], [])
        {
            FlushNumber = 1,
            MuteReason = reason,
        };
    }
}
