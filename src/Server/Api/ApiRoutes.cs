using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Api.Alertmanager;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Api.Push;
using Tocsin.Server.Dashboard;
using Tocsin.Server.Dashboard.Past;
using Tocsin.Server.Explain;
using Tocsin.Server.Hosting;
using Tocsin.Server.Notifications;

namespace Tocsin.Server.Api;

/// <summary>The API's paths, one line each.</summary>
internal static class ApiRoutes
{
    private const string V1Gone =
        "The Alertmanager v1 API was deprecated in version 0.16.0 and is removed as of version 0.27.0"
        + " - please use the equivalent route in the v2 API";

    public static void Map(IEndpointRouteBuilder routes, ServerState state, string prefix)
    {
        var alerts = new AlertsEndpoint(state);
        var groups = new GroupsEndpoint(state);
        var silences = new SilencesEndpoint(state);
        var status = new StatusEndpoint(state);
        var explain = new ExplainEndpoint(state);
        var history = new HistoryEndpoint(state);
        var attempts = new AttemptsEndpoint(state);
        var tests = new ReceiverTestEndpoint(state);
        var tree = new RoutesEndpoint(state);
        var rule = new AlertRuleEndpoint(state);
        var spans = new SpansEndpoint(state);

        routes.MapGet("/api/v2/status", status.GetAsync);
        routes.MapGet("/api/v2/receivers", status.GetReceiversAsync);
        routes.MapPost(
            "/api/v2/receivers/{name}/test",
            (RequestDelegate)(http => tests.PostAsync(http, Part(http, "name"))));
        routes.MapGet("/api/v2/alerts", alerts.GetAsync);
        routes.MapPost("/api/v2/alerts", alerts.PostAsync);
        routes.MapPost("/api/v1/alerts", alerts.PostV1Async);
        routes.MapGet("/api/v2/alerts/groups", groups.GetAsync);
        routes.MapGet(
            "/api/v2/alerts/{fingerprint}/explain",
            (RequestDelegate)(http => explain.GetAsync(http, Part(http, "fingerprint"))));
        routes.MapGet(
            "/api/v2/alerts/{fingerprint}/rule",
            (RequestDelegate)(http => rule.GetAsync(http, Part(http, "fingerprint"))));
        routes.MapGet("/api/v2/alerts/spans", spans.GetAsync);
        routes.MapGet("/api/v2/routes", tree.GetAsync);
        routes.MapGet("/api/v2/history", history.GetAsync);
        routes.MapGet("/api/v2/notifications", attempts.GetAsync);
        routes.MapGet("/api/v2/silences", silences.ListAsync);
        routes.MapPost("/api/v2/silences", silences.PostAsync);
        routes.MapGet(
            "/api/v2/silence/{id}",
            (RequestDelegate)(http => silences.GetAsync(http, Part(http, "id"))));
        routes.MapDelete(
            "/api/v2/silence/{id}",
            (RequestDelegate)(http => silences.DeleteAsync(http, Part(http, "id"))));
        if (state.Series is { } series)
        {
            PrometheusRoutes.Map(routes, series, state);
        }

        if (state.Push is { } push)
        {
            PushRoutes.Map(routes, push, prefix);
        }

        routes.Map("/api/v1/{**rest}", V1GoneAsync);
        routes.Map("/api/v2/{**rest}", NotServedAsync);
    }

    // Request delegates throughout: binding parameters would compile expressions at start.
    private static string Part(HttpContext http, string name) => http.Request.RouteValues[name]?.ToString() ?? "";

    // What a path of the API takes, for the answer to any other method.
    private static string? AllowedMethods(string path) => path switch
    {
        "/api/v2/alerts" or "/api/v2/silences" => "GET,POST",
        "/api/v2/status" or "/api/v2/receivers" or "/api/v2/alerts/groups" or "/api/v2/alerts/spans"
            or "/api/v2/history" or "/api/v2/notifications" or "/api/v2/routes" => "GET",
        _ when path.StartsWith("/api/v2/silence/", StringComparison.Ordinal) => "DELETE,GET",
        _ when path.StartsWith("/api/v2/receivers/", StringComparison.Ordinal)
            && path.EndsWith("/test", StringComparison.Ordinal) => "POST",
        _ when path.StartsWith("/api/v2/alerts/", StringComparison.Ordinal)
            && (path.EndsWith("/explain", StringComparison.Ordinal) || path.EndsWith("/rule", StringComparison.Ordinal)) => "GET",
        _ => null,
    };

    private static Task NotServedAsync(HttpContext http)
    {
        // Upstream strips the route prefix before it looks, so its words are without it.
        string path = http.Request.Path.ToString();
        path = path[path.IndexOf("/api/v2", StringComparison.OrdinalIgnoreCase)..];
        if (AllowedMethods(path) is not { } allowed)
        {
            string shown = path == "/api/v2" ? path + "/" : path;
            return Answer.ErrorAsync(http, new ApiError(404, 404, $"path {shown} was not found"));
        }

        http.Response.Headers.Allow = allowed;
        return Answer.ErrorAsync(
            http, new ApiError(405, 405, $"method {http.Request.Method} is not allowed, but [{allowed}] are"));
    }

    private static Task V1GoneAsync(HttpContext http) => Answer.WriteAsync(
        http, StatusCodes.Status410Gone, output => output
            .Raw("{\"status\":\"deprecated\",\"error\":"u8).String(V1Gone).Raw("}"u8));
}
