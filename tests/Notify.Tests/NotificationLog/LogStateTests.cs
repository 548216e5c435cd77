using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;
using Tocsin.Notify.NotificationLog;
using Tocsin.Notify.Outbox;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.NotificationLog;

/// <summary>What was told is found again whole, also after a checkpoint of this version or of an older one.</summary>
public sealed class LogStateTests
{
    private static readonly NotificationTarget Target = new("{}:{team=\"x\"}", "team-x", "webhook", 1);

    [Fact]
    public void Every_field_comes_back()
    {
        var log = new LogState();
        LogEntry entry = Whole();

        log.Put(Target, entry);

        Assert.Equivalent(entry, log.Find(Target), strict: true);
        Assert.Null(log.Find(Target with { Index = 0 }));
        Assert.Equal([Target], log.FallbacksOf(Target.GroupId));
    }

    [Fact]
    public void Who_was_told_in_anothers_place_is_listed_while_something_fires_there()
    {
        var log = new LogState();
        log.Put(Target, Whole());
        log.Put(Target with { Index = 0 }, Whole());

        log.Put(Target, Whole() with { Firing = default, Muted = default });
        Assert.Equal([Target with { Index = 0 }], log.FallbacksOf(Target.GroupId));

        Assert.Equal(2, log.RemoveExpired(At(9)));
        Assert.Empty(log.FallbacksOf(Target.GroupId));
    }

    [Fact]
    public async Task A_checkpoint_of_an_older_version_is_read()
    {
        var disk = new MemoryBlockStore();
        using var journal = JournalHost.Open(disk, new JournalOptions(), new VirtualTime());
        LogEntry entry = Whole();
        await journal.SaveCheckpoint(new OlderState(entry)).WaitAsync(TestContext.Current.CancellationToken);
        var back = new NotifyState();
        using var reopened = JournalHost.Open(disk.Reopen(keepUnsynced: true), new JournalOptions(), new VirtualTime());
        reopened.Recover(back);

        Assert.Equivalent(entry, back.Log.Find(Target), strict: true);
        Assert.Equal([Target], back.Log.FallbacksOf(Target.GroupId));
    }

    private static LogEntry Whole() => new()
    {
        Firing = AlertHashes.Of(1, 2),
        Resolved = AlertHashes.Of(3),
        Muted = AlertHashes.Of(4, 5, 6),
        PerhapsFiring = AlertHashes.Of(7),
        PerhapsResolved = AlertHashes.Of(8, 9),
        Timestamp = At(2),
        FlushAt = At(1),
        ExpiresAt = At(9),
        ReceiverData = new Dictionary<string, string> { ["ts"] = "17", ["channel"] = "C1" },
        IsFallback = true,
    };

    /// <summary>Writes what a message told, and apart from it what one that failed may have.</summary>
    private sealed class OlderState(LogEntry entry) : IProjection
    {
        public string Name => "notify";

        public void Apply(long seq, JournalEvent happened)
        {
        }

        public void Load(CheckpointReader reader)
        {
        }

        public void Save(CheckpointWriter writer)
        {
            writer.Add(entry, static (ref EventWriter fields, LogEntry item) =>
            {
                fields.WriteByte(1);
                fields.WriteInstant(item.Timestamp);
                LoggedOf(item).Write(ref fields);
            });
            writer.Add(entry, static (ref EventWriter fields, LogEntry item) =>
            {
                fields.WriteByte(6);
                fields.WriteInstant(default);
                Target.Write(ref fields);
                NotifyFields.WriteHashes(ref fields, item.PerhapsFiring.Sorted.ToArray());
                NotifyFields.WriteHashes(ref fields, item.PerhapsResolved.Sorted.ToArray());
            });
        }

        private static NotificationLogged LoggedOf(LogEntry entry) => new(entry.Timestamp)
        {
            Id = "",
            Target = Target,
            GroupKey = Target.GroupId,
            Firing = entry.Firing.Sorted.ToArray(),
            Resolved = entry.Resolved.Sorted.ToArray(),
            Muted = entry.Muted.Sorted.ToArray(),
            ExpiresAt = entry.ExpiresAt,
            ReceiverData = entry.ReceiverData,
            IsFallback = entry.IsFallback,
            FlushAt = entry.FlushAt,
        };
    }
}
