using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Series;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>Hands the values of fast parts to the plain evaluator, at the instant of the round.</summary>
internal sealed class KnownParts(StepGrid grid, IReadOnlyDictionary<Expr, RoundPart> parts, RoundContext context)
    : IKnownValues
{
    /// <inheritdoc/>
    public StepGrid Grid { get; } = grid;

    /// <inheritdoc/>
    public List<StepSeries>? Find(Expr expression)
    {
        if (!parts.TryGetValue(expression, out RoundPart? part))
        {
            return null;
        }

        List<StepSeries> series = [];
        if (part is ScalarPart scalar)
        {
            Add(Model.Labels.LabelSet.Empty, scalar.Value(context));
            return series;
        }

        RoundVector vector = ((VectorPart)part).Value(context);
        for (int i = 0; i < vector.Count; i++)
        {
            if (vector.Has[i])
            {
                Add(vector.Frame.Labels[i], vector.Values[i]);
            }
        }

        return series;

        void Add(Model.Labels.LabelSet labels, double value)
        {
            var one = new StepSeries(labels, 1);
            one.Set(0, value);
            context.Budget.Hold(one);
            series.Add(one);
        }
    }
}
