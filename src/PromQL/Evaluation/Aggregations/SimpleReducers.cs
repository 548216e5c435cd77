using Tocsin.Model.Samples;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary><c>min</c> and <c>max</c>: any number is preferred to NaN.</summary>
internal sealed class ExtremeReducer(AggregateExpr aggregate, QueryRun run) : Reducer(aggregate, run)
{
    private readonly bool _wantsMax = aggregate.Op == AggregateOp.Max;
    private double _best;

    protected override void Clear() => _best = double.NaN;

    protected override bool Take(Element element)
    {
        if (element.Histogram is not null)
        {
            return Ignore();
        }

        bool isBetter = _wantsMax ? _best < element.Value : _best > element.Value;
        _best = !HasAny || isBetter || double.IsNaN(_best) ? element.Value : _best;
        return true;
    }

    protected override bool TryCompute(double parameter, out Element element) => Give(_best, out element);
}

/// <summary><c>count</c>, and <c>group</c>, which is always 1.</summary>
internal sealed class CountReducer(AggregateExpr aggregate, QueryRun run) : Reducer(aggregate, run)
{
    private readonly bool _counts = aggregate.Op == AggregateOp.Count;
    private double _count;

    protected override void Clear() => _count = 0;

    protected override bool Take(Element element)
    {
        _count++;
        return true;
    }

    protected override bool TryCompute(double parameter, out Element element) => Give(_counts ? _count : 1, out element);
}

/// <summary><c>stddev</c> and <c>stdvar</c>, by Welford's method, without compensated sums.</summary>
internal sealed class VarianceReducer(AggregateExpr aggregate, QueryRun run) : Reducer(aggregate, run)
{
    private readonly bool _wantsRoot = aggregate.Op == AggregateOp.StdDev;
    private double _count;
    private double _mean;
    private double _squares;

    protected override void Clear() => (_count, _mean, _squares) = (0, 0, 0);

    protected override bool Take(Element element)
    {
        if (element.Histogram is not null)
        {
            return Ignore();
        }

        double value = element.Value;
        _count++;
        if (_count == 1)
        {
            // Nothing can be said of the spread around infinity.
            _mean = value;
            _squares = double.IsFinite(value) ? 0 : BitConverter.Int64BitsToDouble(StaleMarker.NormalNaNBits);
            return true;
        }

        double delta = value - _mean;
        _mean += delta / _count;
        _squares += delta * (value - _mean);
        return true;
    }

    protected override bool TryCompute(double parameter, out Element element)
    {
        double variance = _squares / _count;
        return Give(_wantsRoot ? Math.Sqrt(variance) : variance, out element);
    }
}

/// <summary><c>quantile</c>.</summary>
internal sealed class QuantileReducer(AggregateExpr aggregate, QueryRun run) : Reducer(aggregate, run)
{
    private readonly List<double> _values = [];

    /// <summary>Warns of parameters outside [0, 1].</summary>
    public static void TellInvalid(AggregateExpr aggregate, QueryRun run, double[] parameters)
    {
        ParameterRange range = ParameterRange.Of(parameters);
        SourceSpan span = aggregate.Parameter!.Span;
        if (range.HasNaN)
        {
            run.Annotate(Notes.InvalidQuantile(double.NaN, span));
        }

        if (range.Max > 1)
        {
            run.Annotate(Notes.InvalidQuantile(range.Max, span));
        }

        if (range.Min < 0)
        {
            run.Annotate(Notes.InvalidQuantile(range.Min, span));
        }
    }

    protected override void Clear() => _values.Clear();

    protected override bool Take(Element element)
    {
        if (element.Histogram is not null)
        {
            return Ignore();
        }

        _values.Add(element.Value);
        return true;
    }

    protected override bool TryCompute(double parameter, out Element element) => Give(
        Quantiles.Of(parameter, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values)), out element);
}
