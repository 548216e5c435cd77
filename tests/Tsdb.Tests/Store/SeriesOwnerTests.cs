using Tocsin.Model.Samples;
using Tocsin.Tsdb.Store;

namespace Tocsin.Tsdb.Tests.Store;

public sealed class SeriesOwnerTests
{
    [Fact]
    public void A_full_owner_gets_no_new_series_and_keeps_those_that_it_has()
    {
        using var store = new StoreDriver();
        var owner = new SeriesOwner("job", "a") { Max = 2 };
        Assert.Equal("++-", Resolve(store, owner, "m,x=1", "m,x=2", "m,x=3"));
        Assert.Equal("++", Resolve(store, owner, "m,x=2", "m,x=1"));
        Assert.Equal((2, 1L), (owner.Count, owner.Refused));
        Assert.Equal(StoreDriver.Series("m,x=3"), owner.LastRefused);
        Assert.Equal("+", Resolve(store, new SeriesOwner("job", "b"), "m,x=3"));
        Assert.Equal("+", Resolve(store, owner, "m,x=3"));
        Assert.Equal(2, owner.Count);
    }

    [Fact]
    public void The_series_of_a_target_are_its_jobs_too()
    {
        using var store = new StoreDriver();
        var job = new SeriesOwner("job", "a") { Max = 3 };
        var first = new SeriesOwner("target", "1", job) { Max = 2 };
        var second = new SeriesOwner("target", "2", job) { Max = 2 };
        Assert.Equal("++-", Resolve(store, first, "m,x=1", "m,x=2", "m,x=3"));
        Assert.Equal("+-", Resolve(store, second, "n,x=1", "n,x=2"));
        Assert.Equal((2, 1, 3), (first.Count, second.Count, job.Count));
        Assert.Equal((1L, 0L, 1L), (first.Refused, second.Refused, job.Refused));
        Assert.Same(job, second.Full);
    }

    [Fact]
    public void A_series_counts_until_it_leaves_memory()
    {
        using var store = new StoreDriver();
        var owner = new SeriesOwner("job", "a") { Max = 1 };
        Assert.Equal("+-", Resolve(store, owner, "old,x=1", "new,x=1"));
        store.Append("old,x=1", store.NowMs, 1);
        store.Store.Upkeep.FlushNow();
        store.Time.Advance(TimeSpan.FromHours(2));
        store.Append("other", store.NowMs, 1);
        store.Store.Upkeep.FlushNow();
        Assert.Equal(0, owner.Count);
        Assert.Equal("+", Resolve(store, owner, "new,x=1"));
    }

    [Fact]
    public void What_nobody_owns_becomes_the_owners_even_above_its_limit()
    {
        using var store = new StoreDriver();
        store.Append(("m,x=1", store.NowMs, 1), ("m,x=2", store.NowMs, 1));
        store.Reopen();
        var owner = new SeriesOwner("job", "a") { Max = 1 };
        Assert.Equal("++-", Resolve(store, owner, "m,x=1", "m,x=2", "m,x=3"));
        Assert.Equal(2, owner.Count);
    }

    [Fact]
    public void An_owners_label_is_on_all_its_series_whatever_they_say()
    {
        using var store = new StoreDriver();
        var appender = new OwnedAppender(store.Store, new SeriesOwner("tenant", "a"), ("tenant", "a"));
        var refs = new SeriesRef[1];
        appender.Resolve([StoreDriver.Series("m,tenant=b")], refs);
        Assert.Equal(refs[0], store.Resolve(StoreDriver.Series("m,tenant=a"))[0]);
    }

    [Fact]
    public void It_is_told_what_an_owner_has_most_of()
    {
        using var store = new StoreDriver();
        var job = new SeriesOwner("job", "a");
        var target = new SeriesOwner("target", "1", job);
        var other = new SeriesOwner("job", "b");
        Resolve(store, target, "m,x=1", "m,x=2", "n,y=1");
        Resolve(store, other, "o,z=1");
        IReadOnlyList<OwnerStatistics> found = store.Store.Statistics([job, target, other], 2);
        Assert.Equal([("m", 2L), ("n", 1L)], found[0].Labels.SeriesByMetric);
        Assert.Equal([("m", 2L), ("n", 1L)], found[1].Labels.SeriesByMetric);
        Assert.Equal([("__name__", 2L), ("x", 2L)], found[1].Labels.ValuesByLabel);
        Assert.Equal([("o", 1L)], found[2].Labels.SeriesByMetric);
    }

    private static string Resolve(StoreDriver store, SeriesOwner owner, params string[] series)
    {
        var refs = new SeriesRef[series.Length];
        new OwnedAppender(store.Store, owner).Resolve([.. series.Select(StoreDriver.Series)], refs);
        return string.Concat(refs.Select(one => one.IsNone ? '-' : '+'));
    }
}
