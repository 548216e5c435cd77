namespace Tocsin.Server.Metrics;

/// <summary>One sample of a scrape.</summary>
/// <param name="Suffix">What follows the family's name, such as <c>_sum</c>; mostly empty.</param>
/// <param name="Labels">The labels as exposed, without braces; empty for none.</param>
/// <param name="Value">The value.</param>
public readonly record struct Sample(string Suffix, string Labels, double Value)
{
    /// <summary>A bucket's upper bound; NaN for a sample that is no bucket.</summary>
    public double Bound { get; init; } = double.NaN;
}

/// <summary>A family as it is at the time of a scrape.</summary>
/// <param name="Name">The exposed name.</param>
/// <param name="Kind">How it is exposed.</param>
/// <param name="Help">Its help text.</param>
/// <param name="Samples">Its samples, ordered by labels.</param>
public sealed record FamilySnapshot(string Name, MetricKind Kind, string Help, IReadOnlyList<Sample> Samples);
