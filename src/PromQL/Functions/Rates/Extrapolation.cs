namespace Tocsin.PromQL.Functions.Rates;

/// <summary>
/// How much the change between the first and the last sample of a window is stretched to stand for the whole window.
/// </summary>
/// <param name="FirstMs">When the first sample was taken.</param>
/// <param name="LastMs">When the last sample was taken.</param>
/// <param name="Gaps">How many samples there are, less one.</param>
internal readonly record struct Extrapolation(long FirstMs, long LastMs, int Gaps)
{
    /// <summary>When the counter started, if that is known and within the window; nothing is stretched beyond it.</summary>
    public long? CounterStartMs { get; init; }

    /// <summary>
    /// The share of the change that the first sample's value is, for a counter; as the count was 0 that much earlier, the
    /// change is not stretched beyond it. NaN if it does not apply.
    /// </summary>
    public double ValueAtStartPerChange { get; init; }

    /// <summary>What to multiply the change by.</summary>
    // A window whose samples end close to its edge is taken to be covered up to the edge; else the series is taken to
    // begin or end half a gap from its outermost sample. Close is up to 1.1 gaps.
    public double Factor(WindowBounds window, RateKind kind)
    {
        double toStart = (FirstMs - window.StartMs) / 1000.0;
        double toEnd = (window.EndMs - LastMs) / 1000.0;
        double sampled = (LastMs - FirstMs) / 1000.0;
        double gap = Gaps > 0 ? sampled / Gaps : 0;
        double threshold = gap * 1.1;
        if (CounterStartMs is { } start)
        {
            toStart = 0;
            sampled = (LastMs - start) / 1000.0;
        }
        else
        {
            toStart = toStart >= threshold ? gap / 2 : toStart;
            double toZero = sampled * ValueAtStartPerChange;
            toStart = toZero < toStart ? toZero : toStart;
        }

        toEnd = toEnd >= threshold ? gap / 2 : toEnd;
        double factor = sampled == 0 ? 1 : (sampled + toStart + toEnd) / sampled;
        return kind == RateKind.Rate ? factor / window.Seconds : factor;
    }
}

/// <summary>A window of time, after <paramref name="StartMs"/> and up to <paramref name="EndMs"/>, in Unix milliseconds.</summary>
internal readonly record struct WindowBounds(long StartMs, long EndMs)
{
    /// <summary>Its length in seconds.</summary>
    public double Seconds => (EndMs - StartMs) / 1000.0;
}
