using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;
using Tocsin.Routing.Routes;
using Tocsin.Routing.Views;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Alertmanager;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Explain;

/// <summary>GET /api/v2/alerts/{fingerprint}/explain: why an alert paged or did not.</summary>
internal sealed class ExplainEndpoint(ServerState state)
{
    private readonly FactFinder _facts = new(state);

    public async Task GetAsync(HttpContext http, string fingerprint)
    {
        if (fingerprint.Length != 16 || !Fingerprint.TryParse(fingerprint, out Fingerprint parsed))
        {
            await Answer.ErrorAsync(http, ApiError.BadRequest(
                $"{GoQuote.Quote(fingerprint)} is not a fingerprint: 16 hexadecimal digits, as GET /api/v2/alerts shows them"))
                .ConfigureAwait(false);
            return;
        }

        AlertFacts facts = await _facts.FindAsync(parsed, http.RequestAborted).ConfigureAwait(false);
        IReadOnlyList<Verdict> verdicts = VerdictDecider.Decide(facts);
        int status = facts.Labels is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK;
        await Answer.WriteAsync(http, status, output => Write(output, facts, verdicts)).ConfigureAwait(false);
    }

    private static void Write(JsonOutput output, AlertFacts facts, IReadOnlyList<Verdict> verdicts)
    {
        output.Raw("{\"fingerprint\":\""u8).Hex(facts.Fingerprint)
            .Raw("\",\"at\":"u8).Time(facts.Now)
            .Raw(",\"labels\":"u8).Labels(facts.Labels ?? LabelSet.Empty)
            .Raw(",\"annotations\":"u8).Labels(facts.View?.Alert.Annotations ?? LabelSet.Empty)
            .Raw(",\"generatorURL\":"u8).String(facts.View?.Alert.GeneratorUrl ?? "")
            .Raw(",\"state\":"u8).String(StateName(facts));
        WriteVerdicts(output.Raw(",\"verdicts\":["u8), verdicts);
        WriteAlert(output, facts.View);
        WriteSilences(output.Raw("],\"silences\":["u8), facts);
        WriteGroups(output.Raw("],\"groups\":["u8), facts.Groups);
        output.Raw("],\"route\":"u8);
        if (facts.Trace is { } trace)
        {
            WriteTrace(output, trace);
        }
        else
        {
            output.Raw("null"u8);
        }

        WriteStory(output.Raw(",\"story\":["u8), facts);
        output.Raw("]}"u8);
    }

    private static string StateName(AlertFacts facts) => facts.View switch
    {
        null => facts.Labels is null ? "unknown" : "ended",
        var view when view.Alert.IsResolvedAt(facts.Now) => "ended",
        var view => view.IsSuppressed || facts.Groups.Any(group => group.MutedBy.Count > 0) ? "suppressed" : "active",
    };

    private static void WriteVerdicts(JsonOutput output, IReadOnlyList<Verdict> verdicts)
    {
        for (int i = 0; i < verdicts.Count; i++)
        {
            output.Raw(i == 0 ? "{\"code\":"u8 : ",{\"code\":"u8).String(verdicts[i].Code)
                .Raw(",\"text\":"u8).String(verdicts[i].Text);
            if (verdicts[i].Receiver.Length > 0)
            {
                output.Raw(",\"receiver\":"u8).String(verdicts[i].Receiver);
            }

            output.Raw("}"u8);
        }
    }

    private static void WriteAlert(JsonOutput output, AlertView? view)
    {
        output.Raw("],\"startsAt\":"u8);
        if (view is null)
        {
            output.Raw("null,\"endsAt\":null,\"inhibitedBy\":[],\"silencedBy\":["u8);
            return;
        }

        output.Time(view.Alert.StartsAt).Raw(",\"endsAt\":"u8).Time(view.Alert.EndsAt)
            .Raw(",\"inhibitedBy\":"u8).Strings(view.InhibitedBy is { } by ? [by] : [])
            .Raw(",\"silencedBy\":["u8);
        for (int i = 0; i < view.SilencedBy.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8).String(view.SilencedBy[i]);
        }
    }

    private static void WriteSilences(JsonOutput output, AlertFacts facts)
    {
        for (int i = 0; i < facts.Silences.Count; i++)
        {
            SilenceJson.Write(output.Raw(i == 0 ? default : ","u8), facts.Silences[i], facts.Now);
        }
    }

    private static void WriteGroups(JsonOutput output, IReadOnlyList<GroupView> groups)
    {
        for (int i = 0; i < groups.Count; i++)
        {
            GroupView group = groups[i];
            output.Raw(i == 0 ? "{\"id\":"u8 : ",{\"id\":"u8).String(group.Id)
                .Raw(",\"key\":"u8).String(group.Key)
                .Raw(",\"receiver\":"u8).String(group.Route.Receiver)
                .Raw(",\"labels\":"u8).Labels(group.Labels)
                .Raw(",\"hasFlushed\":"u8).Bool(group.FlushNumber > 0)
                .Raw(",\"isFlushing\":"u8).Bool(group.IsFlushing)
                .Raw(",\"nextFlushAt\":"u8).Time(group.NextFlushAt)
                .Raw(",\"mutedBy\":"u8).Strings(group.MutedBy)
                .Raw("}"u8);
        }
    }

    private static void WriteTrace(JsonOutput output, RouteTrace trace)
    {
        output.Raw("{\"matchers\":"u8).String(trace.Node.Matchers.ToString())
            .Raw(",\"receiver\":"u8).String(trace.Node.Receiver)
            .Raw(",\"continue\":"u8).Bool(trace.Node.Continue)
            .Raw(",\"verdict\":"u8).String(RouteVerdicts.NameOf(trace.Verdict))
            .Raw(",\"failedMatchers\":"u8).Strings([.. trace.Failed.Select(matcher => matcher.ToString())])
            .Raw(",\"routes\":["u8);
        for (int i = 0; i < trace.Children.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            WriteTrace(output, trace.Children[i]);
        }

        output.Raw("]}"u8);
    }

    private static void WriteStory(JsonOutput output, AlertFacts facts)
    {
        bool isFirst = true;
        foreach (Journal.Events.JournalEvent happened in facts.Events)
        {
            if (Story.Tell(happened, facts.Fingerprint) is { } line)
            {
                output.Raw(isFirst ? default : ","u8);
                StoryJson.Write(output, line);
                isFirst = false;
            }
        }
    }
}
