using System.Text;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.PromQL.Numbers;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Policies;
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
        WriteEvaluation(output, group.Model);
        if (group.Version > 0)
        {
            output.Raw(",\"version\":"u8).Number(group.Version);
        }

        output.Raw(",\"evaluationTime\":"u8);
        Number(output, group.LastDuration.TotalSeconds);
        output.Raw(",\"lastEvaluation\":"u8).Time(At(group.LastMs)).Raw("}"u8);
    }

    // Beyond upstream, and only what is not upstream's way.
    private static void WriteEvaluation(JsonOutput output, RuleGroupModel group)
    {
        if (group.Backend.Length > 0)
        {
            output.Raw(",\"backend\":"u8).String(group.Backend);
        }

        if (group.EvalDelay > TimeSpan.Zero)
        {
            output.Raw(",\"evalDelay\":"u8);
            Number(output, group.EvalDelay.TotalSeconds);
        }

        if (group.Timeout > TimeSpan.Zero)
        {
            output.Raw(",\"timeout\":"u8);
            Number(output, group.Timeout.TotalSeconds);
        }

        if (group.Retries > 0)
        {
            output.Raw(",\"retries\":"u8).Number(group.Retries);
        }
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

        if (alert.HeldSinceMs != 0)
        {
            output.Raw(",\"heldSince\":"u8).Time(At(alert.HeldSinceMs));
        }

        if (alert.Cause != AlertCause.Condition)
        {
            output.Raw(",\"cause\":"u8).String(alert.Cause == AlertCause.NoData ? "noData" : "error");
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
        if (rule.UnmatchedSelectors is { } unmatched)
        {
            output.Raw(",\"unmatchedSelectors\":["u8);
            for (int i = 0; i < unmatched.Count; i++)
            {
                output.Raw(i == 0 ? default : ","u8).String(unmatched[i]);
            }

            output.Raw("]"u8);
        }

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
        WritePolicies(output, rule, view);
        output.Raw(",\"labels\":"u8).Labels(rule.Labels);
        output.Raw(",\"annotations\":"u8).Labels(rule.Annotations);
        if (view.LeavesOutAlerts)
        {
            // As upstream's empty list that nobody made.
            output.Raw(",\"alerts\":null"u8);
            return;
        }

        output.Raw(",\"alerts\":["u8);
        for (int i = 0; i < view.Alerts.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            WriteAlert(output, view.Alerts[i]);
        }

        output.Raw("]"u8);
    }

    // Beyond upstream: only what the rule itself says, so that others look as they do there.
    private static void WritePolicies(JsonOutput output, AlertingRule rule, RuleView view)
    {
        if (rule.NoData is { } noData)
        {
            output.Raw(",\"noDataPolicy\":"u8).String(noData.Text());
        }

        if (rule.OnError is { } onError)
        {
            output.Raw(",\"onErrorPolicy\":"u8).String(onError.Text());
        }

        if (rule.ResolveText.Length > 0)
        {
            output.Raw(",\"resolveQuery\":"u8).String(rule.ResolveText);
        }

        if (view.HasNoData)
        {
            output.Raw(",\"hasNoData\":true"u8);
        }
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
        output.Raw(",\"failures\":"u8).Number(rule.Failures);
        output.Raw(",\"retries\":"u8).Number(rule.Retries);
        output.Raw(",\"timeouts\":"u8).Number(rule.Timeouts).Raw(",\"runs\":["u8);
        for (int i = 0; i < rule.Runs.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            WriteRun(output, rule.Runs[i]);
        }

        output.Raw("]"u8);
    }

    private static void WriteRun(JsonOutput output, RuleRun run)
    {
        output.Raw("{\"at\":"u8).Time(At(run.AtMs));
        output.Raw(",\"seconds\":"u8);
        Number(output, run.Duration.TotalSeconds);
        output.Raw(",\"attempts\":"u8).Number(run.Attempts);
        output.Raw(",\"samples\":"u8).Number(run.Samples);
        output.Raw(",\"series\":"u8).Number(run.Elements).Raw(",\"values\":["u8);
        for (int i = 0; i < Math.Min(run.Elements, RunValues.Max); i++)
        {
            output.Raw(i == 0 ? default : ","u8).String(FloatText.Sample(run.Values[i]));
        }

        output.Raw("]"u8);
        if (run.HasNoData)
        {
            output.Raw(",\"noData\":true"u8);
        }

        if (run.Error is { } error)
        {
            output.Raw(",\"error\":"u8).String(error);
        }

        output.Raw("}"u8);
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
