using Tocsin.Model.Labels;
using Tocsin.PromQL.Ast;

namespace Tocsin.PromQL.Evaluation.Binary;

/// <summary>The labels of the result of two elements; computed once per pair.</summary>
internal sealed class ResultLabels(BinaryExpr binary, VectorMatching matching, QueryRun run)
{
    private readonly Dictionary<(LabelSet Many, LabelSet One), LabelSet> _known = [];
    private readonly LabelNames _names = new(matching.Labels);

    /// <summary>The labels of the many side, less the name, with what is included from the one side.</summary>
    public LabelSet Of(LabelSet many, LabelSet one)
    {
        if (!_known.TryGetValue((many, one), out LabelSet? labels))
        {
            labels = Compute(many, one);
            _known.Add((many, one), labels);
        }

        return labels;
    }

    private LabelSet Compute(LabelSet many, LabelSet one)
    {
        bool drops = ScalarOperators.IsArithmetic(binary.Op) || (binary.IsBool && !run.DelaysNameRemoval);
        LabelSet labels = drops ? LabelEditor.DropReserved(many) : many;
        if (matching.Cardinality == MatchCardinality.OneToOne)
        {
            labels = matching.IsOn ? run.Labels.Keep(labels, _names) : run.Labels.Remove(labels, _names);
        }

        foreach (string name in matching.Include)
        {
            labels = run.Labels.With(labels, name, one[name] ?? "");
        }

        return labels;
    }
}
