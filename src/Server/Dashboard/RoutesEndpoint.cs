using Microsoft.AspNetCore.Http;
using Tocsin.Model;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Routes;
using Tocsin.Server.Api;
using Tocsin.Server.Api.Alertmanager;
using Tocsin.Server.Explain;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Dashboard;

/// <summary>
/// GET /api/v2/routes: the routes as a tree with what is live on each; with <c>label</c> (repeatable, <c>name=value</c>)
/// also where an alert with these labels goes, and why nowhere else.
/// </summary>
internal sealed class RoutesEndpoint(ServerState state)
{
    public async Task GetAsync(HttpContext http)
    {
        (LabelSet? labels, ApiError? error) = ReadLabels(http.Request.Query, state.Matchers);
        if (error is not null)
        {
            await Answer.ErrorAsync(http, error).ConfigureAwait(false);
            return;
        }

        Durable<Present> present = await state.Router.RunAsync(
            static (core, now) => Present.Of(core, now), http.RequestAborted).ConfigureAwait(false);
        RouteTrace? trace = labels is null ? null : RouteTrace.Of(present.Value.Tree, labels);
        await Answer.WriteAsync(http, StatusCodes.Status200OK, output => Write(output, present.Value, labels, trace))
            .ConfigureAwait(false);
    }

    // As a matcher with =, which is how amtool writes a label, too.
    private static (LabelSet? Labels, ApiError? Error) ReadLabels(IQueryCollection query, MatcherParser parser)
    {
        (IReadOnlyList<LabelMatcher>? matchers, ApiError? error) = AlertQuery.ReadMatchers(query, "label", parser);
        if (matchers is null || matchers.Count == 0)
        {
            return (null, error);
        }

        var builder = new LabelSetBuilder();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (LabelMatcher matcher in matchers)
        {
            if (matcher.Op != MatchOp.Equal || !names.Add(matcher.Name))
            {
                string why = matcher.Op == MatchOp.Equal ? "is given twice" : "is no label: write it as name=value";
                return (null, ApiError.BadRequest($"label {GoQuote.Quote(matcher.ToString())} {why}"));
            }

            if (matcher.Value.Length > 0)
            {
                builder.Add(matcher.Name, matcher.Value);
            }
        }

        return (builder.Build(), null);
    }

    private void Write(JsonOutput output, Present present, LabelSet? labels, RouteTrace? trace)
    {
        output.Raw("{\"at\":"u8).Time(present.Now).Raw(",\"labels\":"u8);
        if (labels is null)
        {
            output.Raw("null"u8);
        }
        else
        {
            output.Labels(labels);
        }

        WriteNode(output.Raw(",\"root\":"u8), present.Tree.Root, trace, present);
        output.Raw(",\"receivers\":["u8);
        bool isFirst = true;
        foreach ((string name, _) in state.Config.Receivers)
        {
            output.Raw(isFirst ? "{\"name\":"u8 : ",{\"name\":"u8).String(name)
                .Raw(",\"integrations\":"u8).Strings(state.Integrations.GetValueOrDefault(name) ?? []).Raw("}"u8);
            isFirst = false;
        }

        output.Raw("]}"u8);
    }

    private static void WriteNode(JsonOutput output, RouteNode node, RouteTrace? trace, Present present)
    {
        RouteCounts? counts = present.Counts.GetValueOrDefault(node.Id);
        output.Raw("{\"id\":"u8).String(node.Id)
            .Raw(",\"matchers\":"u8).Strings([.. node.Matchers.Select(matcher => matcher.ToString())])
            .Raw(",\"receiver\":"u8).String(node.Receiver)
            .Raw(",\"continue\":"u8).Bool(node.Continue)
            .Raw(",\"groupBy\":"u8).Strings(node.GroupBy.Names)
            .Raw(",\"groupWait\":"u8).String(PrometheusDuration.Format(node.GroupWait))
            .Raw(",\"groupInterval\":"u8).String(PrometheusDuration.Format(node.GroupInterval))
            .Raw(",\"repeatInterval\":"u8).String(PrometheusDuration.Format(node.RepeatInterval))
            .Raw(",\"muteTimeIntervals\":"u8).Strings([.. node.MuteTimeIntervals.Select(interval => interval.Name)])
            .Raw(",\"activeTimeIntervals\":"u8).Strings([.. node.ActiveTimeIntervals.Select(interval => interval.Name)])
            .Raw(",\"isMuted\":"u8).Bool(IsMuted(node, present.Now))
            .Raw(",\"groups\":"u8).Number(counts?.Groups ?? 0)
            .Raw(",\"alerts\":"u8).Number(counts?.Alerts ?? 0)
            .Raw(",\"active\":"u8).Number(counts?.Active ?? 0);
        if (trace is not null)
        {
            output.Raw(",\"verdict\":"u8).String(RouteVerdicts.NameOf(trace.Verdict))
                .Raw(",\"failedMatchers\":"u8).Strings([.. trace.Failed.Select(matcher => matcher.ToString())]);
        }

        output.Raw(",\"routes\":["u8);
        for (int i = 0; i < node.Children.Count; i++)
        {
            output.Raw(i == 0 ? default : ","u8);
            WriteNode(output, node.Children[i], ChildOf(trace, node, i), present);
        }

        output.Raw("]}"u8);
    }

    private static bool IsMuted(RouteNode node, Instant now) =>
        (node.ActiveTimeIntervals.Count > 0 && !node.ActiveTimeIntervals.Any(interval => interval.Contains(now)))
        || node.MuteTimeIntervals.Any(interval => interval.Contains(now));

    // Below a route that the labels do not reach nothing is tried.
    private static RouteTrace? ChildOf(RouteTrace? trace, RouteNode node, int place) =>
        trace is null ? null
        : place < trace.Children.Count ? trace.Children[place]
        : new RouteTrace(node.Children[place], RouteVerdict.NotTried, [], []);

    private sealed record Present(Instant Now, RouteTree Tree, IReadOnlyDictionary<string, RouteCounts> Counts)
    {
        public static Present Of(RouterCore core, Instant now) =>
            new(now, core.Model.Tree, RouteCounts.Of(core.ViewGroups(now)));
    }
}
