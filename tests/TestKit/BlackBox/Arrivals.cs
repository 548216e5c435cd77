namespace Tocsin.TestKit.BlackBox;

/// <summary>
/// What has arrived so far, and a way to wait for more with a deadline. Tests wait on this signal and never for a
/// length of time. Thread-safe.
/// </summary>
public sealed class Arrivals<T>
{
    private readonly Lock _gate = new();
    private readonly List<T> _items = [];
    private TaskCompletionSource _pulse = NewPulse();

    /// <summary>How many have arrived.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _items.Count;
            }
        }
    }

    /// <summary>Records one and wakes everybody who waits.</summary>
    public void Add(T item)
    {
        TaskCompletionSource pulse;
        lock (_gate)
        {
            _items.Add(item);
            pulse = _pulse;
            _pulse = NewPulse();
        }

        pulse.SetResult();
    }

    /// <summary>Everything so far, in order of arrival.</summary>
    public IReadOnlyList<T> Snapshot()
    {
        lock (_gate)
        {
            return [.. _items];
        }
    }

    /// <summary>Waits until what has arrived is enough.</summary>
    /// <param name="enough">Asked at once and after every arrival.</param>
    /// <param name="within">The deadline.</param>
    /// <param name="what">Said in the failure.</param>
    /// <exception cref="TimeoutException">The deadline passed; the message lists what did arrive.</exception>
    public async Task<IReadOnlyList<T>> WhenAsync(Func<IReadOnlyList<T>, bool> enough, TimeSpan within, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Task next;
            IReadOnlyList<T> seen;
            lock (_gate)
            {
                next = _pulse.Task;
                seen = [.. _items];
            }

            if (enough(seen))
            {
                return seen;
            }

            TimeSpan left = within - TimeProvider.System.GetElapsedTime(started);
            if (left <= TimeSpan.Zero || !await SignalledAsync(next, left))
            {
                throw new TimeoutException(
                    $"Waited {within.TotalSeconds:0.###} s for {what}; arrived ({seen.Count}):\n{string.Join('\n', seen)}");
            }
        }
    }

    /// <summary>Waits for the first arrival that fits.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public async Task<T> FirstAsync(Func<T, bool> fits, TimeSpan within, string what)
    {
        IReadOnlyList<T> seen = await WhenAsync(items => items.Any(fits), within, what);
        return seen.First(fits);
    }

    private static async Task<bool> SignalledAsync(Task next, TimeSpan left)
    {
        try
        {
            await next.WaitAsync(left);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TaskCompletionSource NewPulse() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
