using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>Asks the expressions of one evaluation of a rule, those beside <c>expr</c> only where they matter.</summary>
internal static class RuleQuestions
{
    /// <summary>Asks.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="hasFiring">An alert of the rule fires.</param>
    /// <param name="ask">Evaluates an expression; every failure is a value.</param>
    public static RuleAnswer Ask(RuleModel rule, bool hasFiring, Func<string, Expr, QueryResult> ask)
    {
        QueryResult result = ask(rule.ExprText, rule.Expr);
        if (result.Error is not null || rule is not AlertingRule alerting)
        {
            return new RuleAnswer(result);
        }

        bool hasNoData = false;
        if (alerting.Data is { } data && RuleAnswer.ElementsOf(result) is [])
        {
            QueryResult found = ask(rule.ExprText, data);
            if (found.Error is not null)
            {
                return new RuleAnswer(found);
            }

            hasNoData = RuleAnswer.ElementsOf(found) is [];
        }

        QueryResult? resolve = alerting.Resolve is { } end && hasFiring ? ask(alerting.ResolveText, end) : null;
        return resolve?.Error is { } wrong
            ? new RuleAnswer(new QueryResult(null, wrong with { Message = $"resolve_expr: {wrong.Message}" }, []))
            : new RuleAnswer(result) { HasNoData = hasNoData, Resolve = resolve };
    }

    /// <summary>True if there may be more to ask than <c>expr</c>.</summary>
    public static bool HasMore(RuleModel rule) => rule is AlertingRule alerting && (alerting.Data ?? alerting.Resolve) is not null;
}
