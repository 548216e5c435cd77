using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Format;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Events;

public sealed class NotifyEventTests
{
    private static readonly NotificationTarget Target = new("g", "team-x", "webhook", 1);

    private static readonly NotificationFailed MaybeArrived = new(At(1))
    {
        Id = "0123",
        Target = Target,
        Reason = SendFailureReason.ServerError,
        Attempts = 4,
        Detail = "D",
        MaybeToldUntil = At(1),
        MaybeTold = new() { GroupKey = "K", Firing = [1], Resolved = [2], IsFallback = false, FlushAt = At(1) },
    };

    public static TheoryData<JournalEvent> All => new(Events());

    private static IReadOnlyList<JournalEvent> Events() =>
    [
        new NotificationDecided(At(1))
        {
            Id = "0123",
            Target = Target,
            GroupKey = "{}:{}",
            FlushNumber = 7,
            FlushAt = At(0),
            Deadline = At(5),
            RepeatInterval = TimeSpan.FromHours(4),
            Reason = DedupReason.NewAlertsAdded,
            GroupLabels = LabelSet.Of(("team", "x")),
            RouteLabels = LabelSet.Of(("tier", "1")),
            Alerts = [Firing("a"), Resolved("b")],
            Firing = [1, ulong.MaxValue],
            Resolved = [2],
            Muted = [],
        },
        new NotificationHeld(At(1))
        {
            Target = Target,
            FlushNumber = 7,
            Reason = DedupReason.NothingNew,
            ToldAt = At(0),
            RepeatInterval = TimeSpan.FromHours(4),
        },
        new AttemptFinished(At(1))
        {
            Id = "0123",
            Target = Target,
            Attempt = 3,
            IsRepeat = true,
            Result = AttemptResult.Retry,
            Reason = SendFailureReason.RateLimited,
            Code = 429,
            Answer = "slow down",
            Duration = TimeSpan.FromMilliseconds(12),
            NextTryAt = At(2),
        },
        new NotificationLogged(At(1))
        {
            Id = "0123",
            Target = Target,
            GroupKey = "{}:{}",
            Firing = [1],
            Resolved = [],
            Muted = [3],
            ExpiresAt = At(480),
            ReceiverData = new Dictionary<string, string> { ["threadTs"] = "17.4", ["channelId"] = "C1" },
        },
        new NotificationFailed(At(1))
        {
            Id = "0123",
            Target = Target,
            Reason = SendFailureReason.ServerError,
            Attempts = 4,
            Detail = "no time for another attempt",
        },
        new MuteNoted(At(1)) { Target = Target, Muted = [1, 2], ExpiresAt = At(480) },
        new TemplateFailed(At(1)) { Id = "0123", Target = Target, Error = "title: no field X" },
        new PageUndeliverable(At(1))
        {
            Target = Target,
            Id = "0123",
            Reason = SendFailureReason.ServerError,
            Detail = "503 busy",
            GroupLabels = LabelSet.Of(("team", "x")),
        },
        new BreakerChanged(At(1))
        {
            Instance = Target.Instance,
            State = BreakerState.Open,
            OpenUntil = At(2),
            Answer = "503 busy",
        },
        new ReceiverTested(At(1))
        {
            Id = "0123",
            Target = Target,
            RequestedBy = "ann",
            Labels = LabelSet.Of(("alertname", "T")),
            IsResolved = true,
            Result = AttemptResult.Rejected,
            Reason = SendFailureReason.AuthError,
            Code = 401,
            Answer = "no",
            Duration = TimeSpan.FromMilliseconds(12),
            BodyDigest = "9f86d0",
            TemplateError = "title: no field X",
        },
        new AlertQueued(At(1))
        {
            Alert = new Tocsin.Model.Alerts.Alert
            {
                Labels = LabelSet.Of(("alertname", "A")),
                StartsAt = At(1),
                EndsAt = At(5),
                UpdatedAt = At(2),
                GeneratorUrl = "http://x",
            },
            For = ["http://one", "http://two"],
        },
        new AlertsUnqueued(At(1)) { For = "http://one", Alerts = [new Fingerprint(7)], Reason = UnqueueReason.Refused },
    ];

