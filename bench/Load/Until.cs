namespace Tocsin.Load;

/// <summary>Waits by looking now and then: being woken at each of 100,000 arrivals would be most of the load.</summary>
internal static class Until
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(10);

    /// <summary>Waits until there are as many.</summary>
    /// <exception cref="TimeoutException">They did not come in time.</exception>
    public static async Task AsMany(Func<int> count, int wanted, TimeSpan within)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (count() is int now && now < wanted)
        {
            if (TimeProvider.System.GetElapsedTime(started) > within)
            {
                throw new TimeoutException($"{now} of {wanted} messages came within {within}");
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }
}
