using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>Since when another server saw the alerts of a rule, by their labels.</summary>
// Source: Prometheus rules, Group.RestoreForState. What is asked for is what was written last within the lookback, so that
// the time in which nobody looked is short and counts.
internal sealed class AlertBegins
{
    private readonly Dictionary<LabelSet, long> _beginMs = [];

    /// <summary>Reads elements of <c>ALERTS_FOR_STATE</c>.</summary>
    public AlertBegins(IReadOnlyList<VectorSample> elements)
    {
        foreach (VectorSample element in elements)
        {
            var labels = new LabelSetBuilder();
            foreach (LabelSet.Label label in element.Labels)
            {
                if (label.NameText != LabelName.MetricName)
                {
                    labels.Add(label.NameText, label.ValueText);
                }
            }

            _beginMs[labels.Build()] = (long)(element.Value * 1000);
        }
    }

    /// <summary>What to ask for the alerts of a rule.</summary>
    public static string QueryOf(RuleModel rule) => $"ALERTS_FOR_STATE{{alertname={GoQuote.Quote(rule.Name)}}}";

    /// <summary>When an alert began, Unix milliseconds; the present if nobody saw it before.</summary>
    public long Of(LabelSet alert, long nowMs) =>
        _beginMs.TryGetValue(alert, out long begin) && begin > 0 && begin < nowMs ? begin : nowMs;
}
