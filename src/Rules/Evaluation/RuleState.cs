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
    /// Takes in the result of the rule's expression. After an error nothing has changed, no sample, no marker, no alert,
    /// unless the rule says otherwise.
    /// </summary>
    /// <returns>What is wrong, or null.</returns>
    public string? Take(RuleAnswer answer, RuleTurn turn)
    {
        Written.Begin();
        string? wrong = answer.Result.Error is { } error ? error.Message
            : answer.Elements is { } elements ? Take(elements, answer, turn)
            : "rule result is not a vector or scalar";
        if (wrong is not null)
        {
            TakeFailure(wrong, turn);
        }

        return wrong;
    }

    /// <summary>As the public one, with the elements of the result.</summary>
    protected abstract string? Take(IReadOnlyList<VectorSample> result, RuleAnswer answer, RuleTurn turn);

    /// <summary>Told of an evaluation that failed; nothing changes unless the rule says what should.</summary>
    protected virtual void TakeFailure(string error, RuleTurn turn)
    {
        // Source: Prometheus rules, Group.Eval: a rule that fails leaves everything as it was.
    }
}
