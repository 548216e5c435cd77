using System.Text;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Otlp;

/// <summary>How metrics of OpenTelemetry become series. Immutable.</summary>
// Source: Prometheus's configuration, section otlp; its feature flags for deltas.
public sealed record OtlpMetricSettings
{
    /// <summary>What names of Prometheus's older grammar have not becomes an underscore.</summary>
    public bool Escapes { get; init; } = true;

    /// <summary>Names get their unit and <c>_total</c> or <c>_ratio</c> behind them.</summary>
    public bool AddsSuffixes { get; init; } = true;

    /// <summary>All attributes of the resource become labels but <see cref="Attributes"/>; else only these.</summary>
    public bool PromotesAll { get; init; }

    /// <summary>Names of attributes of the resource.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>What <c>job</c> and <c>instance</c> are made of is in <c>target_info</c> too.</summary>
    public bool KeepsIdentifying { get; init; }

    /// <summary>Name, version, schema and attributes of the scope become labels.</summary>
    public bool PromotesScope { get; init; }

    /// <summary>Histograms become native ones with custom buckets.</summary>
    public bool CustomBuckets { get; init; }

    /// <summary>A label that begins with one underscore gets <c>key</c> in front of it.</summary>
    public bool MarksUnderscores { get; init; } = true;

    /// <summary>Underscores that follow one another stay as many, in labels.</summary>
    public bool KeepsUnderscores { get; init; } = true;

    /// <summary>What becomes of deltas.</summary>
    public DeltaHandling Deltas { get; init; }

    /// <summary>How far queries look back for a sample: <c>target_info</c> has one every half of it.</summary>
    public TimeSpan Lookback { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The key of nothing under these settings: under others the same bytes name other series.</summary>
    internal SeriesKey StartKey() => SeriesKey.Of(Encoding.UTF8.GetBytes(Describe()));

    private string Describe() => string.Join(
        '\0',
        [$"{Escapes} {AddsSuffixes} {PromotesAll} {KeepsIdentifying} {PromotesScope} {CustomBuckets} {MarksUnderscores}"
            + $" {KeepsUnderscores} {Deltas} {Lookback}", .. Attributes]);
}

/// <summary>What becomes of sums and histograms that tell what happened since the last time.</summary>
public enum DeltaHandling
{
    /// <summary>They are refused, as in Prometheus.</summary>
    Refuse = 0,

    /// <summary>They are added up to counters.</summary>
    Accumulate = 1,

    /// <summary>They are kept as they come, of unknown type.</summary>
    Keep = 2,
}
