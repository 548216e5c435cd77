using Tocsin.Model.Labels;
using Tocsin.PromQL.Numbers;

namespace Tocsin.Rules.Groups;

/// <summary>When a group is evaluated: the instants that lie a whole number of intervals from its phase.</summary>
/// <param name="IntervalMs">How far two instants are apart, at least 1.</param>
/// <param name="PhaseMs">Where they lie within an interval, of [0, <paramref name="IntervalMs"/>).</param>
public readonly record struct GroupSlots(long IntervalMs, long PhaseMs)
{
    /// <summary>
    /// Instants that are whole multiples of the interval, so that groups of one interval are evaluated at the same ones
    /// and share their work.
    /// </summary>
    public static GroupSlots Aligned(TimeSpan interval) => new(ToMs(interval), 0);

    /// <summary>The instants at which Prometheus evaluates a group of this file and name.</summary>
    // Source: Prometheus rules, Group.EvalTimestamp. The offset there is in nanoseconds; samples have milliseconds, to
    // which it rounds down.
    public static GroupSlots Hashed(string file, string name, TimeSpan interval)
    {
        var identity = new LabelSetBuilder();
        identity.Add("file", file);
        identity.Add("name", name);
        ulong intervalNs = (ulong)interval.Ticks * 100;
        ulong phaseNs = LabelHash.Of(identity.Build()) % Math.Max(intervalNs, 1);
        return new GroupSlots(ToMs(interval), (long)(phaseNs / 1_000_000));
    }

    /// <summary>The last instant at or before <paramref name="nowMs"/>.</summary>
    public long AtOrBefore(long nowMs) => nowMs - Rest(nowMs);

    /// <summary>The first instant after <paramref name="nowMs"/>.</summary>
    public long After(long nowMs) => AtOrBefore(nowMs) + IntervalMs;

    private long Rest(long nowMs)
    {
        long rest = (nowMs - PhaseMs) % IntervalMs;
        return rest < 0 ? rest + IntervalMs : rest;
    }

    private static long ToMs(TimeSpan interval) => Math.Max(1, (long)interval.TotalMilliseconds);
}
