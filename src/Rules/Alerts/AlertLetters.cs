using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Alerts;

/// <summary>A rule's alert as the router takes it.</summary>
internal static class AlertLetters
{
    /// <summary>The alert as the router takes it.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="rule">Its rule.</param>
    /// <param name="times">When it is told, and when it ends unless it is told again; Unix milliseconds.</param>
    /// <param name="options">The labels and the address that are added.</param>
    public static Alert Of(RuleAlert alert, RuleModel rule, (long NowMs, long EndMs) times, RulesOptions options) => new()
    {
        Labels = WithExternal(alert.Labels, options.ExternalLabels),
        Annotations = alert.Annotations,
        StartsAt = Instant.FromUnixMs(alert.FiredAtMs),
        EndsAt = Instant.FromUnixMs(times.EndMs),
        UpdatedAt = Instant.FromUnixMs(times.NowMs),
        GeneratorUrl = options.ExternalUrl + GraphPath(rule.Expr.ToString()),
    };

    /// <summary>The path of the page that shows an expression.</summary>
    // Source: Prometheus util/strutil, TableLinkForExpression.
    public static string GraphPath(string expression) => $"/graph?g0.expr={QueryEscape(expression)}&g0.tab=1";

    private static LabelSet WithExternal(LabelSet labels, LabelSet external)
    {
        if (external.Count == 0)
        {
            return labels;
        }

        var builder = new LabelSetBuilder();
        builder.AddRange(external);
        builder.AddRange(labels);
        return builder.Build(dropEmpty: true);
    }

    // Go writes a space as a plus.
    private static string QueryEscape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
