namespace Tocsin.Notify.Hosting;

/// <summary>
/// Gives memory back when a backlog has let go of many messages, or has read many back. By itself the runtime waits until
/// the heap has grown by as much again, since texts that live until they are on disk are old by then: beside 100,000
/// messages that wait stood 80 MB of nothing.
/// </summary>
/// <remarks>It halts the program for about a tenth of a second, so it comes at most once in two seconds, and without a
/// backlog never.</remarks>
internal sealed class BacklogRelief : IDisposable
{
    private const int Every = 16_384;
    private static readonly TimeSpan After = TimeSpan.FromSeconds(2);

    private readonly ITimer _timer;
    private long _last;
    private int _isDue;

    public BacklogRelief(TimeProvider time) => _timer = time.CreateTimer(
        static self => ((BacklogRelief)self!).Collect(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

    /// <summary>Looks at how many messages have come and gone so far. Called by the lane.</summary>
    public void Note(long moved)
    {
        if (moved - _last >= Every && Interlocked.Exchange(ref _isDue, 1) == 0)
        {
            _last = moved;
            _timer.Change(After, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void Collect()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        Volatile.Write(ref _isDue, 0);
    }
}
