using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Notify.NotificationLog;

namespace Tocsin.Notify.Tests.NotificationLog;

/// <summary>The decision table, row by row, with the neighbours that a careless order of the rows would confuse.</summary>
public sealed class DedupTests
{
    private static readonly Instant Now = Instant.FromUnixMs(1_767_225_600_000);
    private static readonly TimeSpan Repeat = TimeSpan.FromHours(4);

    public static TheoryData<string, Row> Rows => new()
    {
        { "no entry, one firing", new(null, [1], [], true, DedupReason.FirstNotification) },
        { "no entry, none firing", new(null, [], [1], true, DedupReason.NothingToldNothingFires) },
        { "no entry, nothing at all", new(null, [], [], true, DedupReason.NothingToldNothingFires) },
        { "entry without firing, one firing", new(new([], [1]), [1], [], true, DedupReason.FirstNotification) },
        { "a new one beside an old one", new(new([1], []), [1, 2], [], true, DedupReason.NewAlertsAdded) },
        { "a new one, the old one gone", new(new([1], []), [2], [1], true, DedupReason.NewAlertsAdded) },
        { "all resolved", new(new([1], []), [], [1], true, DedupReason.AllAlertsResolved) },
        { "all resolved, not wanted", new(new([1], []), [], [1], false, DedupReason.AllAlertsResolved) },
        { "all gone without a trace", new(new([1], []), [], [], true, DedupReason.AllAlertsResolved) },
        { "resolved and told", new(new([], [1]), [], [1], true, DedupReason.AlreadyToldResolved) },
        { "another resolved after all", new(new([], [1]), [], [1, 2], true, DedupReason.AlreadyToldResolved) },
        { "one of two resolved", new(new([1, 2], []), [1], [2], true, DedupReason.SomeAlertsResolved) },
        { "one of two resolved, not wanted", new(new([1, 2], []), [1], [2], false, DedupReason.NothingNew) },
        { "one of two resolved and told", new(new([1], [2]), [1], [2], true, DedupReason.NothingNew) },
        { "one left without a trace", new(new([1, 2], []), [1], [], true, DedupReason.NothingNew) },
        { "nothing new", new(new([1], []), [1], [], true, DedupReason.NothingNew) },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_situation_has_its_reason(string situation, Row row)
    {
        Assert.True(row.Want == Decide(row, TimeSpan.FromMinutes(5)), situation);
    }

    [Theory]
    [InlineData(-1, DedupReason.NothingNew)]
    [InlineData(0, DedupReason.NothingNew)]
    [InlineData(1, DedupReason.RepeatIntervalElapsed)]
    public void An_unchanged_group_repeats_only_once_the_interval_has_passed(int ticksOver, DedupReason want)
    {
        Assert.Equal(want, Decide(new(new([1], []), [1], [], true, want), Repeat + new TimeSpan(ticksOver)));
    }

    [Fact]
    public void Resolved_alerts_alone_do_not_repeat_however_old_the_entry()
    {
        Row row = new(new([], [1]), [], [1], true, DedupReason.AlreadyToldResolved);

        Assert.Equal(row.Want, Decide(row, TimeSpan.FromDays(4)));
    }

    [Fact]
    public void A_muted_alert_that_fires_on_is_told_again_only_if_that_is_wanted()
    {
        var entry = Entry(new([1], []), TimeSpan.FromMinutes(5)) with { Muted = AlertHashes.Of(1) };
        DedupQuestion question = new() { Firing = AlertHashes.Of(1), RepeatInterval = Repeat, Now = Now };

        Assert.Equal(DedupReason.NothingNew, Dedup.Decide(entry, question));
        Assert.Equal(DedupReason.MuteEnded, Dedup.Decide(entry, question with { ResendAfterMute = true }));
    }

    [Fact]
    public void An_alert_that_resolved_under_its_mute_is_told_even_if_the_last_message_did_not_name_it()
    {
        var entry = Entry(new([], []), TimeSpan.FromMinutes(5)) with { Muted = AlertHashes.Of(1) };
        DedupQuestion question = new() { Resolved = AlertHashes.Of(1), SendResolved = true, Now = Now };

        Assert.Equal(DedupReason.AlreadyToldResolved, Dedup.Decide(entry, question));
        Assert.Equal(DedupReason.AllAlertsResolved, Dedup.Decide(entry, question with { ResolvedAfterMute = true }));
    }

    [Fact]
    public void The_reasons_to_send_use_the_words_of_Alertmanager()
    {
        string[] words =
        [
            DedupReason.FirstNotification.Text(), DedupReason.NewAlertsAdded.Text(),
            DedupReason.AllAlertsResolved.Text(), DedupReason.SomeAlertsResolved.Text(),
            DedupReason.RepeatIntervalElapsed.Text(),
        ];

        Assert.Equal(
            [
                "first notification", "new alerts added", "all alerts resolved", "some alerts resolved",
                "repeat interval elapsed",
            ],
            words);
    }

    private static DedupReason Decide(Row row, TimeSpan age) => Dedup.Decide(
        row.Told is null ? null : Entry(row.Told, age),
        new DedupQuestion
        {
            Firing = AlertHashes.Of(row.Firing),
            Resolved = AlertHashes.Of(row.Resolved),
            SendResolved = row.SendResolved,
            RepeatInterval = Repeat,
            Now = Now,
        });

    private static LogEntry Entry(Told told, TimeSpan age) => new()
    {
        Firing = AlertHashes.Of(told.Firing),
        Resolved = AlertHashes.Of(told.Resolved),
        Timestamp = Now - age,
        ExpiresAt = Instant.Max,
    };

    public sealed record Told(ulong[] Firing, ulong[] Resolved);

    public sealed record Row(Told? Told, ulong[] Firing, ulong[] Resolved, bool SendResolved, DedupReason Want);
}
