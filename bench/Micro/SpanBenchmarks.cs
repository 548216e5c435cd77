using BenchmarkDotNet.Attributes;
using Tocsin.SeriesLoad;
using Tocsin.Signals.Spans;
using Tocsin.Tsdb.Store;

namespace Tocsin.Micro;

/// <summary>What traces cost: ten requests of 500 spans each, as SDKs send them.</summary>
[MemoryDiagnoser]
public class SpanBenchmarks : IDisposable
{
    private IReadOnlyList<byte[]> _bodies = [];
    private string _folder = "";
    private SeriesStore _store = null!;
    private SpanReceiver _receiver = null!;
    private long _nowMs = 1_700_000_000_000;

    /// <summary>Makes the requests, and has them seen once.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _folder = Directory.CreateTempSubdirectory("tocsin-micro-").FullName;
        _store = SeriesStore.Open(
            new StoreOptions { Folder = _folder, Retention = TimeSpan.FromDays(36500) }, TimeProvider.System);
        _receiver = new SpanReceiver(_store, _store, new SpanOptions());
        _bodies = new SpanBodies().Next(5_000);
        Take();
        Write();
    }

    /// <summary>Removes the store.</summary>
    [GlobalCleanup]
    public void Dispose()
    {
        _receiver.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Decodes and counts them, as metrics and as calls.</summary>
    [Benchmark]
    public int Take()
    {
        int spans = 0;
        foreach (byte[] body in _bodies)
        {
            spans += _receiver.Take(body, isJson: false, _nowMs).Spans;
        }

        return spans;
    }

    /// <summary>Writes what was counted: some 250 label sets.</summary>
    [Benchmark]
    public int Write() => _receiver.WriteAsync(_nowMs += 1_000).AsTask().GetAwaiter().GetResult().Samples;
}
