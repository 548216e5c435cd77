using Tocsin.Tsdb.Store;

namespace Tocsin.Tsdb.Tests.Store;

public sealed class DamageTests
{
    [Fact]
    public async Task A_log_that_is_cut_anywhere_loses_its_end_and_says_so()
    {
        using var store = new StoreDriver();
        string[] expected = new string[6];
        for (int i = 0; i < 5; i++)
        {
            expected[i] = store.Read("");
            store.Append(("a", store.NowMs + i, i), ("b", store.NowMs + i, i));
            await store.FlushLogAsync();
        }

        expected[5] = store.Read("");
        string log = Directory.GetFiles(store.Folder, "*.log").Single(f => new FileInfo(f).Length > 16);
        byte[] whole = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        for (int length = 0; length < whole.Length; length += 7)
        {
            using StoreDriver cut = await CopyWith(log, whole[..length]);
            Assert.Contains(cut.Read(""), expected);
            Assert.Equal("c", Name(cut));
        }
    }

    [Fact]
    public async Task A_damaged_record_costs_itself_and_what_follows_is_read()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        for (int i = 0; i < 3; i++)
        {
            store.Append("a", t + i, 100 + i);
            await store.FlushLogAsync();
        }

        string log = Directory.GetFiles(store.Folder, "*.log").Single(f => new FileInfo(f).Length > 16);
        byte[] bytes = await File.ReadAllBytesAsync(log, TestContext.Current.CancellationToken);
        int second = bytes.AsSpan().IndexOf(BitConverter.GetBytes(101.0));
        bytes[second] ^= 1;

        using StoreDriver damaged = await CopyWith(log, bytes);

        Assert.Equal($$"""{__name__="a"} {{t}}:100 {{t + 2}}:102""", damaged.Read(""));
        Assert.Contains("damaged or cut short", Assert.Single(damaged.Store.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_with_any_byte_changed_is_set_aside_or_costs_one_chunk()
    {
        using var store = new StoreDriver();
        long t = store.NowMs;
        store.Append(("a", t, 1), ("b", t, 2));
        store.Append(("a", t + 1, 1.5), ("b", t + 1, 2.5));
        string both = store.Read("");
        store.Store.Upkeep.FlushNow();
        store.Store.Dispose();
        string path = Directory.GetFiles(store.Folder, "*.block").Single();
        byte[] whole = File.ReadAllBytes(path);
        for (int i = 0; i < whole.Length; i += 3)
        {
            byte[] changed = [.. whole];
            changed[i] ^= 0x10;
            File.WriteAllBytes(path, changed);
            using (SeriesStore damaged = SeriesStore.Open(store.Options, store.Time))
            {
                using Model.Seams.ISeriesView view = damaged.OpenView();
                string read = StoreDriver.Read(view, "");
                bool isWhole = read == both;
                bool isToldOf = damaged.Notices.Count == 1 || damaged.DamagedChunks == 1;

                // Only the padding between parts and the unused bytes of the header may change unnoticed.
                Assert.True(isToldOf || (isWhole && i < 16), $"byte {i}: {read}");
                Assert.All(
                    read.Split('\n', StringSplitOptions.RemoveEmptyEntries),
                    line => Assert.Contains(line, both, StringComparison.Ordinal));
            }

            File.Delete(path + ".damaged");
        }

        store.Reopen();
    }

    private static async Task<StoreDriver> CopyWith(string log, byte[] bytes)
    {
        var copy = new StoreDriver();
        copy.Store.Dispose();
        foreach (string old in Directory.GetFiles(copy.Folder, "*.log"))
        {
            File.Delete(old);
        }

        await File.WriteAllBytesAsync(Path.Combine(copy.Folder, Path.GetFileName(log)), bytes, TestContext.Current.CancellationToken);
        copy.Reopen();
        return copy;
    }

    private static string Name(StoreDriver store)
    {
        store.Append("c", store.NowMs + 100, 1);
        return store.Store.LabelValues("__name__", StoreDriver.Query("__name__=c"), 10, CancellationToken.None).Single();
    }
}
