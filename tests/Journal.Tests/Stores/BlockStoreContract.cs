using Tocsin.Journal.Events;
using Tocsin.Journal.Format;
using Tocsin.Journal.Stores;
using Tocsin.Journal.Subjects;

namespace Tocsin.Journal.Tests.Stores;

/// <summary>What every block store promises. A class per store runs all of it.</summary>
public abstract class BlockStoreContract : IDisposable
{
    /// <summary>The store under test, opened.</summary>
    protected abstract IBlockStore Store { get; }

    /// <summary>The same data as a new process finds it.</summary>
    protected abstract IBlockStore Reopen();

    [Fact]
    public void A_committed_block_comes_back_byte_for_byte()
    {
        Block written = Block.Of(1, TestEvents.Numbered(1), TestEvents.Numbered(2));
        Store.Commit(new StoreWrite { Blocks = [written] });
        Block read = Assert.Single(Read(new BlockFilter()));
        Assert.True(read.IsIntact);
        Assert.Equal((1, 2), (read.FirstSeq, read.LastSeq));
        Assert.Equal((written.AtMin, written.AtMax), (read.AtMin, read.AtMax));
        Assert.Equal(written.Kinds, read.Kinds);
        Assert.True(read.Body.Span.SequenceEqual(written.Body.Span));
        Assert.True(read.Subjects.Span.SequenceEqual(written.Subjects.Span));
    }

    [Fact]
    public void What_repeats_takes_a_fraction_of_its_length_and_comes_back_as_it_was()
    {
        Block written = Block.Of(1, TestEvents.Alike(1, 300));
        Store.Commit(new StoreWrite { Blocks = [written, Block.Of(301, TestEvents.Numbered(301, padding: 3000))] });
        List<Block> read = Read(new BlockFilter());
        Assert.All(read, block => Assert.True(block.IsIntact));
        Assert.True(read[0].Body.Span.SequenceEqual(written.Body.Span));
        IReadOnlyList<BlockEntry> entries = Reopen().Open().Blocks;
        Assert.Equal(read.Select(b => b.Body.Length), entries.Select(e => e.BodyBytes));
        Assert.True(entries[0].Bytes < entries[0].BodyBytes / 3, $"{entries[0].Bytes} of {entries[0].BodyBytes}");
        Assert.True(entries[1].Bytes >= 3000, "noise does not pack");
    }

    [Fact]
    public void A_new_store_is_empty()
    {
        Assert.Empty(Read(new BlockFilter()));
        Assert.Empty(Read(new BlockFilter { Descending = true }));
        Assert.Empty(Store.ReadCheckpoint("p"));
    }

    [Fact]
    public void Reopening_finds_blocks_checkpoints_and_the_last_number()
    {
        CommitThree();
        Save("p", seq: 3, [1, 2], [3]);
        IBlockStore again = Reopen();
        StoreState state = again.Open();
        Assert.Equal(6, state.LastSeq);
        Assert.Equal([(1, 2), (3, 4), (5, 6)], state.Blocks.Select(b => ((int)b.FirstSeq, (int)b.LastSeq)));
        Assert.All(state.Blocks, b => Assert.True(b.Bytes > 0));
        Assert.Equal(new CheckpointEntry("p", 3, TestEvents.Start), Assert.Single(state.Checkpoints));
        Assert.Empty(state.Notices);
        Assert.Equal([1, 2, 3], again.ReadCheckpoint("p").SelectMany(c => c.ToArray()).Select(b => (int)b));
    }

    [Theory]
    [InlineData(1, long.MaxValue, new[] { 1, 3, 5 })]
    [InlineData(4, long.MaxValue, new[] { 3, 5 })]
    [InlineData(3, 4, new[] { 3 })]
    [InlineData(2, 3, new[] { 1, 3 })]
    [InlineData(7, long.MaxValue, new int[0])]
    public void A_range_of_numbers_selects_the_blocks_that_meet_it(long first, long last, int[] want)
    {
        CommitThree();
        var filter = new BlockFilter { FirstSeq = first, LastSeq = last };
        Assert.Equal(want, Read(filter).Select(b => (int)b.FirstSeq));
        Assert.Equal(want.Reverse(), Read(filter with { Descending = true }).Select(b => (int)b.FirstSeq));
    }

    [Fact]
    public void Times_kinds_and_subjects_select_blocks()
    {
        CommitThree();
        Store.Commit(new StoreWrite { Blocks = [Block.Of(7, TestEvents.About(7, "g", "r", "n"))] });
        Assert.Equal([3, 5], Firsts(new BlockFilter
        {
            From = TestEvents.Start + TimeSpan.FromSeconds(4),
            To = TestEvents.Start + TimeSpan.FromSeconds(6),
        }));
        Assert.Equal([7], Firsts(new BlockFilter { Kinds = EventKinds.Bit(EventKind.NotificationFailed) }));
        ulong[] either = [SubjectKey.Group("other").Value, SubjectKey.Group("g").Value];
        Assert.Equal([7], Firsts(new BlockFilter { Subjects = either }));
        Assert.Empty(Firsts(new BlockFilter { Subjects = [SubjectKey.Group("other").Value] }));
        Assert.Equal([7], Firsts(new BlockFilter { Subjects = [SubjectKey.Receiver("r").Value], Descending = true }));
    }

