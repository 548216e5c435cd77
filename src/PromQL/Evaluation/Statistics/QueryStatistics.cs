namespace Tocsin.PromQL.Evaluation.Statistics;

/// <summary>How much a query is to tell of its own cost.</summary>
public enum StatisticsDetail : byte
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Sums over the whole query.</summary>
    Totals,

    /// <summary>The samples of each step besides.</summary>
    Steps,
}

/// <summary>What a query cost, as Prometheus counts it. Immutable.</summary>
/// <param name="QueryableSamples">
/// The samples that the steps looked at; a sample within the windows of several steps counts for each of them.
/// </param>
/// <param name="PeakSamples">The most samples that would be held at a time.</param>
/// <param name="Timings">Where the time went.</param>
public sealed record QueryStatistics(long QueryableSamples, long PeakSamples, QueryTimings Timings)
{
    /// <summary>The samples that each step looked at; null unless they were asked for.</summary>
    public IReadOnlyList<StepSamples>? Steps { get; init; }
}

/// <summary>How many samples a step looked at.</summary>
/// <param name="TimeMs">The instant of the step, Unix milliseconds.</param>
/// <param name="Samples">The samples.</param>
public readonly record struct StepSamples(long TimeMs, long Samples);

/// <summary>How long the parts of an evaluation took.</summary>
/// <param name="Preparation">Until the expression could be evaluated.</param>
/// <param name="Evaluation">The evaluation itself, reading included.</param>
/// <param name="Sorting">Putting the series of a matrix in order.</param>
public readonly record struct QueryTimings(TimeSpan Preparation, TimeSpan Evaluation, TimeSpan Sorting)
{
    /// <summary>All of them.</summary>
    public TimeSpan Total => Preparation + Evaluation + Sorting;
}
