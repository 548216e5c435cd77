using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Push;

namespace Tocsin.Server.Api.Push;

/// <summary>The paths of a Pushgateway, one line each.</summary>
// Source: Pushgateway README, "API": the paths and their methods.
internal static class PushRoutes
{
    private static readonly string[] Writing = ["PUT", "POST", "DELETE"];

    public static void Map(IEndpointRouteBuilder routes, PushHost host, string prefix)
    {
        var push = new PushEndpoint(host, prefix);
        var list = new PushListEndpoint(host);
        routes.MapMethods("/metrics/job/{**group}", Writing, push.HandleAsync);
        routes.MapMethods("/metrics/job@base64/{**group}", Writing, push.HandleAsync);
        routes.MapGet("/push/metrics", list.ExposeAsync);
        routes.MapGet("/api/v1/metrics", list.ListAsync);
        routes.MapMethods("/api/v1/admin/wipe", ["PUT"], push.WipeAsync);
    }
}
