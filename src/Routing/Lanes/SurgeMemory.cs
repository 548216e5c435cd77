namespace Tocsin.Routing.Lanes;

/// <summary>
/// Keeps the collector away while a surge of new alerts comes in. Nearly all that they allocate stays, so a collection finds
/// nothing to free: it copies each alert twice and halts senders and disk meanwhile, for a third of the time in which 50,000
/// alerts come in.
/// </summary>
/// <remarks>
/// The runtime is told to hand out a number of bytes without a collection. When they are used up it collects, once, and is
/// told again. The process has only one such time; whoever comes second goes on as without.
/// </remarks>
internal sealed class SurgeMemory : IDisposable
{
    // What some 60,000 alerts take, or what a small container can spare.
    private const long BytesMax = 48 << 20;
    private const long BytesMin = 8 << 20;
    private const int ShareOfMemory = 16;

    // So many alerts in so short a time are a surge, and it is over when there were not for as long.
    private const int AlertsMin = 1000;
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(100);

    private readonly ICollector _collector;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly long _bytes;
    private long _windowBegan;
    private long _surgedAt;
    private int _alerts;
    private int _isAsked;
    private bool _isAway;
    private bool _isRefused;
    private int _isLooking;

    public SurgeMemory(ICollector collector, TimeProvider time)
    {
        _collector = collector;
        _time = time;
        _bytes = Math.Min(BytesMax, collector.BytesAvailable / ShareOfMemory);
        _timer = time.CreateTimer(
            static self => ((SurgeMemory)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Hears what an input became. Called by the lane.</summary>
    /// <param name="created">How many alerts are new.</param>
    /// <param name="flushed">How many groups were handed on: alerts that page at once leave messages behind, which pass.</param>
    public void Note(int created, int flushed)
    {
        if (created == 0)
        {
            return;
        }

        long now = _time.GetTimestamp();
        if (_time.GetElapsedTime(_windowBegan, now) > Window)
        {
            _windowBegan = now;
            _alerts = 0;
        }

        _alerts += created - flushed;
        if (_alerts < AlertsMin)
        {
            return;
        }

        Volatile.Write(ref _surgedAt, now);
        if (!_collector.IsAway && Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            // Not here: it may have to wait for a collection in the background.
            _timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        CallBack();
    }

    private void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 1)
        {
            return;
        }

        bool isOver = _time.GetElapsedTime(Volatile.Read(ref _surgedAt)) > Window;
        if (isOver)
        {
            CallBack();
            _isRefused = false;
            Volatile.Write(ref _isAsked, 0);
        }
        else if (Volatile.Read(ref _isAsked) == 1 && !_isRefused)
        {
            SendAway();
        }

        Volatile.Write(ref _isLooking, 0);
        if (!isOver)
        {
            _timer.Change(Window, Timeout.InfiniteTimeSpan);
        }
    }

    private void SendAway()
    {
        _isAway = _bytes >= BytesMin && _collector.TrySendAway(_bytes);

        // Where there is no memory for it now, it stays asked, and is so once in a surge.
        _isRefused = !_isAway;
        if (_isAway)
        {
            Volatile.Write(ref _isAsked, 0);
        }
    }

    private void CallBack()
    {
        if (_isAway)
        {
            _collector.CallBack();
            _isAway = false;
        }
    }
}
