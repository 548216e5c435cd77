using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Tsdb.Store;
using static Tocsin.Model.Seams.AppendOutcome;

namespace Tocsin.Tsdb.Tests.Store;

public sealed class SeriesStoreTests
{
    [Fact]
    public void What_is_appended_is_read_by_its_labels_and_its_time()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        store.Append(("up,job=a", t, 1), ("up,job=b", t, 0), ("down,job=a", t, 7));
        store.Append(("up,job=a", t + 1, 2));

        Assert.Equal($$"""{__name__="up", job="a"} {{t}}:1 {{t + 1}}:2""", store.Read("__name__=up;job=a"));
        Assert.Equal($$"""{__name__="up", job="a"} {{t + 1}}:2""", store.Read("__name__=up;job=a", t + 1));
        Assert.Equal($$"""{__name__="up", job="a"} {{t}}:1""", store.Read("__name__=up;job=a", t, t));
        Assert.Equal($$"""{__name__="up", job="b"} {{t}}:0""", store.Read("__name__=~u.;job!~a|c"));
        Assert.Equal("", store.Read("__name__=up;job="));
        Assert.Equal(3, store.Read("job=~.+").Split('\n').Length);
        Assert.Equal(3, store.Read("").Split('\n').Length);
        Assert.Equal("", store.Read("nothing=x"));
        Assert.Equal(3, store.Read("nothing=").Split('\n').Length);
    }

    [Fact]
    public void A_sample_is_judged_as_upstream_judges_it()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        Assert.Equal(Accepted, store.Append("a", t, 1));
        Assert.Equal(SameAgain, store.Append("a", t, 1));
        Assert.Equal(DuplicateTimestamp, store.Append("a", t, 2));
        Assert.Equal(OutOfOrder, store.Append("a", t - 1, 1));
        Assert.Equal(TooFarAhead, store.Append("a", t + 600_001, 1));
        Assert.Equal(Accepted, store.Append("a", t + 600_000, double.NaN));
        Assert.Equal(SameAgain, store.Append("a", t + 600_000, double.NaN));
        Assert.Equal(TooOld, store.Append("b", t - (17L * 86_400_000), 1));

        var batch = new SampleBatch();
        batch.Add(new SeriesRef(99), t, 1);
        batch.Add(store.Resolve(StoreDriver.Series("h"))[0], t, new FloatHistogram { Count = 1, PositiveBuckets = [1] });
        Assert.Equal([UnknownSeries, InvalidHistogram], store.Append(batch));
    }

    [Fact]
    public void The_judgement_is_the_same_after_a_block_and_a_restart()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        store.Append("a", t, 1);
        store.Store.Upkeep.FlushNow();
        Assert.Equal(DuplicateTimestamp, store.Append("a", t, 2));
        store.Reopen();

        Assert.Equal(SameAgain, store.Append("a", t, 1));
        Assert.Equal(DuplicateTimestamp, store.Append("a", t, 2));
        Assert.Equal(OutOfOrder, store.Append("a", t - 1, 2));
        Assert.Equal(Accepted, store.Append("a", t + 1, 2));
        Assert.Equal($$"""{__name__="a"} {{t}}:1 {{t + 1}}:2""", store.Read("__name__=a"));
    }

    // 72 MiB of labels: more than one record of the log holds.
    [Fact]
    public void A_batch_of_any_size_is_read_again_after_a_restart()
    {
        using var store = new StoreDriver();
        string filling = new('x', 60_000);
        (string, long, double)[] samples =
            [.. Enumerable.Range(0, 1200).Select(i => ($"a,id={i},filling={filling}", store.NowMs, (double)i))];
        Assert.All(store.Append(samples), outcome => Assert.Equal(Accepted, outcome));

        store.Reopen();

        Assert.Empty(store.Store.Notices);
        Assert.Equal(1200, store.Store.SeriesCount);
        Assert.EndsWith(":1199", store.Read("id=1199"), StringComparison.Ordinal);
    }

    [Fact]
    public void Metadata_beyond_its_bounds_is_not_learned_and_what_is_known_survives()
    {
        using var store = new StoreDriver();
        string help = new('x', 16_384);
        store.Store.Learn([.. Enumerable.Range(0, 5000).Select(i => new MetricMetadata($"m{i:D4}", "gauge", "", help))]);
        int known = store.Store.Metadata(null, 10_000).Count;
        Assert.InRange(known, 4000, 4096);

        store.Reopen();

        Assert.Equal(known, store.Store.Metadata(null, 10_000).Count);
    }

    [Fact]
    public async Task What_was_flushed_survives_a_crash_and_a_view_sees_a_batch_whole_or_not()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        store.Append(("a", t, 1), ("b", t, 1));
        await store.FlushLogAsync();
        using ISeriesView before = store.Store.OpenView();
        store.Append(("a", t + 1, 2), ("b", t + 1, 2));
        using ISeriesView between = store.Store.OpenView();
        store.Append(("a", t + 2, 3), ("b", t + 2, 3));

        Assert.Equal($$"""{__name__="a"} {{t}}:1""", StoreDriver.Read(before, "__name__=a"));
        Assert.Equal($$"""{__name__="a"} {{t}}:1 {{t + 1}}:2""", StoreDriver.Read(between, "__name__=a"));
        Assert.Equal($$"""{__name__="b"} {{t}}:1 {{t + 1}}:2""", StoreDriver.Read(between, "__name__=b"));
        Assert.Equal($$"""{__name__="a"} {{t}}:1 {{t + 1}}:2 {{t + 2}}:3""", store.Read("__name__=a"));

        await store.FlushLogAsync();
        using StoreDriver crashed = store.Crash();
        Assert.Equal(store.Read(""), crashed.Read(""));
        Assert.Empty(crashed.Store.Notices);
    }

    [Fact]
    public void A_view_that_is_older_than_a_block_still_reads_what_it_saw()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        store.Append("a", t, 1);
        using ISeriesView before = store.Store.OpenView();
        store.Append("a", t + 1, 2);
        store.Store.Upkeep.FlushNow();
        store.Append("a", t + 2, 3);

        Assert.Equal($$"""{__name__="a"} {{t}}:1""", StoreDriver.Read(before, ""));
        Assert.Equal($$"""{__name__="a"} {{t}}:1 {{t + 1}}:2 {{t + 2}}:3""", store.Read(""));
        before.Dispose();
        store.Store.Upkeep.RunDue();
        Assert.Equal($$"""{__name__="a"} {{t}}:1 {{t + 1}}:2 {{t + 2}}:3""", store.Read(""));
        Assert.Equal(1, store.Store.BlockCount);
    }

    [Fact]
    public void Samples_out_of_order_within_the_window_are_sorted_in()
    {
        using var store = new StoreDriver(o => o with { OutOfOrderWindow = TimeSpan.FromSeconds(10) });
        long t = store.NowMs;
        store.Append("a", t, 1);
        store.Append("a", t + 5, 2);
        Assert.Equal(Accepted, store.Append("a", t + 3, 3));
        Assert.Equal(TooOld, store.Append("a", t - 20_000, 3));
        string expected = $$"""{__name__="a"} {{t}}:1 {{t + 3}}:3 {{t + 5}}:2""";

        Assert.Equal(expected, store.Read(""));
        store.Store.Upkeep.FlushNow();
        Assert.Equal(expected, store.Read(""));
        store.Append("a", t + 4, 4);
        store.Reopen();
        Assert.Equal($$"""{__name__="a"} {{t}}:1 {{t + 3}}:3 {{t + 4}}:4 {{t + 5}}:2""", store.Read(""));
    }

    [Fact]
    public void Histograms_starts_and_floats_follow_each_other_in_one_series()
    {
        using var store = new StoreDriver();
        SeriesRef series = store.Resolve(StoreDriver.Series("a"))[0];
        long t = store.NowMs;
        var batch = new SampleBatch();
        batch.Add(series, t, 1);
        batch.Add(series, t + 1, new FloatHistogram { Count = 2, PositiveSpans = [new(0, 1)], PositiveBuckets = [2] }, t - 5);
        batch.Add(series, t + 2, 3, t - 4);
        batch.Add(series, t + 3, StaleMarker.Value);
        store.Append(batch);
        string expected = $$"""{__name__="a"} {{t}}:1 {{t + 1}}:h2<{{t - 5}} {{t + 2}}:3<{{t - 4}} {{t + 3}}:NaN""";

        Assert.Equal(expected, store.Read(""));
        store.Reopen();
        Assert.Equal(expected, store.Read(""));
        store.Store.Upkeep.FlushNow();
        Assert.Equal(expected, store.Read(""));
    }

    [Fact]
    public void A_log_that_is_full_of_samples_makes_a_block_and_one_that_is_full_of_names_does_not()
    {
        using var store = new StoreDriver(o => o with { LogBytesMax = 1000, LogBytesPerSeriesMax = 100 });
        (string, long, double)[] Round() => [.. Enumerable.Range(0, 50).Select(i => ($"a,n={i}", store.NowMs, (double)i))];
        int rounds = 0;
        for (; store.Store.BlockCount == 0; rounds++)
        {
            Assert.True(store.Store.LogSampleBytes < 5600, "the log is over its bound by more than a round");
            store.Append(Round());
            store.Time.Advance(TimeSpan.FromSeconds(15));
            store.Store.Upkeep.RunDue();
        }

        // Ten bytes a sample and a hundred a series, however long the names are.
        Assert.InRange(rounds, 9, 11);
        Assert.Equal(0, store.Store.LogSampleBytes);
    }

    [Fact]
    public void Blocks_are_merged_and_the_oldest_go_when_their_time_is_over()
    {
        using var store = new StoreDriver(o => o with { MergeWidth = 2, LevelMax = 2, Retention = TimeSpan.FromHours(10) });
        var expected = new List<string>();
        for (int hour = 0; hour < 4; hour++)
        {
            store.Append(("a", store.NowMs, hour), ($"only{hour}", store.NowMs, hour));
            expected.Add($"{store.NowMs}:{hour}");
            store.Time.Advance(TimeSpan.FromHours(1));
            store.Store.Upkeep.RunDue();
        }

        Assert.Equal($$"""{__name__="a"} {{string.Join(' ', expected)}}""", store.Read("__name__=a"));
        Assert.Equal(1, store.Store.BlockCount);
        Assert.Equal(["only0", "only1", "only2", "only3"], store.Store.LabelValues(
            "__name__", StoreDriver.Query("__name__!=a"), 10, CancellationToken.None));
        store.Reopen();
        Assert.Equal($$"""{__name__="a"} {{string.Join(' ', expected)}}""", store.Read("__name__=a"));
        store.Time.Advance(TimeSpan.FromHours(12));
        store.Store.Upkeep.RunDue();
        Assert.Equal("", store.Read(""));
        Assert.Empty(Directory.GetFiles(store.Folder, "*.block"));
    }

    [Fact]
    public void A_snapshot_opens_as_a_store_of_its_own()
    {
        using var store = new StoreDriver();
        store.Append(("a", store.NowMs, 1), ("b", store.NowMs, 2));
        string copy = Path.Combine(store.Folder, "copy");
        store.Store.Upkeep.Snapshot(copy);

        using SeriesStore other = SeriesStore.Open(new StoreOptions { Folder = copy }, store.Time);
        using ISeriesView view = other.OpenView();
        Assert.Equal(store.Read(""), StoreDriver.Read(view, ""));
    }

    [Fact]
    public void A_second_program_is_kept_out()
    {
        using var store = new StoreDriver();
        IOException refused = Assert.Throws<IOException>(() => SeriesStore.Open(store.Options, store.Time));
        Assert.Contains("another program uses this folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_revision_changes_when_history_does_and_not_when_series_grow()
    {
        using var driver = new StoreDriver(o => o with { OutOfOrderWindow = TimeSpan.FromMinutes(30) });
        long now = driver.NowMs;
        driver.Append("m", now, 1);
        long first = Revision(driver);
        driver.Append("m", now + 1, 1);
        driver.Append("n", now - 1, 1);
        driver.Store.Upkeep.FlushNow();
        Assert.Equal(first, Revision(driver));

        driver.Append("m", now - 1, 1);
        Assert.NotEqual(first, Revision(driver));
    }

    private static long Revision(StoreDriver driver)
    {
        using ISeriesView view = driver.Store.OpenView();
        return view.Revision;
    }

    [Fact]
    public void Floats_that_turn_to_histograms_and_back_read_alike_from_memory_and_from_a_block()
    {
        using var store = new StoreDriver(o => o with { OutOfOrderWindow = TimeSpan.FromMinutes(5) });
        SeriesRef series = store.Resolve(StoreDriver.Series("m"))[0];
        long t = store.NowMs;
        for (int i = 0; i < 200; i++)
        {
            var batch = new SampleBatch();
            if (i / 50 % 2 == 0)
            {
                batch.Add(series, t + (i * 1000), i / 4.0);
            }
            else
            {
                batch.Add(
                    series, t + (i * 1000), new FloatHistogram { Count = i, PositiveSpans = [new(0, 1)], PositiveBuckets = [i] });
            }

            store.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal([Accepted], store.Append(batch));
        }

        Assert.Equal(Accepted, store.Append("m", t + 500, 77));
        string all = store.Read("");
        Assert.Contains($"{t}:0 {t + 500}:77 {t + 1000}:0.25", all, StringComparison.Ordinal);
        Assert.Contains($"{t + 99_000}:h99 {t + 100_000}:25", all, StringComparison.Ordinal);
        using (ISeriesView before = store.Store.OpenView())
        {
            store.Store.Upkeep.FlushNow();
            Assert.Equal(all, StoreDriver.Read(before, ""));
        }

        Assert.Equal(all, store.Read(""));
        store.Reopen();
        Assert.Equal(all, store.Read(""));
    }

    [Fact]
    public void A_selection_knows_the_labels_of_a_series_that_was_forgotten_and_whose_labels_are_gone()
    {
        using var store = new StoreDriver();
        store.Append("old,zone=north", store.NowMs, 1);
        store.Store.Upkeep.FlushNow();
        using ISeriesView view = store.Store.OpenView();
        ISeriesSelection selection = view.Select(StoreDriver.Query("zone=north"), CancellationToken.None);
        store.Time.Advance(TimeSpan.FromHours(2));
        store.Append("new,zone=south", store.NowMs, 1);
        store.Store.Upkeep.FlushNow();
        store.Append("newer,zone=west", store.NowMs, 1);

        Assert.Equal(2, store.Store.SeriesCount);
        Assert.Equal(StoreDriver.Series("old,zone=north"), selection.Labels(0));
        Assert.Equal(StoreDriver.Series("newer,zone=west"), Labels(store, "zone=west"));
        Assert.Same(Labels(store, "zone=south"), Labels(store, "__name__=new"));
    }

    private static LabelSet Labels(StoreDriver store, string matchers)
    {
        using ISeriesView view = store.Store.OpenView();
        return view.Select(StoreDriver.Query(matchers), CancellationToken.None).Labels(0);
    }
}
