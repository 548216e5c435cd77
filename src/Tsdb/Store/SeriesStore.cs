using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;
using Tocsin.Tsdb.Head;
using Tocsin.Tsdb.Index;
using Tocsin.Tsdb.Wal;

namespace Tocsin.Tsdb.Store;

/// <summary>
/// Samples at rest: the newest ones in memory and in a log, older ones in blocks that never change. Thread-safe.
/// </summary>
/// <remarks>
/// One lock orders the appends; it is held for the length of a batch, and by who opens a view for a moment. Reading takes
/// no lock but the index's for a selection. See FORMAT.md for every byte and README.md for the way of a sample.
/// </remarks>
public sealed class SeriesStore : ISeriesReader, ISeriesAppender, ISeriesNotes, IViewOwner, IDisposable
{
    // Each has some KiB at most, so that a record stays far below what one may have.
    private const int NotesPerRecord = 500;

    // Appends wait for that many series to be looked at, and not for all.
    private const int LeavingPerLock = 8192;

    private readonly Lock _append = new();
    private readonly StoreOptions _options;
    private readonly TimeProvider _time;
    private readonly HeadIndex _index = new();
    private readonly SelectionPlans _selections;
    private readonly CellPool _cells = new();
    private readonly HeadAppender _head;
    private readonly SeriesNotes _notes = new();
    private readonly AppendLog _appendLog = new();
    private readonly SortedSet<long> _openViews = [];
    private readonly Dictionary<long, int> _viewCounts = [];
    private readonly LogWriter _log;
    private readonly StoreLock _folderLock;
    private BlockSet _blocks = BlockSet.Empty;
    private long _sequence;
    private long _revision;
    private bool _isClosed;

    private SeriesStore(StoreOptions options, TimeProvider time, StoreLock folderLock)
    {
        _options = options;
        _time = time;
        _folderLock = folderLock;
        _head = new HeadAppender(options, _cells);
        _selections = new SelectionPlans(_index);
        var opening = new StoreOpening(options.Folder);
        _blocks = opening.OpenBlocks();
        opening.LoadNotes(_notes);
        long last = opening.ReplayLog(_blocks.LogThrough, new LogReplay(_index, _head, _notes));
        Notices = opening.Notices;
        _log = new LogWriter(options.Folder, last + 1);
        Metrics = new StoreMetrics(this);
        Upkeep = new StoreUpkeep(this, options, time);
    }

    /// <summary>What was found damaged or left over when the store was opened, in sentences.</summary>
    public IReadOnlyList<string> Notices { get; }

    /// <summary>Makes blocks, merges them, and drops what is too old.</summary>
    public StoreUpkeep Upkeep { get; }

    /// <summary>How many series are in memory.</summary>
    public int SeriesCount => _index.Count;

    /// <summary>How many samples were accepted since the store was opened, replayed ones included.</summary>
    public long AcceptedCount => _head.Accepted;

    /// <summary>How many blocks there are.</summary>
    public int BlockCount => Volatile.Read(ref _blocks).Blocks.Count;

    /// <summary>How many bytes the blocks have.</summary>
    public long BlockBytes => Volatile.Read(ref _blocks).Bytes;

    /// <summary>How many bytes of log a crash would have to read again.</summary>
    public long LogBytes => _log.SegmentBytes;

    /// <summary>How many of them are samples, and not the names of series.</summary>
    public long LogSampleBytes => _log.SampleBytes;

    /// <summary>The blocks, oldest first.</summary>
    public IReadOnlyList<BlockFacts> BlockList =>
    [
        .. Volatile.Read(ref _blocks).Blocks.Select(b => b.Block).OrderBy(b => b.MinTime).Select(b => new BlockFacts(
            Path.GetFileNameWithoutExtension(b.Path), b.MinTime, b.MaxTime, b.SampleCount, b.SeriesCount, b.Bytes, b.Level)),
    ];

    /// <summary>
    /// The times of what came since the last block, in Unix milliseconds; the first is larger than the last if nothing did.
    /// </summary>
    public (long First, long Last) HeadSpan =>
        (BlockCount == 0 ? _head.OldestTime : Blocks.Blocks.Max(b => b.Block.MaxTime) + 1, _head.NewestTime);

