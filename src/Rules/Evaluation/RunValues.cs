using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Rules.Evaluation;

/// <summary>The values of the first elements of a result, in its order; NaN for a histogram and past the end.</summary>
public readonly record struct RunValues(double First, double Second, double Third)
{
    /// <summary>How many values are kept.</summary>
    public const int Max = 3;

    /// <summary>The value of an element, from 0.</summary>
    public double this[int index] => index switch
    {
        0 => First,
        1 => Second,
        _ => Third,
    };

    /// <summary>Takes the values out of a result.</summary>
    public static RunValues Of(IReadOnlyList<VectorSample> elements) =>
        new(ValueOf(elements, 0), ValueOf(elements, 1), ValueOf(elements, 2));

    private static double ValueOf(IReadOnlyList<VectorSample> elements, int index) =>
        index < elements.Count && elements[index].Histogram is null ? elements[index].Value : double.NaN;
}
