using Tocsin.Journal.Commits;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Tests.Commits;

public sealed class JournalHostTests
{
    private static readonly JournalOptions Manual = new() { Manual = true };

    [Fact]
    public async Task An_appended_event_is_durable_and_can_be_read()
    {
        using var store = new MemoryBlockStore();
        using JournalHost journal = JournalHost.Open(store, new JournalOptions(), TimeProvider.System);
        CommitTicket ticket = journal.Append(TestEvents.Numbered(1));
        CommitOutcome outcome = await ticket.WaitAsync(TestContext.Current.CancellationToken);
        Assert.True(outcome.IsDurable);
        Assert.True(ticket.IsDurable);
        Assert.Equal(1, ticket.Seq);
        JournalRecord record = Assert.Single(journal.Reader.ReadFrom(1));
        Assert.Equal(TestEvents.Numbered(1), record.Event);
    }

    [Fact]
    public void Nothing_is_durable_before_the_writer_ran()
    {
        using var store = new MemoryBlockStore();
        using JournalHost journal = JournalHost.Open(store, Manual, new VirtualTime());
        CommitTicket ticket = journal.Append([TestEvents.Numbered(1), TestEvents.Numbered(2)]);
        CommitTicket barrier = journal.Barrier();
        Assert.False(ticket.IsCompleted);
        Assert.False(barrier.IsCompleted);
        journal.StepAll();
        Assert.True(ticket.IsDurable);
        Assert.True(barrier.IsDurable);
        Assert.True(journal.Barrier().IsDurable);
        Assert.Equal([1, 2], journal.Reader.ReadFrom(1).Select(r => TestEvents.NumberOf(r.Event)));
    }
}
