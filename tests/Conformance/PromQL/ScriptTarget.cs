using Tocsin.Model.Seams;
using Tocsin.TestKit.Series;
using Tocsin.Tsdb.Store;

namespace Tocsin.Conformance.PromQL;

/// <summary>A store that a script loads its series into.</summary>
internal sealed class ScriptTarget(ISeriesReader reader, ISeriesAppender appender, Action close) : IDisposable
{
    public ISeriesReader Reader { get; } = reader;

    public ISeriesAppender Appender { get; } = appender;

    public static ScriptTarget InMemory()
    {
        var series = new MemorySeries();
        return new(series, series, () => { });
    }

    /// <summary>The real store in a new folder, on a day in 1970 on which the scripts' samples are fresh.</summary>
    public static ScriptTarget OnDisk()
    {
        string folder = Repository.NewTemporaryFolder("scripts");
        var options = new StoreOptions { Folder = folder, Retention = TimeSpan.FromDays(3650), FutureMax = TimeSpan.FromDays(365) };
        SeriesStore store = SeriesStore.Open(options, new VirtualTime(DateTimeOffset.UnixEpoch));
        return new(store, store, () =>
        {
            store.Dispose();
            Directory.Delete(folder, recursive: true);
        });
    }

    public void Dispose() => close();
}
