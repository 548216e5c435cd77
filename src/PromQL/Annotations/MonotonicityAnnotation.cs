using System.Globalization;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Annotations;

/// <summary>Buckets of a classic histogram decreased where they must not, and were raised.</summary>
/// <param name="Text">What is told.</param>
/// <param name="Span">The histogram's expression.</param>
/// <param name="Range">Where the buckets decreased.</param>
internal sealed record MonotonicityAnnotation(string Text, SourceSpan Span, MonotonicityRange Range)
    : Annotation(AnnotationKind.Info, Text, Span)
{
    internal override Annotation After(Annotation earlier) => earlier is MonotonicityAnnotation other
        ? other with { Range = other.Range.With(Range) }
        : this;

    protected override string Detail() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Text}, from buckets {FloatText.General(Range.BucketMin)} to {FloatText.General(Range.BucketMax)}"
        + $", with a max diff of {FloatText.General(Range.DifferenceMax, 2)}, over {Range.Samples} samples"
        + $" from {Moment(Range.FromMs)} to {Moment(Range.ToMs)}");

    private static string Moment(long unixMs) => DateTimeOffset.FromUnixTimeSeconds(
        Math.Clamp(unixMs / 1000, DateTimeOffset.MinValue.ToUnixTimeSeconds(), DateTimeOffset.MaxValue.ToUnixTimeSeconds()))
        .ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}

/// <summary>Which buckets decreased, by how much, and when.</summary>
/// <param name="FromMs">The first evaluation that saw it, Unix milliseconds.</param>
/// <param name="ToMs">The last one.</param>
/// <param name="BucketMin">The lowest bound of such a bucket.</param>
/// <param name="BucketMax">The highest bound of such a bucket.</param>
/// <param name="DifferenceMax">The largest decrease.</param>
/// <param name="Samples">How many histograms had such buckets.</param>
internal readonly record struct MonotonicityRange(
    long FromMs, long ToMs, double BucketMin, double BucketMax, double DifferenceMax, int Samples)
{
    public MonotonicityRange With(MonotonicityRange other) => new(
        Math.Min(FromMs, other.FromMs),
        Math.Max(ToMs, other.ToMs),
        Math.Min(BucketMin, other.BucketMin),
        Math.Max(BucketMax, other.BucketMax),
        Math.Max(DifferenceMax, other.DifferenceMax),
        Samples + other.Samples);
}
