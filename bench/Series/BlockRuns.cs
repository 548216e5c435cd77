using System.Globalization;
using Tocsin.Load;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.TestKit;
using Tocsin.Tsdb.Store;

namespace Tocsin.SeriesLoad;

/// <summary>
/// What blocks do to memory: the series of a thousand scraped targets, twelve minutes of samples for each block, hours of
/// them in minutes. The store alone, in this process and on virtual time; nothing is done to the collector beside it.
/// </summary>
internal sealed class BlockRuns : IDisposable
{
    private const int Targets = 1_000;
    private const int SeriesPerTarget = 575;
    private const int TargetsPerFlush = 20;
    private const int Rounds = 48;
    private const int StepMs = 15_000;

    private readonly VirtualTime _time = new();
    private readonly string _folder = Repository.NewTemporaryFolder("block-bench");
    private readonly SeriesStore _store;
    private readonly SeriesRef[] _refs = new SeriesRef[Targets * SeriesPerTarget];
    private readonly SampleBatch _batch = new();
    private readonly AppendOutcome[] _outcomes = new AppendOutcome[SeriesPerTarget];
    private readonly CancellationTokenSource _watching = new();
    private double _most;
    private int _round;

    public BlockRuns()
    {
        _store = SeriesStore.Open(new StoreOptions { Folder = _folder }, _time);
        for (int target = 0; target < Targets; target++)
        {
            LabelSet[] labels = [.. Enumerable.Range(0, SeriesPerTarget).Select(i => Labels(target, i))];
            _store.Resolve(labels, _refs.AsSpan(target * SeriesPerTarget, SeriesPerTarget));
        }
    }

    /// <summary>Writes blocks, and says what each left in memory.</summary>
    public async Task RunAsync(int blocks, ServerNumbers numbers)
    {
        Task watch = Task.Run(WatchAsync);
        await FillAsync();
        double before = Tell("before");
        for (int block = 1; block <= blocks; block++)
        {
            _most = 0;
            TimeSpan cpu = ServerCost.Cpu(Environment.ProcessId);
            _store.Upkeep.FlushNow();
            _store.Upkeep.RunDue();
            double seconds = (ServerCost.Cpu(Environment.ProcessId) - cpu).TotalSeconds;
            Tell(string.Create(CultureInfo.InvariantCulture, $"block {block}, {seconds:0.0} s CPU"));
            numbers.Set("block_most", StoreMake.Tocsin, Math.Max(numbers.Value("block_most", StoreMake.Tocsin) ?? 0, _most - before));
            await FillAsync();
            numbers.Set("block_left", StoreMake.Tocsin, Tell("the next twelve minutes") - before);
        }

        await _watching.CancelAsync();
        await watch;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watching.Dispose();
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static LabelSet Labels(int target, int i) => LabelSet.Of(
        ("__name__", $"node_metric_{i / 25}_total"), ("device", $"dev-{i % 25}"), ("instance", $"host-{target}:9100"),
        ("job", "load"), ("mode", i % 2 == 0 ? "read" : "write"), ("path", $"/mnt/{i % 5}"));

    private async Task FillAsync()
    {
        for (int round = 0; round < Rounds; round++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(StepMs));
            long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
            for (int target = 0; target < Targets; target++)
            {
                _batch.Clear();
                for (int i = 0; i < SeriesPerTarget; i++)
                {
                    _batch.Add(_refs[(target * SeriesPerTarget) + i], now - StepMs + target, Value(i));
                }

                _store.Append(_batch, _outcomes);
                if (target % TargetsPerFlush == 0)
                {
                    await _store.FlushAsync(CancellationToken.None);
                }
            }

            _round++;
        }
    }

    // As ScrapeRuns has them: counters at paces of their own, every fourth standing still.
    private double Value(int i)
    {
        double pace = i % 4 == 0 ? 0 : 1 + (i * 7919 % 100);
        double value = (i * 104_729 % 1_000_000) + (_round * pace);
        return i % 3 == 0 ? value : Math.Round(value / 7, 3);
    }

    private double Tell(string when)
    {
        GCMemoryInfo heap = GC.GetGCMemoryInfo(GCKind.Any);
        double memory = ServerCost.MemoryMb(Environment.ProcessId, "VmRSS");
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{when}: {memory:0} MiB, at most {_most:0}; heap {heap.TotalCommittedBytes >> 20}, {_store.BlockCount} blocks"));
        return memory;
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        try
        {
            while (await timer.WaitForNextTickAsync(_watching.Token))
            {
                _most = Math.Max(_most, ServerCost.MemoryMb(Environment.ProcessId, "VmRSS"));
            }
        }
        catch (OperationCanceledException)
        {
            // Enough.
        }
    }
}
