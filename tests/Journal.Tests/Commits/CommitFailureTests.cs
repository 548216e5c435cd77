using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Tests.Commits;

public sealed class CommitFailureTests : IDisposable
{
    private static readonly JournalOptions Options = new()
    {
        Manual = true,
        CarriedBytesMax = 2000,
        QueueBytesMax = 4000,
        RetryAfter = TimeSpan.FromMilliseconds(500),
    };

    private readonly MemoryBlockStore _store = new();
    private readonly VirtualTime _time = new();
    private readonly JournalHost _journal;
    private readonly List<JournalHealth> _changes = [];
    private bool _full;

    public CommitFailureTests()
    {
        _store.Before = effect =>
        {
            if (_full && effect == StoreEffect.Write)
            {
                throw new JournalStoreException(CommitFailure.DiskFull, "journal: x.db: full; free space");
            }
        };
        _journal = JournalHost.Open(_store, Options, _time);
        _journal.HealthChanged += _changes.Add;
    }

    [Fact]
    public void A_failure_is_told_to_the_ticket_and_to_health()
    {
        _full = true;
        CommitTicket ticket = _journal.AppendAndStep(1);
        Assert.True(ticket.IsCompleted);
        Assert.False(ticket.IsDurable);
        ticket.OnDurable((_, outcome) => Assert.Equal(CommitFailure.DiskFull, outcome.Failure), null);
        Assert.False(_journal.Health.IsHealthy);
        Assert.Contains("x.db", _journal.Health.Message, StringComparison.Ordinal);
        Assert.Single(_changes);
    }

    [Fact]
    public void While_the_disk_fails_appends_fail_at_once_without_touching_it()
    {
        int tries = 0;
        _store.Before = _ =>
        {
            tries++;
            throw new JournalStoreException(CommitFailure.IoError, "broken");
        };
        _journal.AppendAndStep(1);
        Assert.True(_journal.AppendAndStep(2).IsCompleted);
        Assert.Equal(1, tries);
        _time.Advance(Options.RetryAfter);
        _journal.StepAll();
        Assert.Equal(2, tries);
        Assert.Single(_changes);
    }

    [Fact]
    public void Events_that_failed_are_written_first_when_the_disk_is_back()
    {
        _journal.AppendAndStep(1);
        _full = true;
        CommitTicket failed = _journal.AppendAndStep(2);
        _journal.AppendAndStep(3);
        _full = false;
        _time.Advance(Options.RetryAfter);
        CommitTicket later = _journal.AppendAndStep(4);
        Assert.True(later.IsDurable);
        Assert.False(failed.IsDurable);
        Assert.Equal([1, 2, 3, 4], _journal.Numbers());
        Assert.Equal(2, failed.Seq);
        Assert.Equal(0, _journal.LostEvents);
        Assert.Equal([false, true], _changes.Select(c => c.IsHealthy));
    }

    [Fact]
    public void The_disk_is_tried_again_even_if_nothing_is_appended()
    {
        _full = true;
        _journal.AppendAndStep(1);
        CommitTicket barrier = _journal.Barrier();
        _journal.StepAll();
        Assert.False(barrier.IsDurable);
        _full = false;
        _time.Advance(Options.RetryAfter);
        CommitTicket again = _journal.Barrier();
        _journal.StepAll();
        Assert.True(again.IsDurable);
        Assert.True(_journal.Health.IsHealthy);
        Assert.Equal([1], _journal.Numbers());
    }

    [Fact]
    public void What_exceeds_the_memory_for_failed_events_is_lost_oldest_first_and_counted()
    {
        _full = true;
        for (int n = 1; n <= 5; n++)
        {
            _journal.AppendAndStep(n, padding: 700);
        }

        _full = false;
        _time.Advance(Options.RetryAfter);
        _journal.StepAll();
        Assert.Equal([4, 5], _journal.Numbers());
        Assert.Equal(3, _journal.LostEvents);
        Assert.Equal(2, _journal.LastSeq);
    }

    [Fact]
    public void A_full_queue_without_a_writer_refuses_instead_of_waiting_for_ever()
    {
        for (int n = 1; n <= 4; n++)
        {
            Assert.False(_journal.Append(TestEvents.Numbered(n, padding: 900)).IsCompleted);
        }

        CommitTicket refused = _journal.Append(TestEvents.Numbered(5, padding: 900));
        Assert.True(refused.IsCompleted);
        refused.OnDurable((_, outcome) => Assert.Equal(CommitFailure.Stalled, outcome.Failure), null);
        Assert.Equal(1, _journal.LostEvents);
        _journal.StepAll();
        Assert.False(_journal.Append(TestEvents.Numbered(6)).IsCompleted);
    }

    [Fact]
    public async Task A_disk_that_hangs_stops_appends_only_for_a_while()
    {
        using var hang = new SemaphoreSlim(0);
        using var hanging = new SemaphoreSlim(0);
        var store = new MemoryBlockStore
        {
            Before = effect =>
            {
                if (effect == StoreEffect.Sync)
                {
                    hanging.Release();
                    hang.Wait();
                }
            },
        };
        JournalOptions options = new() { QueueBytesMax = 1000, AppendWaitMax = TimeSpan.FromMilliseconds(20) };
        using JournalHost journal = JournalHost.Open(store, options, TimeProvider.System);
        CommitTicket first = journal.Append(TestEvents.Numbered(1, padding: 600));
        await hanging.WaitAsync(TestContext.Current.CancellationToken);
        CommitTicket refused = journal.Append(TestEvents.Numbered(2, padding: 600));
        CommitOutcome outcome = await refused.WaitAsync();
        Assert.Equal(CommitFailure.Stalled, outcome.Failure);
        hang.Release(100);
        Assert.True((await first.WaitAsync()).IsDurable);
        Assert.True((await journal.Append(TestEvents.Numbered(3)).WaitAsync()).IsDurable);
        Assert.Equal([1, 3], journal.Numbers());
    }

    [Fact]
    public void A_failing_checkpoint_fails_its_own_ticket_and_the_next_one_works()
    {
        var projection = new NumbersProjection();
        _journal.Recover(projection);
        _journal.AppendAndStep(1);
        CommitTicket saved = _journal.SaveCheckpoint(projection);
        _full = true;
        _journal.StepAll();
        Assert.True(saved.IsCompleted);
        Assert.False(saved.IsDurable);
        Assert.False(_journal.Health.IsHealthy);
        _full = false;
        Assert.True(_journal.AppendAndStep(2).IsDurable);
        _time.Advance(Options.RetryAfter);
        _journal.StepAll();
        CommitTicket again = _journal.SaveCheckpoint(projection);
        _journal.StepAll();
        Assert.True(again.IsDurable);
        Assert.True(_journal.Health.IsHealthy);
    }

    [Fact]
    public void Closing_tries_a_failing_disk_once_more()
    {
        _full = true;
        _journal.AppendAndStep(1);
        _full = false;
        _journal.Dispose();
        Assert.Equal(1, _store.Reopen(keepUnsynced: false).Open().LastSeq);
    }

    public void Dispose()
    {
        _journal.Dispose();
        _store.Dispose();
    }
}
