using System.Collections.Immutable;

namespace Tocsin.Model.Samples;

/// <summary>A run of neighbouring buckets.</summary>
/// <param name="Offset">Buckets left out since the last run; for the first run its lowest bucket's index.</param>
/// <param name="Length">How many buckets the run has.</param>
public readonly record struct HistogramSpan(int Offset, int Length);

/// <summary>
/// A native histogram with float counts: the distribution of observations in one sample. Immutable, thread-safe.
/// </summary>
/// <remarks>
/// <para>
/// With a schema s of [-4, 8], bucket i counts observations in (b^(i-1), b^i] with b = 2^(2^-s); the zero bucket counts
/// those whose absolute value is at most <see cref="ZeroThreshold"/>. With <see cref="CustomSchema"/>, bucket i counts
/// those in (<see cref="CustomBounds"/>[i-1], <see cref="CustomBounds"/>[i]], the last one being open to +Inf, and there
/// are neither zero nor negative buckets.
/// </para>
/// <para>Counts are absolute, not the deltas of the wire. Two are equal if all their bits are.</para>
/// </remarks>
// Source: Prometheus model/histogram, FloatHistogram.
public sealed record FloatHistogram
{
    /// <summary>The schema of histograms with bounds of their own.</summary>
    public const int CustomSchema = -53;

    /// <summary>The coarsest exponential schema.</summary>
    public const int SchemaMin = -4;

    /// <summary>The finest exponential schema.</summary>
    public const int SchemaMax = 8;

    /// <summary>The resolution: [-4, 8], or <see cref="CustomSchema"/>.</summary>
    public int Schema { get; init; }

    /// <summary>What is known of the sample before.</summary>
    public CounterResetHint ResetHint { get; init; }

    /// <summary>The half width of the zero bucket, at least 0.</summary>
    public double ZeroThreshold { get; init; }

    /// <summary>Observations in the zero bucket.</summary>
    public double ZeroCount { get; init; }

    /// <summary>All observations, those of NaN included.</summary>
    public double Count { get; init; }

    /// <summary>The sum of all observations.</summary>
    public double Sum { get; init; }

    /// <summary>Where <see cref="PositiveBuckets"/> lie.</summary>
    public ImmutableArray<HistogramSpan> PositiveSpans { get; init; } = [];

    /// <summary>Where <see cref="NegativeBuckets"/> lie, by the absolute value.</summary>
    public ImmutableArray<HistogramSpan> NegativeSpans { get; init; } = [];

    /// <summary>The counts of the buckets above the zero bucket, ascending; as many as the spans say.</summary>
    public ImmutableArray<double> PositiveBuckets { get; init; } = [];

    /// <summary>The counts of the buckets below the zero bucket, by ascending absolute value.</summary>
    public ImmutableArray<double> NegativeBuckets { get; init; } = [];

    /// <summary>The upper bounds of <see cref="CustomSchema"/>, strictly ascending, without +Inf; else empty.</summary>
    public ImmutableArray<double> CustomBounds { get; init; } = [];

    /// <summary>True if the bounds are the histogram's own.</summary>
    public bool HasCustomBounds => Schema == CustomSchema;

    /// <inheritdoc/>
    public bool Equals(FloatHistogram? other) =>
        ReferenceEquals(this, other)
        || (other is not null
            && Schema == other.Schema && ResetHint == other.ResetHint
            && Same(ZeroThreshold, other.ZeroThreshold) && Same(ZeroCount, other.ZeroCount)
            && Same(Count, other.Count) && Same(Sum, other.Sum)
            && PositiveSpans.AsSpan().SequenceEqual(other.PositiveSpans.AsSpan())
            && NegativeSpans.AsSpan().SequenceEqual(other.NegativeSpans.AsSpan())
            && Same(PositiveBuckets, other.PositiveBuckets)
            && Same(NegativeBuckets, other.NegativeBuckets)
            && Same(CustomBounds, other.CustomBounds));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Schema, Count, Sum, ZeroCount, PositiveBuckets.Length);

    private static bool Same(double left, double right) =>
        BitConverter.DoubleToInt64Bits(left) == BitConverter.DoubleToInt64Bits(right);

    private static bool Same(ImmutableArray<double> left, ImmutableArray<double> right)
    {
        bool same = left.Length == right.Length;
        for (int i = 0; same && i < left.Length; i++)
        {
            same = Same(left[i], right[i]);
        }

        return same;
    }
}