    [Theory]
    [MemberData(nameof(All))]
    public void Every_event_reads_back_as_it_was_written(JournalEvent happened)
    {
        byte[] bytes = Write(happened);
        JournalEvent back = Read(happened, bytes);

        Assert.Equal(happened.GetType(), back.GetType());
        Assert.Equal(happened.At, back.At);
        Assert.Equal(bytes, Write(back));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Bytes_cut_short_anywhere_are_refused_and_do_no_harm(JournalEvent happened)
    {
        byte[] bytes = Write(happened);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Throws<JournalFormatException>(() => Read(happened, bytes[..length]));
        }
    }

    [Fact]
    public void An_attempt_keeps_the_digest_of_its_body_and_one_of_an_older_version_has_none()
    {
        AttemptFinished older = All.Select(d => (JournalEvent)d).OfType<AttemptFinished>().Single();
        AttemptFinished newer = older with { BodyDigest = "9f86d0" };

        Assert.Equal("", ((AttemptFinished)Read(older, Write(older))).BodyDigest);
        Assert.Equal("9f86d0", ((AttemptFinished)Read(newer, Write(newer))).BodyDigest);
        Assert.Equal(Write(older), Write(newer)[..Write(older).Length]);
    }

    [Fact]
    public void An_attempt_keeps_what_it_waited_for_and_one_of_an_older_version_waited_for_nothing()
    {
        AttemptFinished older = All.Select(d => (JournalEvent)d).OfType<AttemptFinished>().Single();
        AttemptFinished newer = older with { Waited = TimeSpan.FromSeconds(3), WaitedFor = WaitReason.Breaker };
        var back = (AttemptFinished)Read(newer, Write(newer));

        Assert.Equal(WaitReason.None, ((AttemptFinished)Read(older, Write(older))).WaitedFor);
        Assert.Equal((TimeSpan.FromSeconds(3), WaitReason.Breaker, ""), (back.Waited, back.WaitedFor, back.BodyDigest));
    }

    [Fact]
    public void A_decision_keeps_whom_it_stands_in_for_and_the_end_of_its_flush_and_an_older_one_has_neither()
    {
        NotificationDecided older = All.Select(d => (JournalEvent)d).OfType<NotificationDecided>().Single();
        NotificationDecided newer = older with
        {
            FlushDeadline = At(9),
            Origin = new FallbackOrigin
            {
                Id = "0122",
                Instance = new("chat", "slack", 1),
                RootId = "0121",
                Root = new("phone", "webhook", 0),
                Depth = 2,
                Reason = SendFailureReason.ServerError,
                Detail = "503 busy",
                IsLate = true,
            },
        };

        var back = (NotificationDecided)Read(newer, Write(newer));
        Assert.Equal((newer.Origin, At(9)), (back.Origin, back.FlushDeadline));
        Assert.Equal(Write(newer), Write(back));
        var first = (NotificationDecided)Read(older, Write(older));
        Assert.Equal((null, older.Deadline), (first.Origin, first.FlushDeadline));
        Assert.Equal(Write(older), Write(newer)[..Write(older).Length]);
    }

    [Fact]
    public void An_entry_of_the_log_keeps_that_it_was_told_in_anothers_place_and_an_older_one_was_not()
    {
        NotificationLogged older = All.Select(d => (JournalEvent)d).OfType<NotificationLogged>().Single();
        NotificationLogged newer = older with { IsFallback = true };

        Assert.False(((NotificationLogged)Read(older, Write(older))).IsFallback);
        Assert.True(((NotificationLogged)Read(newer, Write(newer))).IsFallback);
    }

