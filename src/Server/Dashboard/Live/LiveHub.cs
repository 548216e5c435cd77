using System.Threading.Channels;
using Tocsin.Model;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>
/// The loop that owns the board and its views: it reads the router while somebody looks, and gives everybody what changed.
/// One reading serves all readers, and equal queries share one view.
/// </summary>
/// <remarks>All public members are thread-safe.</remarks>
internal sealed class LiveHub : IAsyncDisposable
{
    private static readonly TimeSpan PeriodMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan TickAfter = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepFeed = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan RefilterAfter = TimeSpan.FromSeconds(2);

    // A reading may take a twentieth of the router's time, however many alerts there are.
    private const int CostFactor = 20;
    private const int WorkMax = 1024;

    private readonly RouterLane _router;
    private readonly TimeProvider _time;
    private readonly Func<string> _newId;
    private readonly LiveOptions _options;
    private LiveBoard _board = new();
    private readonly Dictionary<string, FeedSlot> _feeds = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly CancellationToken _stop;
    private readonly Channel<Action> _work = Channel.CreateBounded<Action>(new BoundedChannelOptions(WorkMax) { SingleReader = true });
    private readonly Task _loop;
    private TimeSpan _cost;
    private int _readers;

    /// <summary>Starts the loop, which sleeps until somebody looks.</summary>
    public LiveHub(RouterLane router, TimeProvider time, Func<string> newId, LiveOptions options)
    {
        _router = router;
        _time = time;
        _newId = newId;
        _options = options;
        _stop = _stopping.Token;
        Metrics = new LiveMetrics(() => Volatile.Read(ref _readers), () => _feeds.Count);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>What it measures.</summary>
    public LiveMetrics Metrics { get; }

    /// <summary>Ends when the server stops: streams end with it.</summary>
    public CancellationToken Stopping => _stop;

    /// <summary>Begins a stream; null if there are as many as may be.</summary>
    /// <param name="query">What it shows.</param>
    /// <param name="lastEventId">The last event that the reader had before; empty for none.</param>
    /// <param name="cancellationToken">Ends the waiting for room; what is let in has to be closed all the same.</param>
    public async Task<LiveReader?> OpenAsync(LiveQuery query, string lastEventId, CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _readers) > _options.ReadersMax)
        {
            Interlocked.Decrement(ref _readers);
            Metrics.Refused.Add(1);
            return null;
        }

        try
        {
            return await RunAsync(now => Open(query, lastEventId, now), cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            Interlocked.Decrement(ref _readers);
            throw;
        }
    }

    /// <summary>Ends a stream.</summary>
    public void Close(LiveReader reader)
    {
        Interlocked.Decrement(ref _readers);
        if (!_work.Writer.TryWrite(() => reader.Slot.Readers.Remove(reader)))
        {
            reader.IsClosed = true;
        }
    }

    /// <summary>Asks something of the board as it stands now.</summary>
    public Task<T> AskAsync<T>(Func<LiveBoard, Instant, T> question, CancellationToken cancellationToken) =>
        RunAsync(now => question(_board, now), cancellationToken);

    /// <summary>The reader took everything that it had, and had missed something before: it begins again.</summary>
    public void Resume(LiveReader reader) => _work.Writer.TryWrite(() =>
    {
        reader.IsBehind = false;
        reader.Offer(reader.Slot.Feed.Snapshot(Now));
    });

    /// <summary>Ends all streams.</summary>
    public async ValueTask DisposeAsync()
    {
        _work.Writer.TryComplete();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        Metrics.Dispose();
        _stopping.Dispose();
    }

    private Instant Now => Instant.From(_time.GetUtcNow());

    private async Task<T> RunAsync<T>(Func<Instant, T> work, CancellationToken cancellationToken)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _work.Writer.WriteAsync(
            () =>
            {
                try
                {
                    done.TrySetResult(work(Now));
                }
                catch (Exception wrong)
                {
                    done.TrySetException(wrong);
                }
            },
            cancellationToken).ConfigureAwait(false);

