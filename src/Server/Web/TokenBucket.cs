namespace Tocsin.Server.Web;

/// <summary>Lets requests through at a rate, with a burst. Thread-safe.</summary>
internal sealed class TokenBucket
{
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly TimeSpan _interval;
    private readonly int _burst;
    private double _tokens;
    private long _last;

    /// <param name="burst">Requests that may come at once.</param>
    /// <param name="interval">Time in which one more is allowed.</param>
    /// <param name="time">The clock.</param>
    public TokenBucket(int burst, TimeSpan interval, TimeProvider time)
    {
        _burst = burst;
        _interval = interval;
        _time = time;
        _tokens = burst;
        _last = time.GetTimestamp();
    }

    /// <summary>Whether one more request may pass now.</summary>
    public bool TryTake()
    {
        lock (_gate)
        {
            long now = _time.GetTimestamp();
            _tokens = Math.Min(_burst, _tokens + (_time.GetElapsedTime(_last, now) / _interval));
            _last = now;
            if (_tokens < 1)
            {
                return false;
            }

            _tokens--;
            return true;
        }
    }
}
