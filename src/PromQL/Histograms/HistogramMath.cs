using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Histograms;

/// <summary>Arithmetic on whole histograms. Results have no empty buckets.</summary>
internal static class HistogramMath
{
    /// <summary>The sum; null if the two are <see cref="CombineOutcome.Incompatible"/>.</summary>
    public static FloatHistogram? Add(FloatHistogram left, FloatHistogram right, out CombineOutcome outcome)
    {
        var sum = new WorkingHistogram(left);
        outcome = sum.Add(right);
        return outcome == CombineOutcome.Incompatible ? null : sum.ToHistogram();
    }

    /// <summary>The difference; null if the two are <see cref="CombineOutcome.Incompatible"/>.</summary>
    public static FloatHistogram? Subtract(FloatHistogram left, FloatHistogram right, out CombineOutcome outcome)
    {
        var difference = new WorkingHistogram(left);
        outcome = difference.Subtract(right);
        return outcome == CombineOutcome.Incompatible ? null : difference.ToHistogram();
    }

    /// <summary>Every count and the sum, multiplied. A negative factor makes a gauge.</summary>
    public static FloatHistogram Multiply(FloatHistogram histogram, double factor)
    {
        var product = new WorkingHistogram(histogram);
        product.Multiply(factor);
        return product.ToHistogram();
    }

    /// <summary>Every count and the sum, divided. A division by 0 leaves no bucket; a negative divisor makes a gauge.</summary>
    public static FloatHistogram Divide(FloatHistogram histogram, double divisor)
    {
        var quotient = new WorkingHistogram(histogram);
        quotient.Divide(divisor);
        return quotient.ToHistogram();
    }

    /// <summary>The same without empty buckets and with the fewest spans.</summary>
    public static FloatHistogram Compact(FloatHistogram histogram) => new WorkingHistogram(histogram).ToHistogram();

    /// <summary>True if both have the same buckets with the same counts, bit by bit; hints do not count.</summary>
    public static bool AreSame(FloatHistogram left, FloatHistogram right) =>
        Compact(left with { ResetHint = CounterResetHint.Unknown })
            .Equals(Compact(right with { ResetHint = CounterResetHint.Unknown }));
}