    [Fact]
    public void A_merge_replaces_its_parts_at_once()
    {
        CommitThree();
        using var builder = new BlockBuilder();
        foreach (Block block in Store.Read(new BlockFilter { LastSeq = 4 }))
        {
            builder.Add(block);
        }

        Store.Commit(new StoreWrite { Remove = new SeqRange(1, 4), Blocks = [builder.Build(1)] });
        Assert.Equal([1, 5], Firsts(new BlockFilter()));
        Assert.All(Read(new BlockFilter()), b => Assert.True(b.IsIntact));
    }

    [Fact]
    public void A_walk_goes_on_where_it_was_after_a_merge_and_a_removal()
    {
        for (int i = 1; i <= 6; i++)
        {
            Store.Commit(new StoreWrite { Blocks = [Block.Of(i, TestEvents.Numbered(i))] });
        }

        using IEnumerator<Block> walk = Store.Read(new BlockFilter()).GetEnumerator();
        Assert.True(walk.MoveNext());
        Block merged = Block.Of(1, TestEvents.Numbered(1), TestEvents.Numbered(2), TestEvents.Numbered(3));
        Store.Commit(new StoreWrite { Remove = new SeqRange(1, 3), Blocks = [merged] });
        var covered = new SortedSet<long>();
        while (walk.MoveNext())
        {
            for (long seq = walk.Current.FirstSeq; seq <= walk.Current.LastSeq; seq++)
            {
                covered.Add(seq);
            }
        }

        Assert.Superset(new HashSet<long> { 2, 3, 4, 5, 6 }, covered);
    }

    [Fact]
    public void A_write_that_fails_leaves_nothing_behind()
    {
        CommitThree();
        Block clash = Block.Of(5, TestEvents.Numbered(9));
        var write = new StoreWrite { Remove = new SeqRange(1, 2), Blocks = [clash] };
        Assert.ThrowsAny<Exception>(() => Store.Commit(write));
        Assert.Equal([1, 3, 5], Firsts(new BlockFilter()));
    }

    [Fact]
    public void An_unfinished_checkpoint_leaves_the_old_one_in_force()
    {
        Save("p", seq: 1, [1]);
        Store.Commit(new StoreWrite { Chunk = Chunk("p", seq: 9, index: 0, isLast: false, [7]) });
        Assert.Equal([1], Bytes(Store, "p"));
        IBlockStore again = Reopen();
        Assert.Equal(1, Assert.Single(again.Open().Checkpoints).Seq);
        Assert.Equal([1], Bytes(again, "p"));
    }

    [Fact]
    public void A_finished_checkpoint_replaces_the_old_one_and_its_space_is_freed()
    {
        Save("p", seq: 1, [1], [2], [3]);
        Save("q", seq: 2, [9]);
        Save("p", seq: 5, [4]);
        for (int i = 0; Store.Reclaim(); i++)
        {
            Assert.True(i < 10, "reclaiming does not end");
        }

        Assert.Equal([4], Bytes(Store, "p"));
        Assert.Equal([9], Bytes(Store, "q"));
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected abstract void Dispose(bool disposing);

    private static byte[] Bytes(IBlockStore store, string projection) =>
        [.. store.ReadCheckpoint(projection).SelectMany(c => c.ToArray())];

    private static CheckpointChunk Chunk(string projection, long seq, int index, bool isLast, byte[] body) => new()
    {
        Projection = projection,
        Seq = seq,
        At = TestEvents.Start,
        Index = index,
        Body = body,
        IsLast = isLast,
    };

    private void CommitThree()
    {
        Store.Commit(new StoreWrite { Blocks = [Block.Of(1, TestEvents.Numbered(1), TestEvents.Numbered(2))] });
        Store.Commit(new StoreWrite
        {
            Blocks =
            [
                Block.Of(3, TestEvents.Numbered(3), TestEvents.Numbered(4)),
                Block.Of(5, TestEvents.Numbered(5), TestEvents.Numbered(6)),
            ],
        });
    }

    private void Save(string projection, long seq, params byte[][] chunks)
    {
        for (int i = 0; i < chunks.Length; i++)
        {
            Store.Commit(new StoreWrite { Chunk = Chunk(projection, seq, i, i == chunks.Length - 1, chunks[i]) });
        }
    }

    private List<int> Firsts(BlockFilter filter) => [.. Read(filter).Select(b => (int)b.FirstSeq)];

    private List<Block> Read(BlockFilter filter) =>
        [.. Store.Read(filter).Select(b => b with { Subjects = b.Subjects.ToArray(), Body = b.Body.ToArray() })];
}
