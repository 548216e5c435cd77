using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Stores;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Hosting;

/// <summary>The lane on the real journal, whose disk a test can hold back, break and pull out.</summary>
public sealed class NotifyRecoveryTests
{
    private static readonly JournalOptions Manual = new() { Manual = true };
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered();

    [Fact]
    public async Task The_message_leaves_when_its_decision_is_on_disk()
    {
        VirtualTime time = new();
        using var journal = JournalHost.Open(new MemoryBlockStore(), Manual, time);
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier), journal: journal);

        driver.Flush(Of(At(0), Firing("a")));
        Assert.IsType<NotificationDecided>(await driver.NextAppendedAsync());
        Assert.Equal(0, journal.LastSeq);

        CommitAll(journal);
        Assert.Equal(1, journal.LastSeq);
        (await notifier.NextAsync()).Answer(Delivered);
        Assert.IsType<AttemptFinished>(await driver.NextAppendedAsync());
        Assert.IsType<NotificationLogged>(await driver.NextAppendedAsync());
        CommitAll(journal);
        Assert.True(await driver.EndAsync());
    }

    [Fact]
    public async Task After_the_power_went_what_was_told_stays_told_and_what_was_begun_is_finished()
    {
        var disk = new MemoryBlockStore();
        ManualNotifier notifier = new();
        var journal = JournalHost.Open(disk, new JournalOptions(), new VirtualTime());
        HostDriver before = new(HostDriver.ModelOf(notifier), journal: journal);
        before.Flush(Of(At(0), Firing("a")) with { GroupId = "told" });
        (await notifier.NextAsync()).Answer(
            new SendOutcome.Delivered { ReceiverData = new Dictionary<string, string> { ["k"] = "v" } });
        Assert.True(await before.EndAsync());
        await (await before.Host.SaveCheckpointAsync()).WaitAsync(TestContext.Current.CancellationToken);
        before.Flush(Of(At(0), Firing("b")) with { GroupId = "begun" });
        ManualSend cut = await notifier.NextAsync();

        var state = new NotifyState();
        using var reopened = JournalHost.Open(disk.Reopen(keepUnsynced: false), new JournalOptions(), new VirtualTime());
        reopened.Recover(state);
        Assert.Equal(1, state.Log.Count);
        Assert.Equal("v", state.Log.Find(new NotificationTarget("told", "team-x", "webhook", 0))!.ReceiverData["k"]);
        Assert.Equal(cut.Notification.Id, state.Open.Single().Id);
        await using HostDriver after = new(HostDriver.ModelOf(notifier), state: state, journal: reopened);
        ManualSend again = await notifier.NextAsync();

        Assert.Equal(cut.Notification.Id, again.Notification.Id);
        Assert.Equal(cut.Notification.Alerts, again.Notification.Alerts);
        Assert.True(again.Notification.IsRepeat);
        Assert.True(await after.FlushAsync(Of(At(5), Firing("a")) with { GroupId = "told" }));
        await before.DisposeAsync();
        journal.Dispose();
    }

    [Fact]
    public async Task Without_a_disk_paging_goes_on()
    {
        var disk = new MemoryBlockStore();
        using var journal = JournalHost.Open(disk, new JournalOptions(), new VirtualTime());
        disk.Before = _ => throw new JournalStoreException(CommitFailure.DiskFull, "the disk is full");
        ManualNotifier notifier = new();
        await using HostDriver driver = new(HostDriver.ModelOf(notifier), journal: journal);

        driver.Flush(Of(At(0), Firing("a")));
        (await notifier.NextAsync()).Answer(Delivered);

        Assert.True(await driver.EndAsync());
        disk.Before = null;
    }

    [Fact]
    public async Task The_state_survives_a_checkpoint_whole()
    {
        var disk = new MemoryBlockStore();
        using var journal = JournalHost.Open(disk, new JournalOptions(), new VirtualTime());
        var core = new Outbox.CoreDriver(Outbox.CoreDriver.Model(integrations: 2));
        core.Flush(Of(At(0), Firing("a"), Firing("m")));
        core.Answer(Delivered);
        core.Answer(new SendOutcome.Retry(SendFailureReason.ServerError));
        core.Flush(Of(At(1), Firing("a")) with { Muted = [Muted(Firing("m"))] });
        await journal.SaveCheckpoint(core.State).WaitAsync(TestContext.Current.CancellationToken);
        var back = new NotifyState();
        using var reopened = JournalHost.Open(disk.Reopen(keepUnsynced: true), new JournalOptions(), new VirtualTime());
        reopened.Recover(back);

        NotificationTarget target = core.Events<NotificationLogged>().Single().Target;
        Assert.Equal(1, back.Log.Count);
        Assert.Equivalent(core.State.Log.Find(target), back.Log.Find(target), strict: true);
        Assert.NotEmpty(back.Log.Find(target)!.Muted.Sorted.ToArray());
        Assert.Equal(core.State.Open.Single().Key, back.Open.Single().Key);
        Assert.Equal(1, back.Open.Single().Attempts);
        Assert.Equal(core.State.LastHeld(target), back.LastHeld(target));
        Assert.Equal(DedupReason.NothingNew, back.LastHeld(target));
    }

    [Fact]
    public async Task A_queue_is_drained_from_the_journal_also_after_a_checkpoint_and_a_start()
    {
        const int Groups = 600;
        var disk = new MemoryBlockStore();
        ManualNotifier notifier = new();
        var options = new NotifyOptions { Delivery = new() { Concurrency = 1 }, AheadMax = 4 };
        var journal = JournalHost.Open(disk, new JournalOptions(), new VirtualTime());
        HostDriver before = new(HostDriver.ModelOf(notifier), options, journal: journal);
        for (int i = 0; i < Groups; i++)
        {
            before.Flush(Of(At(0), Firing($"a{i}")) with { GroupId = $"g{i}" });
        }

        ManualSend first = await notifier.NextAsync();
        await journal.Barrier().WaitAsync(TestContext.Current.CancellationToken);
        await (await before.Host.SaveCheckpointAsync()).WaitAsync(TestContext.Current.CancellationToken);

        var state = new NotifyState();
        using var reopened = JournalHost.Open(disk.Reopen(keepUnsynced: false), new JournalOptions(), new VirtualTime());
        reopened.Recover(state);
        Assert.Equal(Groups, state.OpenCount);
        Assert.InRange(state.OldestNeeded, 1, 2);
        await using HostDriver after = new(HostDriver.ModelOf(notifier), options, state, reopened);
        for (int i = 0; i < Groups; i++)
        {
            ManualSend send = await notifier.NextAsync();
            Assert.Equal(i == 0, first.Notification.Id == send.Notification.Id);
            Assert.Equal($"a{i}", send.Notification.Alerts[0].Labels["alertname"]);
            send.Answer(Delivered);
        }

        await before.DisposeAsync();
        journal.Dispose();
    }

    [Fact]
    public async Task What_may_have_come_survives_a_checkpoint()
    {
        var disk = new MemoryBlockStore();
        using var journal = JournalHost.Open(disk, new JournalOptions(), new VirtualTime());
        var core = new Outbox.CoreDriver(Outbox.CoreDriver.Model());
        core.Flush(Of(At(0), Firing("a")));
        core.Answer(new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true });
        core.Advance(TimeSpan.FromSeconds(1));
        core.Answer(new SendOutcome.Rejected(SendFailureReason.Other));

        await journal.SaveCheckpoint(core.State).WaitAsync(TestContext.Current.CancellationToken);
        var back = new NotifyState();
        using var reopened = JournalHost.Open(disk.Reopen(keepUnsynced: true), new JournalOptions(), new VirtualTime());
        reopened.Recover(back);
        Outbox.CoreDriver after = new(Outbox.CoreDriver.Model(), state: back);

        Assert.True(Assert.Single(after.FlushAndDeliver(Of(At(5), Firing("a")))).IsRepeat);
    }

    [Fact]
    public async Task Who_was_told_in_anothers_place_survives_a_checkpoint()
    {
        var disk = new MemoryBlockStore();
        using var journal = JournalHost.Open(disk, new JournalOptions(), new VirtualTime());
        var core = new Outbox.CoreDriver(Outbox.FallbackTests.Model("team-x>mail", "mail>phone", "phone"));
        core.Flush(Of(At(0), Firing("a")));
        core.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));
        core.Answer(Delivered);
        core.Flush(Of(At(0), Firing("b")) with { GroupId = "another" });
        core.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));
        core.Answer(new SendOutcome.Rejected(SendFailureReason.ClientError));
        OpenNotification phone = core.State.Open.Single();

        await journal.SaveCheckpoint(core.State).WaitAsync(TestContext.Current.CancellationToken);
        var back = new NotifyState();
        using var reopened = JournalHost.Open(disk.Reopen(keepUnsynced: true), new JournalOptions(), new VirtualTime());
        reopened.Recover(back);

        NotificationTarget mail = Assert.Single(back.Log.FallbacksOf("root:{team=\"x\"}"));
        Assert.Equal("mail", mail.Receiver);
        Assert.Equal(phone.RootId, back.Open.Single().RootId);
        Assert.Equal(new FallbackChain(1, false), back.ChainOf(phone));
        Assert.Equal(core.State.ChainOf(phone), back.ChainOf(phone));
    }

    private static void CommitAll(JournalHost journal)
    {
        while (journal.Step())
        {
        }
    }
}
