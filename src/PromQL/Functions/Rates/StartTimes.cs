namespace Tocsin.PromQL.Functions.Rates;

/// <summary>What counters' start times tell of two samples that follow each other.</summary>
// Source: Prometheus promql, isStartTimestampReset and checkStartTimeOverlap.
internal static class StartTimes
{
    /// <summary>True if the counter started anew after the earlier sample.</summary>
    public static bool IsReset(TimedStart before, TimedStart after)
    {
        // Unset, in the future, or OpenTelemetry's "unknown".
        if (after.StartMs == 0 || after.StartMs >= after.TimeMs || after.StartMs < before.TimeMs)
        {
            return false;
        }

        if (after.StartMs > before.TimeMs)
        {
            return true;
        }

        // It started with the earlier sample: a delta, unless the earlier sample's start is unknown or impossible.
        return before.StartMs < before.TimeMs && before.StartMs != 0;
    }

    /// <summary>True if the later sample counts from before the earlier sample, and not from where that one does.</summary>
    public static bool Overlap(TimedStart before, TimedStart after) =>
        after.StartMs != 0 && after.StartMs < before.TimeMs && after.StartMs != before.StartMs;
}

/// <summary>When a sample was taken, and when its counter started; 0 if that is unknown.</summary>
internal readonly record struct TimedStart(long TimeMs, long StartMs);
