using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>The paths of Prometheus's HTTP API, one line each.</summary>
internal static class PrometheusRoutes
{
    private static readonly string[] GetOrPost = ["GET", "POST"];

    public static void Map(IEndpointRouteBuilder routes, SeriesHost series, ServerState state)
    {
        var queries = new QueryEndpoint(series, state.Time);
        var labels = new SeriesEndpoint(series);
        var notes = new NotesEndpoint(series);
        var status = new SeriesStatusEndpoint(series, state);
        var write = new RemoteWriteEndpoint(series);
        Read(routes, "/api/v1/query", series, queries.InstantAsync);
        Read(routes, "/api/v1/query_range", series, queries.RangeAsync);
        Read(routes, "/api/v1/series", series, labels.SeriesAsync);
        Read(routes, "/api/v1/labels", series, labels.NamesAsync);
        Read(routes, "/api/v1/label/{name}/values", series, labels.ValuesAsync);
        Read(routes, "/api/v1/metadata", series, notes.MetadataAsync);
        Read(routes, "/api/v1/query_exemplars", series, notes.ExemplarsAsync);
        Read(routes, "/api/v1/format_query", series, ExpressionEndpoint.FormatAsync);
        Read(routes, "/api/v1/parse_query", series, ExpressionEndpoint.ParseAsync);
        Read(routes, "/api/v1/status/buildinfo", series, SeriesStatusEndpoint.BuildAsync);
        Read(routes, "/api/v1/status/runtimeinfo", series, status.RuntimeAsync);
        Read(routes, "/api/v1/status/tsdb", series, status.StoreAsync);
        Read(routes, "/api/v1/status/walreplay", series, SeriesStatusEndpoint.ReplayAsync);
        routes.MapPost("/api/v1/write", write.PostAsync);
    }

    // A fault that a parameter gives rise to ends the request wherever it is found.
    private static void Read(
        IEndpointRouteBuilder routes, string path, SeriesHost series, Func<HttpContext, QueryParameters, Task> handle) =>
        routes.MapMethods(path, GetOrPost, (RequestDelegate)(async http =>
        {
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
