namespace Tocsin.Notify.Hosting;

/// <summary>
/// Gives memory back while a backlog lets go of messages or reads them back. By itself the runtime waits until the heap has
/// grown by as much again, since what lives until it is on disk or sent is old by then: beside 100,000 messages that wait
/// stood 80 MB of nothing.
/// </summary>
/// <remarks>
/// It halts the program for about a millisecond for each MB in use, so it comes when the youngest generation has been full
/// since the last one, rests for four times as long as it took, and without a backlog never comes. When the backlog has come
/// to rest it comes once more. What waits for an answer meanwhile is hardly later for it: a receiver takes longer.
/// </remarks>
internal sealed class BacklogRelief : IDisposable
{
    private const int Every = 512;
    private const long GrowthMin = 8 << 20;
    private const int RestShare = 4;
    private static readonly TimeSpan RestMin = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time;
    private readonly Action? _giveBack;
    private readonly ITimer _timer;
    private TimeSpan _rest = RestMin;
    private long _moved;
    private long _seen;
    private long _left;
    private int _isLooking;

    /// <param name="time">The clock.</param>
    /// <param name="giveBack">Gives free memory back that is not the runtime's own.</param>
    public BacklogRelief(TimeProvider time, Action? giveBack)
    {
        _time = time;
        _giveBack = giveBack;
        _timer = time.CreateTimer(
            static self => ((BacklogRelief)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks at how many messages have come and gone so far. Called by the lane.</summary>
    public void Note(long moved)
    {
        Volatile.Write(ref _moved, moved);
        if (moved - Volatile.Read(ref _seen) >= Every && Interlocked.Exchange(ref _isLooking, 1) == 0)
        {
            // Since the last one it has rested for longer than that had taken.
            _timer.Change(RestMin, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        long moved = Volatile.Read(ref _moved);
        bool isAtRest = moved == _seen;
        Volatile.Write(ref _seen, moved);
        if (Taken() - _left >= (isAtRest ? GrowthMin / 2 : GrowthMin))
        {
            long began = _time.GetTimestamp();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            _giveBack?.Invoke();
            TimeSpan rest = _time.GetElapsedTime(began) * RestShare;
            _rest = rest > RestMin ? rest : RestMin;
            _left = Taken();
        }

        if (isAtRest)
        {
            Volatile.Write(ref _isLooking, 0);
        }
        else
        {
            _timer.Change(_rest, Timeout.InfiniteTimeSpan);
        }
    }

    private static long Taken() => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
}
