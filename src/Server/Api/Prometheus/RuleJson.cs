using System.Text;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.PromQL.Numbers;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Views;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>Writes groups, rules and alerts in the shapes of Prometheus's HTTP API.</summary>
internal static class RuleJson
{
    public static void WriteGroup(JsonOutput output, RuleGroupView group, bool withRuns)
    {
        output.Raw("{\"name\":"u8).String(group.Model.Name);
        output.Raw(",\"file\":"u8).String(group.Model.File).Raw(",\"rules\":["u8);
        for (int i = 0; i < group.Rules.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            WriteRule(output, group.Rules[i], withRuns);
        }

        output.Raw("],\"interval\":"u8);
        Number(output, group.Model.Interval.TotalSeconds);
        output.Raw(",\"limit\":"u8).Number(group.Model.Limit);
        output.Raw(",\"evaluationTime\":"u8);
        Number(output, group.LastDuration.TotalSeconds);
        output.Raw(",\"lastEvaluation\":"u8).Time(At(group.LastMs)).Raw("}"u8);
    }

    public static void WriteAlert(JsonOutput output, AlertView alert)
    {
        output.Raw("{\"labels\":"u8).Labels(alert.Labels);
        output.Raw(",\"annotations\":"u8).Labels(alert.Annotations);
        output.Raw(",\"state\":"u8).String(StateText(alert.State));
        output.Raw(",\"activeAt\":"u8).Time(At(alert.ActiveAtMs));
        if (alert.KeepFiringSinceMs != 0)
        {
            output.Raw(",\"keepFiringSince\":"u8).Time(At(alert.KeepFiringSinceMs));
        }

        output.Raw(",\"value\":"u8).String(FloatText.Exponent(alert.Value)).Raw("}"u8);
    }

    private static void WriteRule(JsonOutput output, RuleView rule, bool withRuns)
    {
        var alerting = rule.Model as AlertingRule;
        output.Raw("{"u8);
        if (alerting is not null)
        {
            string state = rule.Runs.Count == 0 ? "unknown" : StateText(rule.State);
            output.Raw("\"state\":"u8).String(state).Raw(","u8);
        }

        output.Raw("\"name\":"u8).String(rule.Model.Name);
        output.Raw(",\"query\":"u8).String(rule.Model.Expr.ToString());
        if (alerting is not null)
        {
            WriteAlerting(output, alerting, rule);
        }
        else if (rule.Model.Labels.Count > 0)
        {
            output.Raw(",\"labels\":"u8).Labels(rule.Model.Labels);
        }

        WriteHealth(output, rule);
        if (withRuns)
        {
            WriteRuns(output, rule);
        }

        output.Raw(alerting is null ? ",\"type\":\"recording\"}"u8 : ",\"type\":\"alerting\"}"u8);
    }

    private static void WriteAlerting(JsonOutput output, AlertingRule rule, RuleView view)
    {
        output.Raw(",\"duration\":"u8);
        Number(output, rule.For.TotalSeconds);
        output.Raw(",\"keepFiringFor\":"u8);
        Number(output, rule.KeepFiringFor.TotalSeconds);
        output.Raw(",\"labels\":"u8).Labels(rule.Labels);
        output.Raw(",\"annotations\":"u8).Labels(rule.Annotations);
        output.Raw(",\"alerts\":["u8);
        for (int i = 0; i < view.Alerts.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            WriteAlert(output, view.Alerts[i]);
        }

        output.Raw("]"u8);
    }

    private static void WriteHealth(JsonOutput output, RuleView rule)
    {
        string health = rule.Runs.Count == 0 ? "unknown" : rule.Last.Error is null ? "ok" : "err";
        output.Raw(",\"health\":"u8).String(health);
        if (rule.Last.Error is { } error)
        {
            output.Raw(",\"lastError\":"u8).String(error);
        }

        output.Raw(",\"evaluationTime\":"u8);
        Number(output, rule.Last.Duration.TotalSeconds);
        output.Raw(",\"lastEvaluation\":"u8).Time(At(rule.Last.AtMs));
    }

    // Beyond upstream, asked for by runs=true.
    private static void WriteRuns(JsonOutput output, RuleView rule)
    {
        output.Raw(",\"evaluations\":"u8).Number(rule.Evaluations);
        output.Raw(",\"failures\":"u8).Number(rule.Failures).Raw(",\"runs\":["u8);
        for (int i = 0; i < rule.Runs.Count; i++)
        {
            RuleRun run = rule.Runs[i];
            output.Raw(i == 0 ? "{\"at\":"u8 : ",{\"at\":"u8).Time(At(run.AtMs));
            output.Raw(",\"seconds\":"u8);
            Number(output, run.Duration.TotalSeconds);
            output.Raw(",\"series\":"u8).Number(run.Elements);
            output.Raw(",\"value\":"u8).String(FloatText.Sample(run.Value));
            if (run.Error is { } error)
            {
                output.Raw(",\"error\":"u8).String(error);
            }

            output.Raw("}"u8);
        }

        output.Raw("]"u8);
    }

    private static string StateText(AlertState state) => state switch
    {
        AlertState.Pending => "pending",
        AlertState.Firing => "firing",
        _ => "inactive",
    };

    private static Instant At(long ms) => ms == 0 ? default : Instant.FromUnixMs(ms);

    private static void Number(JsonOutput output, double value) => output.Raw(Encoding.ASCII.GetBytes(FloatText.Sample(value)));
}
