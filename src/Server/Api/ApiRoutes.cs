using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Api.Alertmanager;
using Tocsin.Server.Explain;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Api;

/// <summary>The API's paths, one line each.</summary>
internal static class ApiRoutes
{
    private const string V1Gone =
        "The Alertmanager v1 API was deprecated in version 0.16.0 and is removed as of version 0.27.0 - please use the equivalent route in the v2 API";

    public static void Map(IEndpointRouteBuilder routes, ServerState state)
    {
        var alerts = new AlertsEndpoint(state);
        var groups = new GroupsEndpoint(state);
        var silences = new SilencesEndpoint(state);
        var status = new StatusEndpoint(state);
        var explain = new ExplainEndpoint(state);
        var history = new HistoryEndpoint(state);

        routes.MapGet("/api/v2/status", status.GetAsync);
        routes.MapGet("/api/v2/receivers", status.GetReceiversAsync);
        routes.MapGet("/api/v2/alerts", alerts.GetAsync);
        routes.MapPost("/api/v2/alerts", alerts.PostAsync);
        routes.MapPost("/api/v1/alerts", alerts.PostV1Async);
        routes.MapGet("/api/v2/alerts/groups", groups.GetAsync);
        routes.MapGet("/api/v2/alerts/{fingerprint}/explain", explain.GetAsync);
        routes.MapGet("/api/v2/history", history.GetAsync);
        routes.MapGet("/api/v2/silences", silences.ListAsync);
        routes.MapPost("/api/v2/silences", silences.PostAsync);
        routes.MapGet("/api/v2/silence/{id}", silences.GetAsync);
        routes.MapDelete("/api/v2/silence/{id}", silences.DeleteAsync);
        routes.Map("/api/v1/{**rest}", V1GoneAsync);
        routes.Map("/api/v2/{**rest}", NotFoundAsync);
    }

    private static Task NotFoundAsync(HttpContext http) => Answer.ErrorAsync(
        http, new ApiError(404, 404, $"path {http.Request.PathBase}{http.Request.Path} was not found"));

    private static Task V1GoneAsync(HttpContext http) => Answer.WriteAsync(
        http, StatusCodes.Status410Gone, output => output
            .Raw("{\"status\":\"deprecated\",\"error\":"u8).String(V1Gone).Raw("}"u8));
}
