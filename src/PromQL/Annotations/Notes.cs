using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Annotations;

/// <summary>The annotations that evaluations give, in upstream's words, which tools compare.</summary>
// Source: Prometheus util/annotations.
internal static class Notes
{
    private const string Monotonicity =
        "input to histogram_quantile needed to be fixed for monotonicity"
        + " (see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile)";

    public static Annotation InvalidQuantile(double quantile, SourceSpan span) =>
        Warning($"quantile value should be between 0 and 1, got {FloatText.General(quantile)}", span);

    public static Annotation InvalidRatio(double ratio, double capped, SourceSpan span) => Warning(
        $"ratio value should be between -1 and 1, got {FloatText.General(ratio)}, capping to {FloatText.General(capped)}", span);

    public static Annotation BadBucketLabel(string metric, string label, SourceSpan span) => Warning(
        Named($"bucket label \"le\" is missing or has a malformed value of {GoQuote.Quote(label)}", metric), span);

    public static Annotation MixedFloatsHistograms(string metric, SourceSpan span) =>
        Warning($"encountered a mix of histograms and floats for metric name {GoQuote.Quote(metric)}", span);

    public static Annotation MixedFloatsHistogramsInAggregation(SourceSpan span) =>
        Warning("encountered a mix of histograms and floats for aggregation", span);

    public static Annotation MixedClassicNative(string metric, SourceSpan span) =>
        Warning(Named("vector contains a mix of classic and native histograms", metric), span);

    public static Annotation HistogramNotCounter(string metric, SourceSpan span) =>
        Warning($"this native histogram metric is not a counter: {GoQuote.Quote(metric)}", span);

    public static Annotation HistogramNotGauge(string metric, SourceSpan span) =>
        Warning($"this native histogram metric is not a gauge: {GoQuote.Quote(metric)}", span);

    public static Annotation MixedExponentialCustom(string metric, SourceSpan span) => Warning(
        "vector contains a mix of histograms with exponential and custom buckets schemas for metric name "
        + GoQuote.Quote(metric),
        span);

    public static Annotation IncompatibleBucketLayout(BinaryOp op, SourceSpan span) =>
        Warning($"incompatible bucket layout encountered for binary operator {op.Sign()}", span);

    public static Annotation SortInRangeQuery(SourceSpan span) =>
        Warning("sort is ineffective for range queries since results are always ordered by labels", span);

    public static Annotation ResetCollision(HistogramOperation operation, SourceSpan span) =>
        Warning($"conflicting counter resets during histogram {Word(operation)}", span);

    public static Annotation StartOverlap(string metric, SourceSpan span) => new StartOverlapAnnotation(
        $"sample has start time that overlaps with previous sample timestamp for metric {GoQuote.Quote(metric)}", span);

    public static Annotation PossibleNonCounter(string metric, SourceSpan span) => Info(
        "metric might not be a counter, name does not end in _total/_sum/_count/_bucket: " + GoQuote.Quote(metric), span);

    public static Annotation PossibleNonCounterByType(string metric, string type, SourceSpan span) => Info(
        "metric might not be a counter, __type__ label is not set to \"counter\" or \"histogram\""
        + $", got {GoQuote.Quote(type)}: {GoQuote.Quote(metric)}",
        span);

    public static Annotation ForcedMonotonicity(string metric, MonotonicityRange range, SourceSpan span) =>
        new MonotonicityAnnotation(Named(Monotonicity, metric), span, range);

    public static Annotation IncompatibleTypes(string left, BinaryOp op, string right, SourceSpan span) => Info(
        $"incompatible sample types encountered for binary operator {GoQuote.Quote(op.Sign())}: {left} {op.Sign()} {right}",
        span);

    public static Annotation HistogramIgnoredInAggregation(string aggregation, SourceSpan span) =>
        Info($"ignored histogram in {aggregation} aggregation", span);

    public static Annotation HistogramIgnoredInMixedRange(string metric, SourceSpan span) => Info(
        $"ignored histograms in a range containing both floats and histograms for metric name {GoQuote.Quote(metric)}", span);

    public static Annotation QuantileOfNaN(string metric, SourceSpan span) =>
        Info(Named("input to histogram_quantile has NaN observations, result is NaN", metric), span);

    public static Annotation QuantileSkewed(string metric, SourceSpan span) =>
        Info(Named("input to histogram_quantile has NaN observations, result is skewed higher", metric), span);

    public static Annotation FractionOfNaN(string metric, SourceSpan span) => Info(
        Named("input to histogram_fraction has NaN observations, which are excluded from all fractions", metric), span);

    public static Annotation BoundsReconciled(HistogramOperation operation, SourceSpan span) =>
        Info($"mismatched custom buckets were reconciled during {Word(operation)}", span);

    private static Annotation Warning(string text, SourceSpan span) => new(AnnotationKind.Warning, text, span);

    private static Annotation Info(string text, SourceSpan span) => new(AnnotationKind.Info, text, span);

    private static string Named(string text, string metric) =>
        metric.Length == 0 ? text : $"{text} for metric name {GoQuote.Quote(metric)}";

    private static string Word(HistogramOperation operation) => operation switch
    {
        HistogramOperation.Addition => "addition",
        HistogramOperation.Subtraction => "subtraction",
        _ => "aggregation",
    };
}

/// <summary>What was done with two histograms.</summary>
internal enum HistogramOperation : byte
{
    Addition,
    Subtraction,
    Aggregation,
}
