using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Otlp;

/// <summary>
/// Writes <c>target_info</c>, which has the attributes of a resource as labels: as often as a query needs it to find one
/// anywhere between the first and the last point. Not thread-safe.
/// </summary>
// Source: Prometheus otlptranslator, addResourceTargetInfo: half of the lookback between two samples.
internal sealed class TargetInfo(SeriesMemory memory, MetricContent content)
{
    /// <summary>How many samples of it one resource of a request gives rise to; the earliest are left out.</summary>
    public const int SamplesMax = 200;

    private static readonly byte[] Role = "target_info"u8.ToArray();

    private readonly HashSet<(SeriesRef Series, long TimeMs)> _written = [];

    /// <summary>Adds the samples of a resource.</summary>
    /// <param name="resource">It.</param>
    /// <param name="key">What stands for it.</param>
    /// <param name="times">The times of its points, in nanoseconds.</param>
    /// <param name="lookback">How far queries look back.</param>
    public void Add(ResourceContext resource, SeriesKey key, in TimeRange times, TimeSpan lookback)
    {
        if (resource.TargetInfo is not { } labels || times.IsEmpty)
        {
            return;
        }

        SeriesKey own = key.Add(Role);
        SeriesRef series = memory.Find(own);
        series = series.IsNone ? memory.Learn(own, labels) : series;
        if (series.IsNone)
        {
            return;
        }

        ulong step = (ulong)Math.Max(1, lookback.Ticks / 2) * 100;
        ulong steps = (times.Latest - times.Earliest) / step;
        for (ulong i = steps < SamplesMax ? 0 : steps - SamplesMax + 1; i <= steps; i++)
        {
            AddAt(series, (long)((times.Earliest + (i * step)) / 1_000_000));
        }

        AddAt(series, (long)(times.Latest / 1_000_000));
    }

    /// <summary>Forgets what was written: another request begins.</summary>
    public void Clear() => _written.Clear();

    // Several resources of one request may have the same series.
    private void AddAt(SeriesRef series, long timeMs)
    {
        if (_written.Add((series, timeMs)))
        {
            content.AddTargetInfo(series, timeMs);
        }
    }
}

/// <summary>The first and the last of some times, in Unix nanoseconds.</summary>
internal struct TimeRange
{
    /// <summary>None yet.</summary>
    public TimeRange()
    {
    }

    /// <summary>The first.</summary>
    public ulong Earliest { get; private set; } = ulong.MaxValue;

    /// <summary>The last.</summary>
    public ulong Latest { get; private set; }

    /// <summary>True if there was none.</summary>
    public readonly bool IsEmpty => Earliest == ulong.MaxValue;

    /// <summary>Takes one.</summary>
    public void Add(ulong time)
    {
        Earliest = Math.Min(Earliest, time);
        Latest = Math.Max(Latest, time);
    }
}
