using System.Globalization;
using BenchmarkDotNet.Attributes;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Tsdb.Store;

namespace Tocsin.Micro;

/// <summary>10,000 series found by their labels: a whole set, a value, a pattern, and what values there are.</summary>
[MemoryDiagnoser]
public class IndexBenchmarks
{
    private const int Count = 10_000;
    private const long NowMs = 1_700_000_000_000;
    private static readonly SeriesQuery All = Query();
    private static readonly SeriesQuery OneJob = Query(LabelMatcher.Create(MatchOp.Equal, "job", "job-3"));

    private readonly LabelSet[] _labels = [.. Enumerable.Range(0, Count).Select(Series)];
    private readonly SeriesRef[] _refs = new SeriesRef[Count];
    private string _folder = "";
    private SeriesStore _store = null!;
    private int _pattern;

    /// <summary>Fills the store.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tocsin-micro-").FullName;
        _store = SeriesStore.Open(
            new StoreOptions { Folder = _folder, Retention = TimeSpan.FromDays(36500) }, TimeProvider.System);
        _store.Resolve(_labels, _refs);
        var batch = new SampleBatch();
        foreach (SeriesRef series in _refs)
        {
            batch.Add(series, NowMs, 1);
        }

        _store.Append(batch, new AppendOutcome[Count]);
    }

    /// <summary>Removes the store.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>A thousand label sets that are known.</summary>
    [Benchmark]
    public int Resolve()
    {
        _store.Resolve(_labels.AsSpan(0, 1000), _refs.AsSpan(0, 1000));
        return _refs.Length;
    }

    /// <summary>A thousand series by a value that was asked for before.</summary>
    [Benchmark]
    public int SelectAgain() => Select(OneJob);

    /// <summary>Ten series by a pattern that was not: other caches than the index's do not help.</summary>
    [Benchmark]
    public int SelectAnew()
    {
        _pattern = (_pattern + 1) % 1000;
        string pattern = _pattern.ToString("'host-'000'-.*'", CultureInfo.InvariantCulture);
        return Select(Query(LabelMatcher.Create(MatchOp.Regex, "instance", pattern)));
    }

    /// <summary>The values of a label that has ten thousand.</summary>
    [Benchmark]
    public int Values() => _store.LabelValues("instance", All, int.MaxValue, CancellationToken.None).Count;

    /// <summary>The names of labels.</summary>
    [Benchmark]
    public int Names() => _store.LabelNames(All, int.MaxValue, CancellationToken.None).Count;

    private static LabelSet Series(int i) => LabelSet.Of(
        ("__name__", "up"), ("instance", string.Create(CultureInfo.InvariantCulture, $"host-{i / 10:000}-{i % 10}")),
        ("job", $"job-{i % 10}"));

    private static SeriesQuery Query(params LabelMatcher[] matchers) => new()
    {
        Matchers = matchers,
        FromMs = NowMs - 1000,
        ToMs = NowMs,
    };

    private int Select(SeriesQuery query)
    {
        using ISeriesView view = _store.OpenView();
        return view.Select(query, CancellationToken.None).Count;
    }
}
