using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Tests.Checkpoints;

public sealed class RecoveryTests : IDisposable
{
    private static readonly JournalOptions Options = new() { Manual = true, CheckpointEvery = 10 };

    private readonly VirtualTime _time = new();
    private MemoryBlockStore _store = new();

    [Fact]
    public void Projections_with_different_checkpoints_share_one_pass_over_the_tail()
    {
        var early = new NumbersProjection("early");
        var late = new NumbersProjection("late");
        var never = new NumbersProjection("never");
        using (JournalHost journal = JournalHost.Open(_store, Options, _time))
        {
            for (int n = 1; n <= 9; n++)
            {
                journal.AppendAndStep(n);
                early.Numbers.Add(n);
                late.Numbers.Add(n);
                if (n == 3)
                {
                    journal.SaveCheckpoint(early);
                }
                else if (n == 7)
                {
                    journal.SaveCheckpoint(late);
                }
            }

            journal.StepAll();
        }

        (NumbersProjection a, NumbersProjection b, NumbersProjection c) = (new("early"), new("late"), new("never"));
        using JournalHost again = Reopen();
        RecoveryReport report = again.Recover(a, b, c);
        Assert.Equal((2, 9, 9), (report.Checkpoints, report.Events, report.LastSeq));
        Assert.All([a, b, c], p => Assert.Equal(Enumerable.Range(1, 9), p.Numbers));
        Assert.Equal((6, 2, 9), (a.Replayed, b.Replayed, c.Replayed));
        Assert.Empty(never.Numbers);
    }

    [Fact]
    public void A_checkpoint_covers_what_waits_in_front_of_it_and_nothing_behind()
    {
        var state = new NumbersProjection();
        using (JournalHost journal = JournalHost.Open(_store, Options, _time))
        {
            journal.Append(TestEvents.Numbered(1));
            state.Numbers.Add(1);
            journal.SaveCheckpoint(state);
            journal.Append(TestEvents.Numbered(2));
            journal.StepAll();
        }

        var restored = new NumbersProjection();
        using JournalHost again = Reopen();
        Assert.Equal(1, again.Recover(restored).Events);
        Assert.Equal([1, 2], restored.Numbers);
    }

    [Fact]
    public void A_state_saved_before_the_first_event_is_restored()
    {
        var imported = new NumbersProjection();
        imported.Numbers.Add(42);
        using (JournalHost journal = JournalHost.Open(_store, Options, _time))
        {
            journal.SaveCheckpoint(imported);
            journal.StepAll();
        }

        var restored = new NumbersProjection();
        using JournalHost again = Reopen();
        Assert.Equal(1, again.Recover(restored).Checkpoints);
        Assert.Equal([42], restored.Numbers);
    }

    [Fact]
    public void An_empty_state_is_a_state()
    {
        using (JournalHost journal = JournalHost.Open(_store, Options, _time))
        {
            journal.AppendAndStep(1);
            journal.SaveCheckpoint(new NumbersProjection());
            journal.StepAll();
        }

        var restored = new NumbersProjection();
        using JournalHost again = Reopen();
        Assert.Equal(0, again.Recover(restored).Events);
        Assert.Empty(restored.Numbers);
    }

    [Fact]
    public void A_checkpoint_is_due_after_so_many_events_and_not_while_one_is_on_its_way()
    {
        using JournalHost journal = JournalHost.Open(_store, Options, _time);
        var state = new NumbersProjection();
        for (int n = 1; n <= 10; n++)
        {
            Assert.False(journal.IsCheckpointDue(state.Name));
            journal.AppendAndStep(n);
        }

        Assert.True(journal.IsCheckpointDue(state.Name));
        CommitTicket saved = journal.SaveCheckpoint(state);
        Assert.False(journal.IsCheckpointDue(state.Name));
        journal.StepAll();
        Assert.True(saved.IsDurable);
        Assert.Equal(10, saved.Seq);
    }

    [Fact]
    public void Entries_larger_than_a_chunk_and_many_chunks_come_back()
    {
        var writer = new CheckpointWriter();
        int[] sizes = [0, 1, 100_000, 1_000_000, 5, 300_000, 300_000];
        foreach (int size in sizes)
        {
            writer.Add(size, static (ref EventWriter entry, int n) => entry.WriteBytes(new byte[n]));
        }

        Assert.Throws<InvalidOperationException>(() => writer.Add(0, static (ref EventWriter entry, int n) =>
        {
            entry.WriteVarint(7);
            throw new InvalidOperationException("half an entry");
        }));
        IReadOnlyList<ReadOnlyMemory<byte>> chunks = writer.Finish();
        Assert.Equal(3, chunks.Count);
        Assert.True(chunks.Sum(c => (long)c.Length) < writer.Bytes / 100, "names that repeat take no room while they wait");
        using var reader = new CheckpointReader(chunks);
        foreach (int size in sizes)
        {
            Assert.True(reader.TryRead(out EventReader entry));
            Assert.Equal(size, entry.ReadBytes().Length);
            Assert.False(entry.HasMore);
        }

        Assert.False(reader.TryRead(out _));
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 5, 0, 0, 0, 1 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 1 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 9, 0, 0, 0, 0x3B })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 9, 0, 0, 0, 6 })]
    public void A_damaged_chunk_is_a_format_error(byte[] chunk)
    {
        using var reader = new CheckpointReader([chunk]);
        Assert.Throws<JournalFormatException>(() => reader.TryRead(out _));
    }

    [Fact]
    public void A_chunk_of_an_older_version_holds_its_entries_as_they_are()
    {
        using var reader = new CheckpointReader([new byte[] { 2, 0, 0, 0, 1, 7 }]);
        Assert.True(reader.TryRead(out EventReader entry));
        Assert.Equal([7], entry.ReadBytes().ToArray());
        Assert.False(reader.TryRead(out _));
    }

    public void Dispose() => _store.Dispose();

    private JournalHost Reopen()
    {
        _store = _store.Reopen(keepUnsynced: false);
        return JournalHost.Open(_store, Options, _time);
    }
}
