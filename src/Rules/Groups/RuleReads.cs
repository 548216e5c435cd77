using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.PromQL.Ast;

namespace Tocsin.Rules.Groups;

/// <summary>What an expression reads of what rules write. Immutable.</summary>
internal sealed class RuleReads
{
    private const string Alerts = "ALERTS";
    private const string AlertsForState = "ALERTS_FOR_STATE";

    /// <summary>Finds what an expression reads.</summary>
    public RuleReads(Expr expression) => Walk(expression);

    /// <summary>The names of the metrics that it selects.</summary>
    public HashSet<string> Metrics { get; } = new(StringComparer.Ordinal);

    /// <summary>The names of the alerts whose series it selects.</summary>
    public HashSet<string> AlertNames { get; } = new(StringComparer.Ordinal);

    /// <summary>True if it selects the series of alerts of any name.</summary>
    public bool ReadsAnyAlert { get; private set; }

    /// <summary>True if a selector names no metric, so that it may read anything.</summary>
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
