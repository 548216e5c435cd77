namespace Tocsin.TestKit.BlackBox;

/// <summary>
/// The one place where tests let real time pass: scenarios against a program whose clock we do not own. Everything else
/// runs on <see cref="VirtualTime"/> or waits for an arrival.
/// </summary>
public sealed class RealTime
{
    private readonly long _started = TimeProvider.System.GetTimestamp();

    /// <summary>The instant of zero on this scale.</summary>
    public DateTimeOffset Start { get; } = TimeProvider.System.GetUtcNow();

    /// <summary>Seconds since zero.</summary>
    public double Seconds => TimeProvider.System.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Completes at an instant of the scale; at once if it has passed.</summary>
    public async Task ReachAsync(double seconds)
    {
        TimeSpan left = TimeSpan.FromSeconds(seconds - Seconds);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, TimeProvider.System);
        }
    }

    /// <summary>Waits until a count has not changed for a while, and is more than it was at the start.</summary>
    /// <param name="count">What is counted; each of them must have grown.</param>
    /// <param name="quiet">How long nothing may change.</param>
    /// <param name="within">After that long it returns all the same.</param>
    public static async Task SettleAsync(Func<IReadOnlyList<int>> count, TimeSpan quiet, TimeSpan within)
    {
        IReadOnlyList<int> before = count();
        IReadOnlyList<int> last = before;
        long started = TimeProvider.System.GetTimestamp();
        long lastChange = started;
        while (TimeProvider.System.GetElapsedTime(started) < within)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            IReadOnlyList<int> now = count();
            lastChange = now.SequenceEqual(last) ? lastChange : TimeProvider.System.GetTimestamp();
            last = now;
            if (now.Zip(before).All(c => c.First > c.Second) && TimeProvider.System.GetElapsedTime(lastChange) > quiet)
            {
                return;
            }
        }
    }

    /// <summary>Asks again and again until the answer is yes: for programs that send no signal of their own.</summary>
    /// <exception cref="TimeoutException">The deadline passed.</exception>
    public static async Task PollAsync(Func<Task<bool>> ask, TimeSpan within, string what)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (!await ask())
        {
            if (TimeProvider.System.GetElapsedTime(started) > within)
            {
                throw new TimeoutException($"Waited {within.TotalSeconds:0.###} s for {what}.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