        // Who goes away now is answered all the same: a reader that nobody closes would be kept for ever.
        return await done.Task.WaitAsync(_stop).ConfigureAwait(false);
    }

    private async Task RunAsync()
    {
        try
        {
            while (await _work.Reader.WaitToReadAsync(_stop).ConfigureAwait(false))
            {
                try
                {
                    // Nobody looked for a while: what is known is old.
                    await ReadAsync().ConfigureAwait(false);
                    await ServeAsync().ConfigureAwait(false);
                }
                catch (Exception wrong) when (wrong is not OperationCanceledException)
                {
                    _options.OnFault(wrong);
                    BeginAgain();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }

    // A bug of ours must not leave half a change behind: every stream ends, and its browser comes back.
    private void BeginAgain()
    {
        _board = new LiveBoard();
        foreach (FeedSlot slot in _feeds.Values)
        {
            slot.Readers.ForEach(static reader => reader.End());
        }

        _feeds.Clear();
    }

    // While there are feeds: what is asked is done at once, and the router is read every period.
    private async Task ServeAsync()
    {
        long lastRead = _time.GetTimestamp();
        while (true)
        {
            while (_work.Reader.TryRead(out Action? work))
            {
                work();
            }

            if (_feeds.Count == 0)
            {
                return;
            }

            TimeSpan period = _cost * CostFactor > PeriodMin ? _cost * CostFactor : PeriodMin;
            TimeSpan wait = period - _time.GetElapsedTime(lastRead);
            if (wait > TimeSpan.Zero && !await WaitForWorkAsync(wait).ConfigureAwait(false))
            {
                wait = TimeSpan.Zero;
            }

            if (wait <= TimeSpan.Zero)
            {
                await ReadAsync().ConfigureAwait(false);
                lastRead = _time.GetTimestamp();
            }
        }
    }

    private async Task<bool> WaitForWorkAsync(TimeSpan wait)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(_stop);
        Task work = _work.Reader.WaitToReadAsync(either.Token).AsTask();
        Task timer = Task.Delay(wait, _time, either.Token);
        Task first = await Task.WhenAny(work, timer).ConfigureAwait(false);
        await either.CancelAsync().ConfigureAwait(false);
        _stop.ThrowIfCancellationRequested();
        return ReferenceEquals(first, work);
    }

    private async Task ReadAsync()
    {
        Durable<Reading> reading = await _router.RunAsync(
            (core, now) =>
            {
                long began = _time.GetTimestamp();
                List<GroupView> groups = core.ViewGroups(now);
                return new Reading(groups, now, _time.GetElapsedTime(began));
            },
            _stop).ConfigureAwait(false);
        _cost = reading.Value.Cost;
        LiveChange change = _board.Read(reading.Value.Groups, reading.Value.At);
        Metrics.Readings.Add(1);
        foreach ((string key, FeedSlot slot) in _feeds)
        {
            if (slot.Readers.Count > 0 || reading.Value.At - slot.UsedAt < KeepFeed)
            {
                Update(slot, change, reading.Value.At);
            }
            else
            {
                _feeds.Remove(key);
            }
        }
    }

    private void Update(FeedSlot slot, LiveChange change, Instant now)
    {
        if (slot.Readers.Count > 0)
        {
            slot.UsedAt = now;
            slot.Readers.RemoveAll(static reader => reader.IsClosed);
        }

        bool isTouched = slot.Feed.View.Update(change, _board, now);
        if (slot.DependsOnTime && now - slot.FilteredAt > RefilterAfter)
        {
            slot.FilteredAt = now;
            isTouched |= slot.Feed.View.Refilter(_board, now);
        }

        byte[]? done = isTouched ? slot.Feed.Delta(now) : null;
        if (done is not null && slot.Feed.IsWornOut)
        {
            slot.Feed = NewFeed(slot.Query, now);
            done = slot.Feed.Snapshot(now);
        }
        else if (done is null && now - slot.ToldAt >= TickAfter)
        {
            done = slot.Feed.Tick(now);
        }

        if (done is not null)
        {
            slot.ToldAt = now;
            foreach (LiveReader reader in slot.Readers)
            {
                reader.Offer(done);
            }
        }
    }

    private LiveReader? Open(LiveQuery query, string lastEventId, Instant now)
    {
        if (!_feeds.TryGetValue(query.Key, out FeedSlot? slot))
        {
            if (_feeds.Count >= _options.FeedsMax && !DropUnused())
            {
                Interlocked.Decrement(ref _readers);
                Metrics.Refused.Add(1);
                return null;
            }

            slot = new FeedSlot(query, NewFeed(query, now))
            {
                DependsOnTime = query.Filter.DependsOnTime,
                FilteredAt = now,
                ToldAt = now,
            };
            _feeds.Add(query.Key, slot);
        }

        slot.UsedAt = now;
        var reader = new LiveReader(slot, _options.QueueMax);
        slot.Readers.Add(reader);
        if (slot.Feed.Since(lastEventId) is { } missed && missed.Count < _options.QueueMax)
        {
            foreach (byte[] one in missed)
            {
                reader.Offer(one);
            }

            // Last, since it carries the newest number; it says at once that the stream is there.
            reader.Offer(slot.Feed.Tick(now));
        }
        else
        {
            reader.Offer(slot.Feed.Snapshot(now));
        }

        return reader;
    }

    private bool DropUnused()
    {
        foreach ((string key, FeedSlot slot) in _feeds)
        {
            if (slot.Readers.Count == 0)
            {
                return _feeds.Remove(key);
            }
        }

        return false;
    }

    private LiveFeed NewFeed(LiveQuery query, Instant now) => new(query, _newId(), _board, now);

    private sealed record Reading(List<GroupView> Groups, Instant At, TimeSpan Cost);
}

/// <summary>One feed and who reads it. The hub's loop owns it.</summary>
internal sealed class FeedSlot(LiveQuery query, LiveFeed feed)
{
    public LiveQuery Query { get; } = query;

    public LiveFeed Feed { get; set; } = feed;

    public List<LiveReader> Readers { get; } = [];

    public bool DependsOnTime { get; init; }

    public Instant FilteredAt { get; set; }

    public Instant ToldAt { get; set; }

    public Instant UsedAt { get; set; }
}
