using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Aggregations;

/// <summary>Makes one value of the elements of a group at a step. The same object serves all steps of its group.</summary>
internal abstract class Reducer(AggregateExpr aggregate, QueryRun run)
{
    /// <summary>True if the name of any element added was to go at the end.</summary>
    public bool DropsName { get; private set; }

    protected QueryRun Run { get; } = run;

    protected SourceSpan Span => aggregate.Inner.Span;

    /// <summary>True once an element was added that counts.</summary>
    protected bool HasAny { get; private set; }

    public static Reducer For(AggregateExpr aggregate, QueryRun run) => aggregate.Op switch
    {
        AggregateOp.Sum => new SumReducer(aggregate, run, isMean: false),
        AggregateOp.Avg => new SumReducer(aggregate, run, isMean: true),
        AggregateOp.Min or AggregateOp.Max => new ExtremeReducer(aggregate, run),
        AggregateOp.Count => new CountReducer(aggregate, run),
        AggregateOp.Group => new CountReducer(aggregate, run),
        AggregateOp.StdDev or AggregateOp.StdVar => new VarianceReducer(aggregate, run),
        AggregateOp.Quantile => new QuantileReducer(aggregate, run),
        _ => throw new InvalidOperationException($"{aggregate.Op} does not reduce"),
    };

    /// <summary>Begins a step.</summary>
    public void Begin()
    {
        HasAny = false;
        DropsName = false;
        Clear();
    }

    /// <summary>Adds an element.</summary>
    public void Add(Element element)
    {
        if (Take(element))
        {
            HasAny = true;
            DropsName |= element.DropsName;
        }
    }

    /// <summary>The group's value at this step; false if it has none.</summary>
    /// <param name="parameter">The aggregation's parameter at this step.</param>
    /// <param name="element">The value; labels are not set.</param>
    public bool TryFinish(double parameter, out Element element)
    {
        element = default;
        return HasAny && TryCompute(parameter, out element);
    }

    protected abstract void Clear();

    /// <summary>Takes an element in; false if it does not count.</summary>
    protected abstract bool Take(Element element);

    protected abstract bool TryCompute(double parameter, out Element element);

    /// <summary>Tells that a histogram was left out.</summary>
    protected bool Ignore()
    {
        Run.Annotate(Notes.HistogramIgnoredInAggregation(aggregate.Op.Name(), Span));
        return false;
    }

    protected static bool Give(double value, out Element element)
    {
        element = new Element(Model.Labels.LabelSet.Empty, value, null, false);
        return true;
    }
}
