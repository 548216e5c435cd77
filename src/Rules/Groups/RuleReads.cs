using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Groups;

/// <summary>What the expressions of a rule read of what rules write. Immutable.</summary>
internal sealed class RuleReads
{
    private const string Alerts = "ALERTS";
    private const string AlertsForState = "ALERTS_FOR_STATE";

    /// <summary>Finds what expressions read; null is none.</summary>
    public RuleReads(params ReadOnlySpan<Expr?> expressions)
    {
        foreach (Expr? expression in expressions)
        {
            if (expression is not null)
            {
                Walk(expression);
            }
        }
    }

    /// <summary>The names of the metrics that they select.</summary>
    public HashSet<string> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of the alerts whose series they select.</summary>
    public HashSet<string> AlertNames { get; } = new(StringComparer.Ordinal);

    /// <summary>True if they select the series of alerts of any name.</summary>
    public bool ReadsAnyAlert { get; private set; }

    /// <summary>True if a selector names no metric, so that they may read anything.</summary>
    public bool ReadsAnything { get; private set; }

    private void Walk(Expr expression)
    {
        if (expression is VectorSelector selector)
        {
            Add(selector);
        }

        ValueList<Expr> children = expression.Children();
        for (int i = 0; i < children.Count; i++)
        {
            Walk(children[i]);
        }
    }

    private void Add(VectorSelector selector)
    {
        string? metric = Exact(selector, LabelName.MetricName);
        if (metric is null)
        {
            ReadsAnything = true;
        }
        else if (metric is not (Alerts or AlertsForState))
        {
            Metrics.Add(metric);
        }
        else if (Exact(selector, LabelName.AlertName) is { } alert)
        {
            AlertNames.Add(alert);
        }
        else
        {
            ReadsAnyAlert = true;
        }
    }

    private static string? Exact(VectorSelector selector, string label)
    {
        for (int i = 0; i < selector.Matchers.Count; i++)
        {
            LabelMatcher matcher = selector.Matchers[i];
            if (matcher.Op == MatchOp.Equal && matcher.Name == label)
            {
                return matcher.Value;
            }
        }

        return null;
    }
}
