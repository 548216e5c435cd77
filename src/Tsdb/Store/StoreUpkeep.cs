using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Store;

/// <summary>
/// What a store does beside appending and reading: turns memory into blocks, merges blocks, drops the oldest. One round at
/// a time; the caller decides when.
/// </summary>
public sealed class StoreUpkeep : IDisposable
{
    // A start maps a segment as one piece, which must stay below 2 GiB.
    private const long SegmentBytesMax = 1L << 30;

    private static readonly TimeSpan IdleAfter = TimeSpan.FromHours(1);

    private readonly SeriesStore _store;
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _round = new();
    private readonly Queue<LeavingSeries> _left = [];
    private DateTimeOffset _lastFlush;

    internal StoreUpkeep(SeriesStore store, StoreOptions options, TimeProvider time)
    {
        _store = store;
        _options = options;
        _time = time;
        _lastFlush = time.GetUtcNow();
    }

    /// <summary>How many blocks were written of what was in memory, since the store was opened.</summary>
    public int Flushes { get; private set; }

    /// <summary>Does what is due; to be called every few seconds.</summary>
    /// <exception cref="IOException">The disk refused it; nothing is lost, and the next round tries again.</exception>
    public void RunDue()
    {
        lock (_round)
        {
            EndLeaving();
            DateTimeOffset now = _time.GetUtcNow();
            bool isDue = now - _lastFlush >= _options.FlushInterval || IsLogFull();

            // A view that is open for so long holds up the next block and nothing else.
            if (isDue && _left.Count == 0)
            {
                Flush();

                // Unless a view is open, now: what is forgotten at once need not wait for the collection after the next block.
                EndLeaving();
            }

            while (Merge())
            {
                // One merge may make the next one due.
            }

            ApplyRetention(now);
        }
    }

    /// <summary>Turns all that is in memory into a block now, unless views are open that need what left before.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    public void FlushNow()
    {
        lock (_round)
        {
            EndLeaving();
            if (_left.Count == 0)
            {
                Flush();
                EndLeaving();
            }
        }
    }

    /// <summary>Copies a consistent state into an empty folder, which a store can then be opened on.</summary>
    /// <exception cref="IOException">The disk refused it.</exception>
    public void Snapshot(string folder)
    {
        lock (_round)
        {
            Flush();
            Directory.CreateDirectory(folder);
            foreach (StoredBlock block in _store.Blocks.Blocks)
            {
                File.Copy(block.Block.Path, Path.Combine(folder, Path.GetFileName(block.Block.Path)));
            }

            Directories.Sync(folder);
            EndLeaving();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_round)
        {
            while (_left.TryDequeue(out LeavingSeries? left))
            {
                left.Dispose();
            }
        }
    }

    // Each segment names its series anew, and each block has their labels: where there are many, that alone would fill the
    // log within a minute and be most of what a block costs.
    private bool IsLogFull() => _store.LogBytes >= SegmentBytesMax || _store.LogSampleBytes
        >= Math.Max(_options.LogBytesMax, (long)_options.LogBytesPerSeriesMax * _store.SeriesCount);

    private void Flush()
    {
        LeavingSeries leaving = _store.BeginLeaving();
        bool isLeft = false;
        try
        {
            _lastFlush = _time.GetUtcNow();
            if (leaving.Numbers.Count > 0)
            {
                IReadOnlyList<(long Number, string Path)> segments = LogFormat.Segments(_options.Folder);
                string path = Path.Combine(_options.Folder, new BlockName(segments[0].Number, leaving.Segment).ToString());
                long started = _time.GetTimestamp();
                _store.Replace(WriteLeaving(leaving, path), []);
                Flushes++;
                _store.Metrics.FlushSeconds.Record(_time.GetElapsedTime(started).TotalSeconds);
                leaving.Sequence = _store.Sequence();
                _left.Enqueue(leaving);
                isLeft = true;
            }
        }
        finally
        {
            if (!isLeft)
            {
                leaving.Dispose();
            }
        }

        EndFlush(leaving.Segment);
    }

    private void EndFlush(long segment)
    {
        _store.SaveNotes();
        foreach ((long number, string path) in LogFormat.Segments(_options.Folder).Where(s => s.Number <= segment))
        {
            File.Delete(path);
        }

        _store.ForgetIdle((_time.GetUtcNow() - IdleAfter).ToUnixTimeMilliseconds());
    }

    private StoredBlock WriteLeaving(LeavingSeries series, string path)
    {
        Span<int> numbers = series.Numbers.Items;
        using var fingerprints = new NativeList<ulong>();
        LeavingOrder.Sort(numbers, _store.Index, fingerprints.Extend(numbers.Length));
        using var writer = new BlockWriter(path);
        var gatherer = new SampleGatherer();
        var cutter = new ChunkCutter();
        var reader = new LeavingReader(_store.Cells);
        var labels = new ChunkWriter();
        for (int i = 0; i < numbers.Length; i++)
        {
            HeadSeries leaving = _store.Index.Known(numbers[i]);
            gatherer.Clear();
            reader.Read(leaving, gatherer);
            cutter.Write(gatherer.Joined(), writer);
            labels.Clear();
            leaving.WriteLabels(labels);
            writer.EndSeries(fingerprints[i], labels.Written);
        }

        writer.Finish(level: 0, series.Segment);
        return new StoredBlock(Block.Open(path));
    }

    private void EndLeaving()
    {
        while (_left.TryPeek(out LeavingSeries? left) && _store.TryEndLeaving(left))
        {
            _left.Dequeue().Dispose();
        }
    }

    private bool Merge()
    {
        for (int level = 0; level < _options.LevelMax; level++)
        {
            StoredBlock[] alike = [.. _store.Blocks.Blocks.Where(b => b.Block.Level == level)];
            if (alike.Length >= _options.MergeWidth)
            {
                StoredBlock[] oldest = [.. alike.OrderBy(b => BlockName.Parse(b.Block.Path).First).Take(_options.MergeWidth)];
                long started = _time.GetTimestamp();
                StoredBlock merged = BlockMerge.Run(_options.Folder, oldest, level + 1);
                _store.Replace(merged, oldest);
                Array.ForEach(oldest, b => b.Block.Remove());
                _store.Metrics.MergeSeconds.Record(_time.GetElapsedTime(started).TotalSeconds);
                return true;
            }
        }

        return false;
    }

    private void ApplyRetention(DateTimeOffset now)
    {
        long oldest = (now - _options.Retention).ToUnixTimeMilliseconds();
        var gone = _store.Blocks.Blocks.Where(b => b.Block.MaxTime < oldest).ToList();
        long bytes = _store.Blocks.Bytes - gone.Sum(b => b.Block.Bytes);
        foreach (StoredBlock block in _store.Blocks.Blocks.Except(gone).OrderBy(b => b.Block.MaxTime))
        {
            if (_options.RetentionBytes == 0 || bytes <= _options.RetentionBytes)
            {
                break;
            }

            bytes -= block.Block.Bytes;
            gone.Add(block);
        }

        if (gone.Count > 0)
        {
            _store.Replace(null, gone);
            gone.ForEach(b => b.Block.Remove());
            _store.Metrics.BlocksDropped.Add(gone.Count);
        }
    }
}
