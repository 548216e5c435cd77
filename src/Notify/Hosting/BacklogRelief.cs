namespace Tocsin.Notify.Hosting;

/// <summary>
/// Gives memory back while a backlog lets go of messages or reads them back. By itself the runtime waits until the heap has
/// grown by as much again, since what lives until it is on disk or sent is old by then: beside 100,000 messages that wait
/// stood 80 MB of nothing.
/// </summary>
/// <remarks>
/// It halts the program for about a millisecond for each MB in use, so it comes when a sixth more than the last one left is
/// taken, rests for eight times as long as it took, and without a backlog never comes.
/// </remarks>
internal sealed class BacklogRelief : IDisposable
{
    private const int Every = 512;
    private const long GrowthMin = 16 << 20;
    private const int GrowthShare = 6;
    private const int RestShare = 8;
    private static readonly TimeSpan RestMin = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private TimeSpan _rest = RestMin;
    private long _last;
    private long _left;
    private int _isDue;

    public BacklogRelief(TimeProvider time)
    {
        _time = time;
        _timer = time.CreateTimer(
            static self => ((BacklogRelief)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Looks at how many messages have come and gone so far. Called by the lane.</summary>
    public void Note(long moved)
    {
        if (moved - _last >= Every && Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _last = moved;
            _timer.Change(_rest, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        if (Taken() - _left >= Math.Max(GrowthMin, _left / GrowthShare))
        {
            long began = _time.GetTimestamp();
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            TimeSpan rest = _time.GetElapsedTime(began) * RestShare;
            _rest = rest > RestMin ? rest : RestMin;
            _left = Taken();
        }

        Volatile.Write(ref _isDue, 0);
    }

    private static long Taken() => GC.GetGCMemoryInfo(GCKind.Any).TotalCommittedBytes;
}
