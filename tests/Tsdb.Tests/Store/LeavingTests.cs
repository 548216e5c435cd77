using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Tsdb.Tests.Store;

/// <summary>Series of which the older samples leave for a block while newer ones come in.</summary>
public sealed class LeavingTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(30)]
    [InlineData(300)]
    public async Task What_comes_while_older_samples_leave_goes_on_behind_them(int meanwhile)
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        Append(store, t, 0, 200);
        using ISeriesView before = store.Store.OpenView();
        string atFirst = StoreDriver.Read(before, "");
        store.Store.Upkeep.FlushNow();
        Append(store, t, 200, meanwhile);
        string expected = Text(t, 200 + meanwhile);
        Assert.Equal(expected, store.Read(""));
        Assert.Equal(atFirst, StoreDriver.Read(before, ""));
        before.Dispose();
        store.Store.Upkeep.RunDue();

        Assert.Equal(expected, store.Read(""));
        Append(store, t, 200 + meanwhile, 50);
        Assert.Equal(Text(t, 250 + meanwhile), store.Read(""));
        await store.FlushLogAsync();
        using StoreDriver crashed = store.Crash();
        Assert.Equal(Text(t, 250 + meanwhile), crashed.Read(""));
        store.Store.Upkeep.FlushNow();
        Assert.Equal(Text(t, 250 + meanwhile), store.Read(""));
        store.Reopen();
        Assert.Equal(Text(t, 250 + meanwhile), store.Read(""));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_histogram_that_comes_while_floats_leave_loses_none_of_them(bool isFlushedTwice)
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        Append(store, t, 0, 40);
        using ISeriesView before = store.Store.OpenView();
        store.Store.Upkeep.FlushNow();
        Append(store, t, 40, 3);
        var batch = new SampleBatch();
        batch.Add(
            store.Resolve(StoreDriver.Series("a"))[0], t + 43_000,
            new FloatHistogram { Count = 2, PositiveSpans = [new(0, 1)], PositiveBuckets = [2] });
        store.Append(batch);
        string expected = Text(t, 43) + $" {t + 43_000}:h2";
        Assert.Equal(expected, store.Read(""));
        before.Dispose();
        store.Store.Upkeep.RunDue();
        Assert.Equal(expected, store.Read(""));
        if (isFlushedTwice)
        {
            store.Store.Upkeep.FlushNow();
            Assert.Equal(expected, store.Read(""));
        }

        store.Reopen();
        Assert.Equal(expected, store.Read(""));
    }

    [Fact]
    public void What_a_block_could_not_take_leaves_with_the_next()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        Append(store, t, 0, 10);
        string inTheWay = Path.Combine(store.Folder, "0000000001-0000000001.block.tmp");
        Directory.CreateDirectory(inTheWay);
        Assert.ThrowsAny<Exception>(store.Store.Upkeep.FlushNow);
        Append(store, t, 10, 10);
        Assert.Equal(Text(t, 20), store.Read(""));
        Directory.Delete(inTheWay);
        store.Store.Upkeep.FlushNow();

        Assert.Equal(1, store.Store.BlockCount);
        Append(store, t, 20, 10);
        Assert.Equal(Text(t, 30), store.Read(""));
        store.Reopen();
        Assert.Equal(Text(t, 30), store.Read(""));
    }

    [Fact]
    public async Task Readers_see_all_samples_while_blocks_are_written()
    {
        using var store = new StoreDriver(o => o with { MergeWidth = 3 });
        long t = store.NowMs;
        int written = 0;
        using var done = new CancellationTokenSource();
        Task upkeep = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    store.Store.Upkeep.FlushNow();
                    store.Store.Upkeep.RunDue();
                }
            },
            TestContext.Current.CancellationToken);
        Task reading = Task.Run(
            () =>
            {
                while (!done.IsCancellationRequested)
                {
                    int atLeast = Volatile.Read(ref written);
                    string text = store.Read("");
                    int seen = text.Length == 0 ? 0 : text.Count(c => c == ' ');
                    Assert.True(seen >= atLeast);
                    Assert.Equal(Text(t, seen), text);
                }
            },
            TestContext.Current.CancellationToken);
        for (int i = 0; i < 600; i++)
        {
            Append(store, t, i, 1);
            Volatile.Write(ref written, i + 1);
            await Task.Yield();
        }

        await done.CancelAsync();
        await upkeep;
        await reading;
        Assert.Equal(Text(t, 600), store.Read(""));
    }

    private static void Append(StoreDriver store, long t, int from, int count)
    {
        for (int i = from; i < from + count; i++)
        {
            Assert.Equal(AppendOutcome.Accepted, store.Append("a", t + (i * 1000L), Value(i)));
        }
    }

    private static double Value(int i) => i % 7 == 0 ? i / 3.0 : i % 5;

    private static string Text(long t, int count) => count == 0 ? "" : """{__name__="a"} """ + string.Join(
        ' ', Enumerable.Range(0, count).Select(i => FormattableString.Invariant($"{t + (i * 1000L)}:{Value(i)}")));
}
