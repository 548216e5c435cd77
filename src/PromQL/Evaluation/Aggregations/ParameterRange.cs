namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary>The extremes of an aggregation's parameter over all steps.</summary>
/// <param name="Min">The smallest; NaN if any is NaN.</param>
/// <param name="Max">The largest; NaN if any is NaN.</param>
internal readonly record struct ParameterRange(double Min, double Max)
{
    public bool HasNaN => double.IsNaN(Min);

    public static ParameterRange Of(double[] parameters)
    {
        var range = new ParameterRange(double.PositiveInfinity, double.NegativeInfinity);
        foreach (double parameter in parameters)
        {
            range = new(Math.Min(range.Min, parameter), Math.Max(range.Max, parameter));
        }

        return range;
    }
}
