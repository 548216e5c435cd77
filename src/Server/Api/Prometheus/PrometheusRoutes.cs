using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Api.Ruler;
using Tocsin.Server.Hosting;
using Tocsin.Server.Replays;
using Tocsin.Server.Series;
using Tocsin.Server.Spans;
using Tocsin.Server.Web;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>The paths of Prometheus's HTTP API, one line each.</summary>
internal static class PrometheusRoutes
{
    private const string Limits = "/api/v1/status/limits";
    private const string Replay = "/api/v1/replay";
    private const string ServiceGraph = "/api/v1/service-graph";
    private const string LabelValues = "/api/v1/label/{name}/values";

    // All others may be asked by POST, too, for queries that no URL holds.
    private static readonly string[] OnlyGet =
    [
        "/federate", ServiceGraph, "/api/v1/rules", "/api/v1/alerts", "/api/v1/alertmanagers",
        "/api/v1/targets", "/api/v1/targets/metadata", "/api/v1/scrape_pools",
        LabelValues, Limits, "/api/v1/metadata", "/api/v1/status/buildinfo", "/api/v1/status/runtimeinfo", "/api/v1/status/tsdb",
        "/api/v1/status/walreplay", "/api/v1/status/tsdb/blocks", "/api/v1/status/flags", "/api/v1/status/config",
    ];

    public static void Map(IEndpointRouteBuilder routes, SeriesHost series, ServerState state)
    {
        var backends = new BackendChoice(state.Rules?.Backends, series.Options.Backend);
        var queries = new QueryEndpoint(series, backends, state.Time);
        var labels = new SeriesEndpoint(series);
        var notes = new NotesEndpoint(series);
        var status = new SeriesStatusEndpoint(series, state);
        var stored = new StoreStatusEndpoint(series);
        var read = new RemoteReadEndpoint(series);
        var write = new RemoteWriteEndpoint(series);
        Read(routes, "/api/v1/query", series, queries.InstantAsync);
        Read(routes, "/api/v1/query_range", series, queries.RangeAsync);
        Read(routes, "/api/v1/series", series, backends.Or("series", labels.SeriesAsync));
        Read(routes, "/api/v1/labels", series, backends.Or("labels", labels.NamesAsync));
        Read(routes, LabelValues, series, backends.Or("label", labels.ValuesAsync));
        Read(routes, "/api/v1/metadata", series, backends.Or("metadata", notes.MetadataAsync));
        Read(routes, "/api/v1/query_exemplars", series, backends.Or("query_exemplars", notes.ExemplarsAsync));
        Read(routes, "/api/v1/format_query", series, ExpressionEndpoint.FormatAsync);
        Read(routes, "/api/v1/parse_query", series, ExpressionEndpoint.ParseAsync);
        Read(routes, "/api/v1/status/buildinfo", series, SeriesStatusEndpoint.BuildAsync);
        Read(routes, "/api/v1/status/runtimeinfo", series, status.RuntimeAsync);
        Read(routes, "/api/v1/status/tsdb", series, stored.StatisticsAsync);
        Read(routes, "/api/v1/status/tsdb/blocks", series, stored.BlocksAsync);
        Read(routes, Limits, series, new LimitsEndpoint(series).LimitsAsync);
        Read(routes, "/api/v1/status/flags", series, status.FlagsAsync);
        Read(routes, "/api/v1/status/config", series, status.ConfigAsync);
        Read(routes, "/api/v1/status/walreplay", series, SeriesStatusEndpoint.ReplayAsync);
        Read(routes, "/federate", series, new FederateEndpoint(series, state).GetAsync);
        Read(routes, ServiceGraph, series, new ServiceGraphEndpoint(series, state.Time).GetAsync);
        routes.MapPost("/api/v1/write", write.PostAsync);
        if (state.Rules is { } host)
        {
            var rules = new RulesEndpoint(host);
            Read(routes, "/api/v1/rules", series, rules.RulesAsync);
            Read(routes, "/api/v1/alerts", series, rules.AlertsAsync);
            Read(routes, "/api/v1/alertmanagers", series, new AlertmanagersEndpoint(state.Alertmanagers!).GetAsync);
            RulerRoutes.Map(routes, series, host, state);
            Read(routes, Replay, series, new ReplayEndpoint(series, host, state).PostAsync);
        }

        if (state.Scrapes is { } scrapes)
        {
            var targets = new TargetsEndpoint(scrapes);
            Read(routes, "/api/v1/targets", series, targets.TargetsAsync);
            Read(routes, "/api/v1/targets/metadata", series, targets.MetadataAsync);
            Read(routes, "/api/v1/scrape_pools", series, targets.PoolsAsync);
        }

        routes.MapPost("/api/v1/read", read.PostAsync);
    }

    // A fault that a parameter gives rise to ends the request wherever it is found.
    private static void Read(
        IEndpointRouteBuilder routes, string path, SeriesHost series, Func<HttpContext, QueryParameters, Task> handle) =>
        routes.Map(path, (RequestDelegate)(async http =>
        {
            string method = http.Request.Method;
            bool isAllowed = (HttpMethods.IsGet(method) && path != Replay) || (HttpMethods.IsPost(method) && !OnlyGet.Contains(path));
            if (!isAllowed)
            {
                await HttpText.WriteErrorAsync(http, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed").ConfigureAwait(false);
                return;
            }

            try
            {
                QueryParameters parameters = await QueryParameters.ReadAsync(http, series.Options.Language).ConfigureAwait(false);
                await handle(http, parameters).ConfigureAwait(false);
            }
            catch (QueryFaultException wrong)
            {
                await PrometheusAnswer.ErrorAsync(http, wrong.Fault).ConfigureAwait(false);
            }
        }));
}