    [Fact]
    public void An_entry_of_the_log_keeps_the_tick_that_was_told_and_of_an_older_one_it_is_not_known()
    {
        NotificationLogged older = All.Select(d => (JournalEvent)d).OfType<NotificationLogged>().Single();
        NotificationLogged newer = older with { FlushAt = At(9) };
        var back = (NotificationLogged)Read(newer, Write(newer));

        Assert.True(((NotificationLogged)Read(older, Write(older))).FlushAt.IsZero);
        Assert.Equal((At(9), false), (back.FlushAt, back.IsFallback));
        Assert.True(Write(newer).AsSpan().StartsWith(Write(older)));
    }

    [Fact]
    public void The_reason_of_a_fallback_is_cut_between_characters()
    {
        NotificationDecided decided = All.Select(d => (JournalEvent)d).OfType<NotificationDecided>().Single();
        FallbackFor shown = new FallbackOrigin
        {
            Id = "1",
            Instance = decided.Target.Instance,
            RootId = "1",
            Root = decided.Target.Instance,
            Depth = 1,
            Reason = SendFailureReason.Other,
            Detail = new string('x', 198) + "\U0001F514 and more",
        }.ToFallbackFor();

        Assert.Equal(new string('x', 198) + "…", shown.Reason);
        Assert.StartsWith("fallback from team-x (webhook[1]): xxx", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_bytes_on_disk_stay_what_they_are()
    {
        Assert.Equal(
            "0430313233" + "0167" + "067465616D2D78" + "07776562686F6F6B" + "02" + "0145",
            Hex(new TemplateFailed(At(1)) { Id = "0123", Target = Target, Error = "E" }));
        Assert.Equal(
            "0430313233" + "0167" + "067465616D2D78" + "07776562686F6F6B" + "02" + "02" + "08" + "0144",
            Hex(new NotificationFailed(At(1))
            {
                Id = "0123",
                Target = Target,
                Reason = SendFailureReason.ServerError,
                Attempts = 4,
                Detail = "D",
            }));
        Assert.Equal(
            "0430313233" + "0167" + "067465616D2D78" + "07776562686F6F6B" + "02" + "02" + "08" + "0144" + "0046BBD8C848DE08"
            + "014B" + "010100000000000000" + "010200000000000000" + "00" + "0046BBD8C848DE08",
            Hex(MaybeArrived));
    }

    [Fact]
    public void A_failure_repeats_what_may_have_arrived_and_older_ones_do_not()
    {
        JournalEvent older = MaybeArrived with { MaybeTold = null };
        MaybeTold told = ((NotificationFailed)Read(MaybeArrived, Write(MaybeArrived))).MaybeTold!;

        Assert.Equal(("K", At(1), false), (told.GroupKey, told.FlushAt, told.IsFallback));
        Assert.Equal([1UL], told.Firing);
        Assert.Equal([2UL], told.Resolved);
        Assert.Null(((NotificationFailed)Read(older, Write(older))).MaybeTold);
    }

    [Fact]
    public void Persisted_names_keep_their_numbers()
    {
        Assert.Equal(
            [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21],
            Enum.GetValues<DedupReason>().Select(r => (int)r));
        Assert.Equal(DedupReason.MuteEnded, (DedupReason)21);
        Assert.Equal(
            "Other ClientError ServerError ContextCanceled ContextDeadlineExceeded AuthError RateLimited",
            string.Join(' ', Enum.GetValues<SendFailureReason>()));
        Assert.Equal(
            "None Concurrency RateLimit RetryAfter Breaker", string.Join(' ', Enum.GetValues<WaitReason>()));
        Assert.Equal("Closed Open HalfOpen", string.Join(' ', Enum.GetValues<BreakerState>()));
        Assert.Equal([20, 21, 22, 23, 24, 25, 26, 28, 27, 30, 31, 32], Events().Select(e => (int)e.Kind));
    }

    private static string Hex(JournalEvent happened) => Convert.ToHexString(Write(happened));

    private static byte[] Write(JournalEvent happened)
    {
        var writer = new EventWriter(64);
        happened.Write(ref writer);
        byte[] bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private static JournalEvent Read(JournalEvent like, byte[] bytes)
    {
        var reader = new EventReader(bytes);
        return EventRegistry.Read(like.Kind, like.At, ref reader)!;
    }
}
