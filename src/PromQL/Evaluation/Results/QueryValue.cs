using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Evaluation.Results;

/// <summary>What an expression evaluated to: exactly one of the four nested records. Immutable.</summary>
public abstract record QueryValue
{
    private QueryValue()
    {
    }

    /// <summary>One number.</summary>
    /// <param name="TimeMs">The instant of the evaluation, Unix milliseconds.</param>
    /// <param name="Value">The number.</param>
    public sealed record Scalar(long TimeMs, double Value) : QueryValue;

    /// <summary>One text.</summary>
    /// <param name="TimeMs">The instant of the evaluation, Unix milliseconds.</param>
    /// <param name="Value">The text.</param>
    public sealed record Text(long TimeMs, string Value) : QueryValue;

    /// <summary>One sample of each series; in order only if the expression sorts.</summary>
    /// <param name="TimeMs">The instant of the evaluation, Unix milliseconds.</param>
    /// <param name="Samples">The samples.</param>
    public sealed record Vector(long TimeMs, IReadOnlyList<VectorSample> Samples) : QueryValue;

    /// <summary>Samples of several instants of each series, in the order of the labels.</summary>
    /// <param name="Series">The series.</param>
    public sealed record Matrix(IReadOnlyList<MatrixSeries> Series) : QueryValue;
}

/// <summary>One series and its sample at the instant of the evaluation.</summary>
/// <param name="Labels">The series.</param>
/// <param name="Value">The float; 0 if there is a histogram.</param>
/// <param name="Histogram">The histogram, or null.</param>
public readonly record struct VectorSample(LabelSet Labels, double Value, FloatHistogram? Histogram);

/// <summary>One series and its samples, oldest first.</summary>
/// <param name="Labels">The series.</param>
/// <param name="Floats">The floats.</param>
/// <param name="Histograms">The histograms.</param>
public sealed record MatrixSeries(
    LabelSet Labels, IReadOnlyList<FloatPoint> Floats, IReadOnlyList<HistogramPoint> Histograms);

/// <summary>A float at an instant.</summary>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Value">The float.</param>
public readonly record struct FloatPoint(long TimeMs, double Value);

/// <summary>A histogram at an instant.</summary>
/// <param name="TimeMs">Unix milliseconds.</param>
/// <param name="Value">The histogram.</param>
public readonly record struct HistogramPoint(long TimeMs, FloatHistogram Value);
