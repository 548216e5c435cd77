using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>What a rule knows between two evaluations. One owner; holds no clock.</summary>
internal abstract class RuleState(RuleModel rule)
{
    /// <summary>The rule.</summary>
    public RuleModel Rule { get; } = rule;

    /// <summary>How the last evaluations went.</summary>
    public RuleHealth Health { get; } = new();

    /// <summary>Its expression is so slow that it is evaluated beside the others.</summary>
    public bool RunsApart { get; set; }

    /// <summary>An evaluation beside the others is under way.</summary>
    public bool IsApartBusy { get; set; }

    /// <summary>The series it writes.</summary>
    public WrittenSeries Written { get; } = new();

    /// <summary>
    /// Takes in the result of the rule's expression. After an error nothing has changed: no sample, no marker, no alert.
    /// </summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Take(QueryResult result, RuleTurn turn)
    {
        Written.Begin();
        return result.Error is { } error
            ? error.Message
            : result.Value switch
            {
                QueryValue.Vector vector => Take(vector.Samples, turn),
                QueryValue.Scalar scalar => Take([new VectorSample(Model.Labels.LabelSet.Empty, scalar.Value, null)], turn),
                _ => "rule result is not a vector or scalar",
            };
    }

    /// <summary>As the public one, with the elements of the result.</summary>
    protected abstract string? Take(IReadOnlyList<VectorSample> result, RuleTurn turn);
}
