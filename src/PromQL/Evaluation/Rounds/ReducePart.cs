using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Aggregations;
using Tocsin.PromQL.Numbers;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>An aggregation that makes one value of each group, in one pass over the vector.</summary>
internal sealed class ReducePart(AggregateExpr aggregate, VectorPart vector) : VectorPart
{
    private readonly List<int> _met = [];
    private GroupPlan? _plan;
    private double[] _values = [];
    private double[] _lost = [];
    private bool[] _isMet = [];
    private RunningMean[] _means = [];

    /// <summary>True if this is such an aggregation.</summary>
    public static bool Can(AggregateOp op) => op is AggregateOp.Sum or AggregateOp.Avg or AggregateOp.Min
        or AggregateOp.Max or AggregateOp.Count or AggregateOp.Group;

    protected override void Compute(RoundContext context)
    {
        RoundVector input = vector.Value(context);
        if (!ReferenceEquals(_plan?.Input, input.Frame))
        {
            var key = new GroupKey(aggregate.Grouping, aggregate.IsWithout, context.Labels);
            _plan = new GroupPlan(input.Frame, key.Of);
        }

        if (_values.Length != _plan.Output.Count)
        {
            (_values, _lost) = (new double[_plan.Output.Count], new double[_plan.Output.Count]);
            _isMet = new bool[_plan.Output.Count];
            _means = new RunningMean[aggregate.Op == AggregateOp.Avg ? _plan.Output.Count : 0];
        }

        Array.Clear(_isMet);
        _met.Clear();
        int[] groups = _plan.GroupOf;
        for (int i = 0; i < groups.Length; i++)
        {
            if (!input.Has[i])
            {
                continue;
            }

            int group = groups[i];
            if (!_isMet[group])
            {
                _isMet[group] = true;
                _met.Add(group);
                Begin(group, input.Values[i]);
            }
            else
            {
                Add(group, input.Values[i]);
            }
        }

        Finish();
        _plan.Emit(_met, _values, Output);
    }

    private void Begin(int group, double value)
    {
        _lost[group] = 0;
        if (aggregate.Op == AggregateOp.Avg)
        {
            _means[group] = default;
            _means[group].Add(value);
        }

        _values[group] = aggregate.Op is AggregateOp.Count or AggregateOp.Group ? 1 : value;
    }

    private void Add(int group, double value)
    {
        ref double result = ref _values[group];
        switch (aggregate.Op)
        {
            case AggregateOp.Sum:
                CompensatedSum.Add(value, ref result, ref _lost[group]);
                break;
            case AggregateOp.Avg:
                _means[group].Add(value);
                break;
            case AggregateOp.Count:
                result++;
                break;
            case AggregateOp.Min:
                result = value < result || double.IsNaN(result) ? value : result;
                break;
            case AggregateOp.Max:
                result = value > result || double.IsNaN(result) ? value : result;
                break;
        }
    }

    private void Finish()
    {
        foreach (int group in _met)
        {
            _values[group] = aggregate.Op switch
            {
                AggregateOp.Sum => _values[group] + _lost[group],
                AggregateOp.Avg => _means[group].Value,
                _ => _values[group],
            };
        }
    }
}
