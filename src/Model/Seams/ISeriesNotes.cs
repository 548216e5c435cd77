using Tocsin.Model.Samples;

namespace Tocsin.Model.Seams;

/// <summary>Keeps what comes with samples and is none: what metrics mean, and exemplars. Bounded: the oldest go.</summary>
/// <remarks>Thread-safe.</remarks>
public interface ISeriesNotes
{
    /// <summary>Learns what metrics are; what was known of them before is replaced.</summary>
    void Learn(IReadOnlyList<MetricMetadata> metrics);

    /// <summary>Keeps exemplars.</summary>
    /// <returns>How many were kept: not those that are older than, or the same as, the newest of their series.</returns>
    int Keep(IReadOnlyList<Exemplar> exemplars);

    /// <summary>What is known of metrics, by name, at most <paramref name="limit"/> of them.</summary>
    /// <param name="metric">One metric only; null for all.</param>
    /// <param name="limit">How many metrics at most.</param>
    IReadOnlyList<MetricMetadata> Metadata(string? metric, int limit);

    /// <summary>The exemplars of the series selected within the window, series by series, oldest first.</summary>
    IReadOnlyList<Exemplar> Exemplars(SeriesQuery query);
}
