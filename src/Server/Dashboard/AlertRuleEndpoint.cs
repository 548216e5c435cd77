using System.Globalization;
using Microsoft.AspNetCore.Http;
using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Routing;
using Tocsin.Journal.Reading;
using Tocsin.Journal.Subjects;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Lanes;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Views;
using Tocsin.Server.Api;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Dashboard;

/// <summary>
/// GET /api/v2/alerts/{fingerprint}/rule: the rule of an alert and what to ask for a picture of its condition over time; null
/// where the alert came from elsewhere.
/// </summary>
internal sealed class AlertRuleEndpoint(ServerState state)
{
    public async Task GetAsync(HttpContext http, string fingerprint)
    {
        if (fingerprint.Length != 16 || !Fingerprint.TryParse(fingerprint, out Fingerprint parsed))
        {
            await Answer.ErrorAsync(http, ApiError.BadRequest(
                $"{GoQuote.Quote(fingerprint)} is not a fingerprint: 16 hexadecimal digits, as GET /api/v2/alerts shows them"))
                .ConfigureAwait(false);
            return;
        }

        if (await FindAsync(parsed, http.RequestAborted).ConfigureAwait(false) is not { } alert)
        {
            await Answer.ErrorAsync(http, new ApiError(404, 404, $"nothing is known of an alert {fingerprint}")).ConfigureAwait(false);
            return;
        }

        AlertOrigin? origin = await OriginOfAsync(alert, http.RequestAborted).ConfigureAwait(false);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => Write(output, alert, origin)).ConfigureAwait(false);
    }

    // As the router has it, else as it was received last.
    private async Task<Alert?> FindAsync(Fingerprint fingerprint, CancellationToken cancellationToken)
    {
        Durable<Alert?> live = await state.Router.RunAsync(
            (core, now) => core.ViewAlert(fingerprint, now)?.Alert, cancellationToken).ConfigureAwait(false);
        if (live.Value is { } alert)
        {
            return alert;
        }

        var query = new JournalQuery
        {
            Subjects = [SubjectKey.Alert(fingerprint)],
            Kinds = [EventKind.AlertReceived],
            NewestFirst = true,
            Limit = 1,
        };
        return await Task.Run(
            () => state.Reader.Read(query, cancellationToken).Select(record => ((AlertReceived)record.Event).Alert).FirstOrDefault(),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<AlertOrigin?> OriginOfAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (state.Rules is not { } rules)
        {
            return null;
        }

        IReadOnlyList<RuleGroupModel> groups = await rules.ReadAsync(static book => book.Groups, cancellationToken).ConfigureAwait(false);
        return AlertOrigin.Find(groups, alert.Labels, alert.GeneratorUrl, rules.Options.ExternalUrl);
    }

    private void Write(JsonOutput output, Alert alert, AlertOrigin? origin)
    {
        output.Raw("{\"traceUrl\":"u8).String(state.Config.TraceUrl).Raw(",\"rule\":"u8);
        if (origin is null)
        {
            output.Raw("null,\"condition\":null}"u8);
            return;
        }

        (RuleGroupModel group, AlertingRule rule) = origin;
        output.Raw("{\"name\":"u8).String(rule.Name)
            .Raw(",\"group\":"u8).String(group.Name)
            .Raw(",\"file\":"u8).String(group.File)
            .Raw(",\"query\":"u8).String(rule.ExprText)
            .Raw(",\"resolveQuery\":"u8).String(rule.ResolveText)
            .Raw(",\"duration\":"u8).Raw(NumberOf(rule.For.TotalSeconds))
            .Raw(",\"keepFiringFor\":"u8).Raw(NumberOf(rule.KeepFiringFor.TotalSeconds))
            .Raw(",\"interval\":"u8).Raw(NumberOf(group.Interval.TotalSeconds))
            .Raw(",\"backend\":"u8).String(group.Backend.Length > 0 ? group.Backend : RuleGroupModel.OwnStore)
            .Raw("},\"condition\":"u8);
        Write(output, AlertCondition.Of(rule, alert.Labels, state.Rules!.Options.ExternalLabels));
        output.Raw("}"u8);
    }

    private static void Write(JsonOutput output, AlertCondition condition)
    {
        output.Raw("{\"query\":"u8).String(condition.Query)
            .Raw(",\"op\":"u8).String(condition.Op)
            .Raw(",\"threshold\":"u8);
        if (condition.Threshold is { } threshold && double.IsFinite(threshold))
        {
            output.Raw(NumberOf(threshold));
        }
        else
        {
            output.Raw("null"u8);
        }

        output.Raw(",\"thresholdQuery\":"u8).String(condition.ThresholdQuery)
            .Raw(",\"labels\":"u8).Labels(condition.OwnLabels).Raw("}"u8);
    }

    private static byte[] NumberOf(double value) =>
        System.Text.Encoding.UTF8.GetBytes(value.ToString("R", CultureInfo.InvariantCulture));
}
