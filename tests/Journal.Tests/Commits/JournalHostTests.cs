using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Tests.Commits;

public sealed class JournalHostTests : IDisposable
{
    private readonly MemoryBlockStore _store = new();
    private readonly VirtualTime _time = new();
    private readonly JournalHost _journal;

    public JournalHostTests() => _journal = JournalHost.Open(_store, new JournalOptions { Manual = true }, _time);

    [Fact]
    public async Task The_writer_thread_makes_an_event_durable_by_itself()
    {
        using JournalHost journal = JournalHost.Open(new MemoryBlockStore(), new JournalOptions(), TimeProvider.System);
        CommitTicket ticket = journal.Append(TestEvents.Numbered(1));
        CommitOutcome outcome = await ticket.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(outcome.IsDurable);
        Assert.Equal(1, ticket.Seq);
        JournalRecord record = Assert.Single(journal.Reader.ReadFrom(1));
        Assert.Equal(TestEvents.Numbered(1), record.Event);
        Assert.Throws<InvalidOperationException>(() => journal.Step());
    }

    [Fact]
    public void Nothing_is_durable_before_the_writer_ran()
    {
        CommitTicket ticket = _journal.Append([TestEvents.Numbered(1), TestEvents.Numbered(2)]);
        CommitTicket barrier = _journal.Barrier();
        Assert.False(ticket.IsCompleted);
        Assert.False(barrier.IsCompleted);
        Assert.Equal(0, ticket.Seq);
        _journal.StepAll();
        Assert.True(ticket.IsDurable);
        Assert.True(barrier.IsDurable);
        Assert.True(_journal.Barrier().IsDurable);
        Assert.Equal([1, 2], _journal.Numbers());
    }

    [Fact]
    public void Events_that_wait_together_are_one_commit_and_numbered_in_order()
    {
        int commits = 0;
        _store.Before = effect => commits += effect == StoreEffect.Sync ? 1 : 0;
        CommitTicket[] tickets = [.. Enumerable.Range(1, 5).Select(n => _journal.Append(TestEvents.Numbered(n)))];
        _journal.StepAll();
        Assert.Equal(1, commits);
        Assert.Equal([1, 2, 3, 4, 5], tickets.Select(t => t.Seq));
        Assert.Equal(5, _journal.LastSeq);
    }

    [Fact]
    public void Appending_nothing_is_durable_at_once()
    {
        Assert.True(_journal.Append([]).IsDurable);
        Assert.True(default(CommitTicket).IsDurable);
        Assert.Equal(default, _journal.Append(ReadOnlySpan<JournalEvent>.Empty));
    }

    [Fact]
    public void A_callback_comes_once_on_completion_or_at_once_if_it_is_late()
    {
        var told = new List<(object?, bool)>();
        CommitTicket ticket = _journal.Append(TestEvents.Numbered(1));
        ticket.OnDurable((state, outcome) => told.Add((state, outcome.IsDurable)), "early");
        Assert.Empty(told);
        _journal.StepAll();
        ticket.OnDurable((state, outcome) => told.Add((state, outcome.IsDurable)), "late");
        default(CommitTicket).OnDurable((state, outcome) => told.Add((state, outcome.IsDurable)), "nothing");
        Assert.Equal([("early", true), ("late", true), ("nothing", true)], told);
    }

    [Fact]
    public void A_callback_that_throws_harms_no_other_and_may_append()
    {
        CommitTicket second = default;
        CommitTicket ticket = _journal.Append(TestEvents.Numbered(1));
        ticket.OnDurable((_, _) => throw new InvalidOperationException("a caller's bug"), null);
        ticket.OnDurable((_, _) => second = _journal.Append(TestEvents.Numbered(2)), null);
        _journal.StepAll();
        Assert.True(ticket.IsDurable);
        Assert.True(second.IsDurable);
        Assert.Equal([1, 2], _journal.Numbers());
    }

    [Fact]
    public async Task Cancelling_a_wait_leaves_the_events_alone()
    {
        using var cancel = new CancellationTokenSource();
        CommitTicket ticket = _journal.Append(TestEvents.Numbered(1));
        Task<CommitOutcome> wait = ticket.WaitAsync(cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => wait);
        _journal.StepAll();
        Assert.True(ticket.IsDurable);
    }

    [Fact]
    public void An_event_that_cannot_write_itself_leaves_no_trace()
    {
        var broken = new Broken(TestEvents.Start);
        Assert.Throws<InvalidOperationException>(() => _journal.Append([TestEvents.Numbered(1), broken]));
        CommitTicket ticket = _journal.AppendAndStep(2);
        Assert.Equal(1, ticket.Seq);
        Assert.Equal([2], _journal.Numbers());
    }

    [Fact]
    public void After_closing_appends_are_refused_and_what_waited_is_on_disk()
    {
        CommitTicket before = _journal.Append(TestEvents.Numbered(1));
        _journal.Dispose();
        CommitTicket after = _journal.Append(TestEvents.Numbered(2));
        Assert.True(before.IsDurable);
        Assert.True(after.IsCompleted);
        Assert.False(after.IsDurable);
        Assert.Equal(1, _store.Reopen(keepUnsynced: false).Open().LastSeq);
        _journal.Dispose();
    }

    [Fact]
    public void Numbers_go_on_after_a_restart()
    {
        _journal.AppendAndStep(1);
        using JournalHost again = JournalHost.Open(
            _store.Reopen(keepUnsynced: false), new JournalOptions { Manual = true }, _time);
        Assert.Equal(1, again.LastSeq);
        Assert.Equal(2, again.AppendAndStep(2).Seq);
        Assert.Equal([1, 2], again.Numbers());
    }

    [Fact]
    public async Task Many_threads_lose_and_double_nothing_and_each_keeps_its_order()
    {
        const int Threads = 4;
        const int Each = 2000;
        using JournalHost journal = JournalHost.Open(
            new MemoryBlockStore(), new JournalOptions { QueueBytesMax = 4096 }, TimeProvider.System);
        await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(async () =>
        {
            CommitTicket last = default;
            for (int i = 0; i < Each; i++)
            {
                last = journal.Append(TestEvents.Numbered((thread * Each) + i));
            }

            Assert.True((await last.WaitAsync()).IsDurable);
        })));
        int[] numbers = [.. journal.Numbers()];
        Assert.Equal(Threads * Each, numbers.Length);
        for (int thread = 0; thread < Threads; thread++)
        {
            Assert.Equal(Enumerable.Range(thread * Each, Each), numbers.Where(n => n / Each == thread));
        }
    }

    public void Dispose()
    {
        _journal.Dispose();
        _store.Dispose();
    }

    private sealed record Broken(Model.Instant At) : JournalEvent(At)
    {
        public override EventKind Kind => EventKind.ServerStopped;

        public override void Write(ref Journal.Format.EventWriter writer)
        {
            writer.WriteString("half");
            throw new InvalidOperationException("broken");
        }
    }
}
