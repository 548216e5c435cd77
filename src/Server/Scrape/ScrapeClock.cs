namespace Tocsin.Server.Scrape;

/// <summary>What time a scrape has.</summary>
internal static class ScrapeClock
{
    // A timer is a few milliseconds late, each time by another few. Samples a whole interval apart need fewer bits, and
    // rates over them no correction.
    private const long ToleranceMs = 20;

    /// <summary>The instant that was planned, if it is near; else the present one. All in Unix milliseconds.</summary>
    // Source: Prometheus scrape, ScrapeTimestampTolerance, which is 2 ms; at most a hundredth of the interval here as there.
    public static long Align(long plannedMs, long nowMs, TimeSpan interval)
    {
        long tolerance = Math.Min(ToleranceMs, (long)interval.TotalMilliseconds / 100);
        return Math.Abs(nowMs - plannedMs) <= tolerance ? plannedMs : nowMs;
    }
}
