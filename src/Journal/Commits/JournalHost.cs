using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events;
using Tocsin.Journal.Format;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Stores;
using Tocsin.Journal.Upkeep;

namespace Tocsin.Journal.Commits;

/// <summary>The journal of a running program: the queue, the writer thread and the store behind them.</summary>
/// <remarks>
/// Order of use: <see cref="Open"/>, <see cref="Recover"/>, then anything. <see cref="Dispose"/> commits what waits.
/// </remarks>
public sealed class JournalHost : IJournal, IDisposable
{
    private readonly IBlockStore _store;
    private readonly JournalOptions _options;
    private readonly JournalMetrics _metrics;
    private readonly CommitQueue _queue;
    private readonly CommitLoop _loop;
    private readonly HealthState _health;
    private readonly CheckpointFloors _floors;
    private readonly Thread? _writer;
    private readonly ITimer? _timer;
    private volatile bool _closing;

    private JournalHost(IBlockStore store, StoreState state, JournalOptions options, TimeProvider time)
    {
        _store = store;
        _options = options;
        _health = new HealthState(time, state.Notices);
        _floors = new CheckpointFloors(state.Checkpoints);
        var index = new BlockIndex(state.Blocks);
        _metrics = new JournalMetrics(
            () => _queue?.Bytes ?? 0, () => _health.LastCommitAge.TotalSeconds, () => index.Bytes);
        _queue = new CommitQueue(options, _metrics);
        _loop = new CommitLoop(store, state, _queue, new CommitLoopParts
        {
            Options = options,
            Time = time,
            Metrics = _metrics,
            Health = _health,
            Index = index,
            Floors = _floors,
        });
        Reader = new JournalReader(store, FoundDamage);
        if (!options.Manual)
        {
            _writer = new Thread(Write) { IsBackground = true, Name = "journal writer" };
            _writer.Start();
            _timer = time.CreateTimer(
                static queue => ((CommitQueue)queue!).Poke(), _queue, options.RetryAfter, options.RetryAfter);
        }
    }

    /// <summary>Called on the thread that found the change; must not block.</summary>
    public event Action<JournalHealth>? HealthChanged
    {
        add => _health.Changed += value;
        remove => _health.Changed -= value;
    }

    /// <summary>Whether the journal can be relied on now.</summary>
    public JournalHealth Health => _health.Current;

    /// <summary>Reads committed events for history and explain; thread-safe.</summary>
    public JournalReader Reader { get; }

    /// <summary>The number of the last event on disk; 0 in a new journal.</summary>
    public long LastSeq => _loop.LastSeq;

    /// <summary>Events that were appended in this run and will never be on disk.</summary>
    public long LostEvents => _metrics.LostTotal;

    /// <summary>Opens a journal on a store, which the host then owns.</summary>
    /// <exception cref="JournalStoreException">The store cannot be opened; the message says what to do.</exception>
    public static JournalHost Open(IBlockStore store, JournalOptions options, TimeProvider time) =>
        new(store, store.Open(), options, time);

    /// <summary>
    /// Restores projections: each from its checkpoint, and all from one pass over the events after the oldest of them.
    /// Call once, before the first append. From then on retention keeps what these projections need.
    /// </summary>
    /// <returns>What was read, and what could not be.</returns>
    public RecoveryReport Recover(params IReadOnlyList<IProjection> projections)
    {
        RecoveryReport report = JournalRecovery.Run(_store, projections, _floors);
        if (report.Damage.Count > 0)
        {
            FoundDamage(string.Join("; ", report.Damage));
        }

        foreach (IProjection projection in projections)
        {
            _floors.Needs(projection.Name, projection.OldestNeeded);
        }

        _floors.Live(projections.Select(p => p.Name));
        _queue.Poke();
        return report;
    }

    /// <summary>
    /// True if so many events came after the projection's checkpoint that its owner should save a new one.
    /// </summary>
    public bool IsCheckpointDue(string projection) =>
        _floors.EventsSince(projection, LastSeq) >= _options.CheckpointEvery;

    /// <inheritdoc/>
    public CommitTicket Append(JournalEvent happened)
    {
        EventEncoder encoder = EventEncoder.Current;
        encoder.Add(happened);
        return Append(encoder);
    }

    /// <inheritdoc/>
    public CommitTicket Append(ReadOnlySpan<JournalEvent> happened)
    {
        EventEncoder encoder = EventEncoder.Current;
        encoder.Add(happened);
        return Append(encoder);
    }

    /// <inheritdoc/>
    public CommitTicket Barrier() => _queue.Barrier();

    /// <inheritdoc/>
    public CommitTicket SaveCheckpoint(IProjection projection)
    {
        var writer = new CheckpointWriter();
        projection.Save(writer);
        _floors.Asked(projection.Name, LastSeq);
        return _queue.Add(new PendingCheckpoint(projection.Name, projection.OldestNeeded, writer.Finish()));
    }

    /// <summary>Does one piece of the writer's work on this thread; false if there is none.</summary>
    /// <exception cref="InvalidOperationException">The journal has a writer thread of its own.</exception>
    public bool Step()
    {
        if (!_options.Manual)
        {
            throw new InvalidOperationException("this journal has a writer thread");
        }

        return _loop.Step();
    }

    /// <summary>Commits what waits, refuses the rest and closes the store.</summary>
    public void Dispose()
    {
        if (_closing)
        {
            return;
        }

        _closing = true;
        _timer?.Dispose();
        _queue.Close();
        _writer?.Join();
        if (_options.Manual)
        {
            _loop.Finish();
        }

        _queue.Dispose();
        _store.Dispose();
        _metrics.Dispose();
    }

    private CommitTicket Append(EventEncoder events)
    {
        CommitTicket ticket = _queue.Append(events);
        events.Release();
        return ticket;
    }

    private void FoundDamage(string message)
    {
        _metrics.Damaged.Add(1);
        _health.FoundDamage(message);
    }

    private void Write()
    {
        _queue.WriterThreadId = Environment.CurrentManagedThreadId;
        while (!_closing)
        {
            if (!TryStep())
            {
                _queue.WaitForWork();
            }
        }

        _loop.Finish();
    }

    // Commits handle their own failures; this is for a bug elsewhere, in upkeep say, which must not end paging.
    private bool TryStep()
    {
        try
        {
            return _loop.Step();
        }
        catch (Exception bug)
        {
            _health.UpkeepFailed($"journal: the writer met a bug: {bug}");
            return false;
        }
    }
}
