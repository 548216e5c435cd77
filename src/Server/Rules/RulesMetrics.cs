using System.Diagnostics.Metrics;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Lanes;
using Tocsin.Rules.Views;

namespace Tocsin.Server.Rules;

/// <summary>What rules cost, meter <c>Tocsin.Rules</c>, under the names that Prometheus's mixins ask for.</summary>
internal sealed class RulesMetrics : IDisposable
{
    private readonly Meter _meter = new("Tocsin.Rules");
    private readonly RulesLane _lane;
    private readonly UnmatchedSelectors _unmatched;
    private IReadOnlyList<RuleGroupView> _groups = [];
    private IReadOnlyDictionary<RuleModel, IReadOnlyList<string>> _withoutSeries = new Dictionary<RuleModel, IReadOnlyList<string>>();

    public RulesMetrics(RulesLane lane, RuleSampleWriter writer, UnmatchedSelectors unmatched)
    {
        (_lane, _unmatched) = (lane, unmatched);
        Count("prometheus_rule_evaluations_total", "Evaluations of rules.", g => g.Rules.Sum(r => r.Evaluations));
        Count("prometheus_rule_evaluation_failures_total", "Evaluations of rules that failed.", g => g.Rules.Sum(r => r.Failures));
        Count("tocsin_rule_evaluation_retries_total", "Attempts beyond the first of an evaluation.", g => g.Rules.Sum(r => r.Retries));
        Count("tocsin_rule_evaluation_timeouts_total", "Evaluations that took longer than they may.", g => g.Rules.Sum(r => r.Timeouts));
        Gauge(
            "tocsin_rules_never_matched", "Rules with a selector that matches no series of the store.",
            g => g.Rules.Count(r => _withoutSeries.ContainsKey(r.Model)));
        Gauge("tocsin_rules_without_data", "Rules with a policy for it that have no data.", g => g.Rules.Count(r => r.HasNoData));
        Count("prometheus_rule_group_iterations_total", "Evaluations of groups, missed ones too.", g => g.Evaluations + g.Missed);
        Count("prometheus_rule_group_iterations_missed_total", "Evaluations of groups that were missed.", g => g.Missed);
        Gauge("prometheus_rule_group_interval_seconds", "The interval of a group.", g => g.Model.Interval.TotalSeconds);
        Gauge(
            "prometheus_rule_group_last_duration_seconds", "How long the last evaluation took.",
            g => g.LastDuration.TotalSeconds);
        Gauge(
            "prometheus_rule_group_last_rule_duration_sum_seconds", "The same, rule by rule.",
            g => g.Rules.Sum(r => r.Last.Duration.TotalSeconds));
        Gauge(
            "prometheus_rule_group_last_evaluation_timestamp_seconds", "The instant of the last evaluation.",
            g => g.LastMs / 1000.0);
        Gauge("prometheus_rule_group_last_evaluation_samples", "Samples that the last evaluation wrote.", g => g.LastSamples);
        Gauge("prometheus_rule_group_rules", "The number of rules.", g => g.Model.Rules.Count);
        _meter.CreateObservableCounter(
            "tocsin_rule_samples_refused_total", () => writer.Refused, null, "Results that the series store refused.");
    }

    /// <summary>Takes the counts from the rules' lane, before they are read.</summary>
    public async Task PublishAsync(CancellationToken cancellation)
    {
        IReadOnlyList<RuleGroupView> groups = await _lane.RunAsync(
            static (core, _) => RuleViews.Take(core, new RuleQuery { WantsAlerts = false }), cancellation).ConfigureAwait(false);
        _withoutSeries = _unmatched.Find(groups, cancellation);
        _groups = groups;
    }

    public void Dispose() => _meter.Dispose();

    private void Count(string name, string help, Func<RuleGroupView, long> of) =>
        _meter.CreateObservableCounter(name, () => Read(of), null, help);

    private void Gauge(string name, string help, Func<RuleGroupView, double> of) =>
        _meter.CreateObservableGauge(name, () => Read(of), null, help);

    private IEnumerable<Measurement<T>> Read<T>(Func<RuleGroupView, T> of)
        where T : struct =>
        _groups.Select(g => new Measurement<T>(of(g), new KeyValuePair<string, object?>("rule_group", g.Model.Key)));
}
