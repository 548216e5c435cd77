using System.Globalization;
using Tocsin.Model.Seams;

namespace Tocsin.Tsdb.Tests.Store;

/// <summary>A store beside a plain table, under random appends, blocks, merges, views, crashes and restarts.</summary>
public sealed class SeriesStoreProperties
{
    private const int Steps = 400;

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 60)]
    [InlineData(4, 60)]
    [InlineData(5, 3600)]
    [InlineData(6, 0)]
    public void A_store_holds_what_a_table_holds(int seed, int windowSeconds)
    {
        var random = new Random(seed);
        using var store = new StoreDriver(o => o with
        {
            MergeWidth = 3,
            FlushInterval = TimeSpan.FromMinutes(5),
            OutOfOrderWindow = TimeSpan.FromSeconds(windowSeconds),
        });
        var table = new SortedDictionary<string, SortedDictionary<long, double>>(StringComparer.Ordinal);
        var views = new List<(ISeriesView View, string Expected)>();
        for (int step = 0; step < Steps; step++)
        {
            switch (random.Next(20))
            {
                case 0:
                    store.Store.Upkeep.FlushNow();
                    break;
                case 1:
                    store.Store.Upkeep.RunDue();
                    break;
                case 2 when views.Count == 0:
                    store.Reopen();
                    break;
                case 3:
                    views.Add((store.Store.OpenView(), Text(table)));
                    break;
                case 4 when views.Count > 0:
                    int chosen = random.Next(views.Count);
                    Assert.Equal(views[chosen].Expected, StoreDriver.Read(views[chosen].View, ""));
                    views[chosen].View.Dispose();
                    views.RemoveAt(chosen);
                    break;
                case 5:
                    Assert.Equal(Text(table), store.Read(""));
                    break;
                default:
                    Append(store, table, random, views.Count > 0 && windowSeconds > 0);
                    store.Time.Advance(TimeSpan.FromSeconds(random.Next(60)));
                    break;
            }
        }

        views.ForEach(v => v.View.Dispose());
        Assert.Equal(Text(table), store.Read(""));
        store.Reopen();
        Assert.Equal(Text(table), store.Read(""));
        Assert.Empty(store.Store.Notices);
    }

    private static void Append(
        StoreDriver store, SortedDictionary<string, SortedDictionary<long, double>> table, Random random, bool inOrderOnly)
    {
        (string Series, long TimeMs, double Value)[] samples =
        [
            .. Enumerable.Range(0, random.Next(1, 40)).Select(_ => (
                $"m{random.Next(4)},i={random.Next(6)}",
                store.NowMs - (random.Next(5) == 0 && !inOrderOnly ? random.Next(30_000) : 0),
                random.Next(3) == 0 ? random.NextDouble() : random.Next(100))),
        ];
        AppendOutcome[] outcomes = store.Append(samples);
        for (int i = 0; i < samples.Length; i++)
        {
            string series = StoreDriver.Series(samples[i].Series).ToString();
            if (!table.TryGetValue(series, out SortedDictionary<long, double>? known))
            {
                known = [];
                table[series] = known;
            }

            long newest = known.Count == 0 ? long.MinValue : known.Keys.Last();
            if (outcomes[i] == AppendOutcome.Accepted)
            {
                Assert.True(samples[i].TimeMs > newest || store.Options.OutOfOrderWindow > TimeSpan.Zero);
                known.TryAdd(samples[i].TimeMs, samples[i].Value);
            }
            else
            {
                Assert.True(samples[i].TimeMs <= newest);
            }
        }
    }

    private static string Text(SortedDictionary<string, SortedDictionary<long, double>> table) => string.Join(
        '\n', table.Where(s => s.Value.Count > 0).Select(s => s.Key + " "
            + string.Join(' ', s.Value.Select(v => $"{v.Key}:{v.Value.ToString(CultureInfo.InvariantCulture)}"))));
}