    /// <summary>How many chunks could not be read because they are damaged.</summary>
    public long DamagedChunks { get; private set; }

    /// <summary>The last failure of the log, or null.</summary>
    public Exception? LogFailure => _log.Failure;

    /// <inheritdoc/>
    long IViewOwner.Revision => _revision;

    /// <inheritdoc/>
    CellPool IViewOwner.Cells => _cells;

    internal StoreMetrics Metrics { get; }

    internal CellPool Cells => _cells;

    internal HeadIndex Index => _index;

    internal BlockSet Blocks => Volatile.Read(ref _blocks);

    /// <summary>Opens or makes a store; what a crash left in the log is read again.</summary>
    /// <exception cref="IOException">The folder cannot be used, or another program uses it.</exception>
    public static SeriesStore Open(StoreOptions options, TimeProvider time)
    {
        Directory.CreateDirectory(options.Folder);
        StoreLock folderLock = StoreLock.Take(options.Folder);
        try
        {
            return new SeriesStore(options, time, folderLock);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs)
    {
        var found = new HeadSeries?[labels.Length];
        _index.FindAll(labels, found);
        for (int i = 0; i < found.Length; i++)
        {
            HeadSeries? series = found[i] ?? (_index.Count < _options.SeriesMax ? _index.GetOrAdd(labels[i]) : null);
            refs[i] = series?.Ref ?? default;
        }
    }

    /// <summary>
    /// The same for an owner of series: those that are new count as its own, as long as it has room for them. So do those
    /// that nobody owns yet, as after a start.
    /// </summary>
    public void Resolve(ReadOnlySpan<LabelSet> labels, Span<SeriesRef> refs, SeriesOwner owner)
    {
        var found = new HeadSeries?[labels.Length];
        _index.FindAll(labels, found);
        for (int i = 0; i < found.Length; i++)
        {
            bool isOwned = found[i] is { } known && _index.OwnerOf(known.Number) is not null;
            bool hasRoom = found[i] is not null || _index.Count < _options.SeriesMax;
            HeadSeries? series = isOwned ? found[i] : hasRoom ? _index.GetOrAdd(labels[i], owner) : null;
            refs[i] = series?.Ref ?? default;
        }
    }

    /// <inheritdoc/>
    public int Append(SampleBatch batch, Span<AppendOutcome> outcomes)
    {
        long now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        int accepted = 0;
        lock (_append)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _log.EnsureRoom();
            _sequence++;
            for (int i = 0; i < batch.Count; i++)
            {
                outcomes[i] = AppendNeedsLock(
                    batch.Series[i], new HeadSample(batch.Times[i], batch.Values[i], batch.Histograms[i], batch.Starts[i]), now);
                accepted += outcomes[i] == AppendOutcome.Accepted ? 1 : 0;
                if (_appendLog.IsFull)
                {
                    _appendLog.Write(_log);
                }
            }

            _appendLog.Write(_log);
        }

        Metrics.Count(outcomes[..batch.Count]);
        return accepted;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync(CancellationToken cancellation) => new(_log.FlushAsync().WaitAsync(cancellation));

    /// <inheritdoc/>
    public ISeriesView OpenView()
    {
        lock (_append)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            BlockSet blocks = _blocks;
            foreach (StoredBlock block in blocks.Blocks)
            {
                _ = block.Block.TryLease();
            }

            _openViews.Add(_sequence);
            _viewCounts[_sequence] = _viewCounts.GetValueOrDefault(_sequence) + 1;
            return new StoreView(_selections, blocks, _sequence, this);
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelNames(SeriesQuery query, int limit, CancellationToken cancellation) =>
        LabelQueries.Names(this, _index, query, limit, cancellation);

    /// <inheritdoc/>
    public IReadOnlyList<string> LabelValues(string name, SeriesQuery query, int limit, CancellationToken cancellation) =>
        LabelQueries.Values(this, _index, new LabelQuery(name, query), limit, cancellation);

    /// <inheritdoc/>
    public void Learn(IReadOnlyList<MetricMetadata> metrics)
    {
        if (metrics.Count > 0 && _notes.Learn(metrics) is { Count: > 0 } learned)
        {
            foreach (MetricMetadata[] part in learned.Chunk(NotesPerRecord))
            {
                Log(LogRecordKind.Metadata, writer => NotesFile.Write(part, writer));
            }
        }
    }

    /// <inheritdoc/>
    public int Keep(IReadOnlyList<Exemplar> exemplars)
    {
        List<Exemplar> kept = _notes.Keep(exemplars);
        if (kept.Count > 0)
        {
            foreach (Exemplar[] part in kept.Chunk(NotesPerRecord))
            {
                Log(LogRecordKind.Exemplars, writer => NotesFile.Write(part, writer));
            }
        }

        return kept.Count;
    }

    /// <inheritdoc/>
    public IReadOnlyList<MetricMetadata> Metadata(string? metric, int limit) => _notes.Metadata(metric, limit);

    /// <inheritdoc/>
    public IReadOnlyList<Exemplar> Exemplars(SeriesQuery query) => _notes.Exemplars(query);

    /// <summary>Counts the labels of the series in memory, which takes a while where there are many.</summary>
    /// <param name="limit">How many entries each list has at most.</param>
    public StoreStatistics Statistics(int limit) =>
        StoreStatistics.Of([.. _index.All().Select(s => s.Labels)], limit);

    /// <summary>Counts the labels of the series of some owners, which takes a while where there are many.</summary>
    /// <param name="owners">The owners.</param>
    /// <param name="limit">How many entries each list has at most.</param>
    public IReadOnlyList<OwnerStatistics> Statistics(IReadOnlyList<SeriesOwner> owners, int limit) =>
        OwnerStatistics.Of(_index.All().Select(s => (s.Labels, _index.OwnerOf(s.Number))), owners, limit);

    /// <summary>Brings the log to disk and closes the store. What is in memory is read again from the log.</summary>
    public void Dispose()
    {
        Upkeep.Dispose();
        lock (_append)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
        }

        _log.Dispose();
        foreach (StoredBlock block in _blocks.Blocks)
        {
            block.Block.Dispose();
        }

        Metrics.Dispose();
        _index.Dispose();
        _folderLock.Dispose();
    }

    /// <inheritdoc/>
    void IViewOwner.Closed(StoreView view)
    {
        lock (_append)
        {
            int left = _viewCounts[view.Sequence] - 1;
            if (left == 0)
            {
                _viewCounts.Remove(view.Sequence);
                _openViews.Remove(view.Sequence);
            }
            else
            {
                _viewCounts[view.Sequence] = left;
            }
        }

        foreach (StoredBlock block in view.Blocks.Blocks)
        {
            block.Block.Release();
        }
    }

    /// <inheritdoc/>
    void IViewOwner.Damaged(TsdbFormatException damaged)
    {
        lock (_append)
        {
            DamagedChunks++;
            _revision++;
        }
    }

    /// <summary>Ends the segment of the log and lets all that is in memory leave for a block.</summary>
    /// <returns>The series that leave with something; the caller's.</returns>
    internal LeavingSeries BeginLeaving()
    {
        lock (_append)
        {
            var leaving = new LeavingSeries(_log.Rotate());
            _index.Leave(leaving);
            return leaving;
        }
    }

    /// <summary>Puts a new block in the place of others.</summary>
    internal void Replace(StoredBlock? added, IReadOnlyCollection<StoredBlock> removed)
    {
        lock (_append)
        {
            Volatile.Write(ref _blocks, added is null ? _blocks.Without(removed) : _blocks.With(added, removed));
            _revision += added is null ? 1 : 0;
        }
    }

    /// <summary>
    /// Forgets what has left for a block, once no view is open that does not know the block; series without anything go, too.
    /// </summary>
    /// <returns>False if a view is still open.</returns>
    internal bool TryEndLeaving(LeavingSeries left)
    {
        Span<int> numbers = left.Numbers.Items;
        for (int from = 0; from < numbers.Length; from += LeavingPerLock)
        {
            lock (_append)
            {
                // Views that are opened from now on know the block, so that what was true once stays so.
                if (from == 0 && _openViews.Count > 0 && _openViews.Min <= left.Sequence)
                {
                    return false;
                }

                foreach (int number in numbers[from..Math.Min(from + LeavingPerLock, numbers.Length)])
                {
                    EndLeavingNeedsLock(_index[(ulong)number], left.Segment);
                }
            }
        }

        return true;
    }

    /// <summary>Saves metadata and exemplars beside the blocks, since the log that has them is about to go.</summary>
    internal void SaveNotes()
    {
        if (_notes.IsChanged)
        {
            NotesFile.Save(_options.Folder, _notes);
        }
    }

    /// <summary>The number of the last append.</summary>
    internal long Sequence()
    {
        lock (_append)
        {
            // A view that is opened from here on has a higher number than those that are open.
            return _sequence++;
        }
    }

    /// <summary>Forgets series that have nothing in memory and got nothing since a time.</summary>
    internal int ForgetIdle(long sinceMs)
    {
        lock (_append)
        {
            HashSet<int> gone = _index.FindAll(s => s.IsEmpty && s.LastTime < sinceMs);
            if (gone.Count > 0)
            {
                _index.Remove(gone);
            }

            return gone.Count;
        }
    }

    private void Log(LogRecordKind kind, Action<Chunks.ChunkWriter> write)
    {
        var writer = new Chunks.ChunkWriter();
        write(writer);
        lock (_append)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);
            _log.Append(kind, writer.Written);
        }
    }

    private AppendOutcome AppendNeedsLock(SeriesRef reference, in HeadSample sample, long now)
    {
        if (_index[reference.Value] is not { } series)
        {
            return AppendOutcome.UnknownSeries;
        }

        LearnLast(series);
        AppendOutcome outcome = _head.Judge(series, sample, now);
        if (outcome == AppendOutcome.Accepted)
        {
            _appendLog.Add(series, sample, _log.Segment);
            Hide(series);
            _revision += sample.Time < series.LastTime ? 1 : 0;
            _head.Add(series, sample);
        }

        return outcome;
    }

    // A series may be gone already that an earlier block has taken whole.
    private void EndLeavingNeedsLock(HeadSeries? series, long segment)
    {
        if (series is { LeavingCount: > 0 } && series.LeavingSegment <= segment)
        {
            CutNeedsLock(series);
        }
        else if (series?.Leaving?.Segment <= segment)
        {
            Return(series.Leaving);
            series.Leaving = null;
        }
    }

    // Samples that came since the block was begun go on as they are, in the cells in which they are.
    private void CutNeedsLock(HeadSeries series)
    {
        StreamEnd end = series.Last;
        StreamEnd kept = end with { Count = end.Count - series.LeavingCount };
        int oldest = kept.Count == 0 ? 0 : StreamSamples.OldestCell(kept, _cells);
        series.PublishAlone(
            kept.Count == 0 ? end.Emptied : oldest == 0 ? kept with { Cell = 0, Offset = 0 } : kept);
        if (oldest == 0)
        {
            _cells.Return(end.Cell);
        }
        else
        {
            _cells.ReturnBefore(oldest);
        }
    }

    private void Return(LeavingData? left)
    {
        for (; left is not null; left = left.Older)
        {
            _cells.Return(left.Stream.Cell);
            _cells.Return(left.Mixed?.Stream.Cell ?? 0);
        }
    }

    // An open view must not see this append. Views that have ended take their part of the chain with them.
    private void Hide(HeadSeries series)
    {
        if (_openViews.Count == 0)
        {
            series.Hidden = null;
        }
        else if (series.Hidden?.Sequence != _sequence)
        {
            HiddenAppend? older = series.Hidden is { } last && last.Sequence > _openViews.Min ? last : null;
            series.Hidden = new HiddenAppend(_sequence, series.LastTime, older);
        }
    }

    // After a start the newest sample of a series may lie in a block.
    private void LearnLast(HeadSeries series)
    {
        if (series.IsLastKnown)
        {
            return;
        }

        series.IsLastKnown = true;
        LastSamples.Find(_blocks, series);
    }
}
