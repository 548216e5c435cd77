using Tocsin.PromQL.Histograms;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary><c>histogram_quantile</c> of classic histograms: which buckets belong together is found once per frame.</summary>
internal sealed class QuantilePart(ScalarPart scalar, VectorPart vector) : VectorPart
{
    private readonly List<int> _met = [];
    private GroupPlan? _plan;
    private double[] _bounds = [];
    private List<ClassicBucket>[] _buckets = [];
    private double[] _values = [];

    protected override void Compute(RoundContext context)
    {
        double quantile = scalar.Value(context);
        RoundVector input = vector.Value(context);
        if (!(quantile is >= 0 and <= 1))
        {
            throw new RoundFallback();
        }

        if (!ReferenceEquals(_plan?.Input, input.Frame))
        {
            Plan(input.Frame, context.Labels);
        }

        if (_plan!.Output.HasTwins)
        {
            throw new RoundFallback();
        }

        Gather(input);
        foreach (int group in _met)
        {
            _values[group] = ClassicBuckets.Quantile(quantile, _buckets[group], out ClassicRepair repair);
            if (repair.IsForced)
            {
                throw new RoundFallback();
            }
        }

        _plan.Emit(_met, _values, Output);
    }

    private void Plan(Frame frame, LabelEditor editor)
    {
        _bounds = Array.ConvertAll(
            frame.Labels, labels => BucketBound.TryParse(labels["le"] ?? "", out double bound) ? bound : double.NaN);
        _plan = new GroupPlan(frame, labels => editor.With(labels, "le", ""), LabelEditor.DropReserved);
        _values = new double[_plan.Output.Count];
        _buckets = Array.ConvertAll(_values, _ => new List<ClassicBucket>());
    }

    private void Gather(RoundVector input)
    {
        _met.Clear();
        Array.ForEach(_buckets, b => b.Clear());
        for (int i = 0; i < input.Count; i++)
        {
            if (!input.Has[i])
            {
                continue;
            }

            if (double.IsNaN(_bounds[i]))
            {
                throw new RoundFallback();
            }

            int group = _plan!.GroupOf[i];
            if (_buckets[group].Count == 0)
            {
                _met.Add(group);
            }

            _buckets[group].Add(new ClassicBucket(_bounds[i], input.Values[i]));
        }
    }
}
