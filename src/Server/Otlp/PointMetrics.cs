using System.Diagnostics.Metrics;
using Tocsin.Signals.Otlp;

namespace Tocsin.Server.Otlp;

/// <summary>What became of data points, meter <c>Tocsin.Otlp.Points</c>. Thread-safe.</summary>
internal sealed class PointMetrics : IDisposable
{
    private static readonly string[] Reasons = [.. Enum.GetNames<PointRefusal>().Select(Snake)];

    private readonly Meter _meter = new("Tocsin.Otlp.Points");
    private readonly long[] _refused = new long[Reasons.Length];
    private long _accepted;
    private long _exemplars;

    /// <summary>Makes the instruments.</summary>
    /// <param name="deltaSeries">How many series of deltas are added up.</param>
    public PointMetrics(Func<int> deltaSeries)
    {
        _meter.CreateObservableCounter(
            "tocsin_otlp_points_accepted", () => Volatile.Read(ref _accepted), null, "Data points of OTLP metrics that were taken.");
        _meter.CreateObservableCounter(
            "tocsin_otlp_points_refused",
            () => Reasons.Select((reason, i) => new Measurement<long>(
                Volatile.Read(ref _refused[i]), new KeyValuePair<string, object?>("reason", reason))),
            null, "Data points of OTLP metrics that were refused.");
        _meter.CreateObservableCounter(
            "tocsin_otlp_exemplars_kept", () => Volatile.Read(ref _exemplars), null, "Exemplars of OTLP metrics that were kept.");
        _meter.CreateObservableGauge(
            "tocsin_otlp_delta_series", deltaSeries, null, "Series whose deltas are added up.");
    }

    /// <summary>Counts a request.</summary>
    public void Count(int accepted, IReadOnlyList<int> refused, int exemplars)
    {
        Interlocked.Add(ref _accepted, accepted);
        Interlocked.Add(ref _exemplars, exemplars);
        for (int i = 0; i < refused.Count; i++)
        {
            Interlocked.Add(ref _refused[i], refused[i]);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    private static string Snake(string name) => string.Concat(
        name.Select((c, i) => char.IsAsciiLetterUpper(c) ? (i == 0 ? "" : "_") + char.ToLowerInvariant(c) : c.ToString()));
}
