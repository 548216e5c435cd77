using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Api.Prometheus;
using Tocsin.Server.Hosting;
using Tocsin.Server.Rules;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Ruler;

/// <summary>The paths by which rule groups are written and read while the program runs.</summary>
// Source: Mimir HTTP API, "Ruler": mimirtool asks below /prometheus, Grafana below the address of its data source.
internal static class RulerRoutes
{
    private const string Own = "/api/v1/rules";

    private static readonly string[] Roots = ["/prometheus/config/v1/rules", "/config/v1/rules", Own];

    public static void Map(IEndpointRouteBuilder routes, SeriesHost series, RulesHost rules, ServerState state)
    {
        var read = new RulerReadEndpoint(rules);
        var write = new RulerWriteEndpoint(rules, new DryRun(series, rules.Backends, state.Time), state);
        foreach (string root in Roots)
        {
            if (root != Own)
            {
                // There Prometheus lists the rules in force, those of files, too.
                Map(routes, HttpMethods.Get, root, (http, _) => read.ListAsync(http));
            }

            Map(routes, HttpMethods.Get, root + "/{namespace}", read.NamespaceAsync);
            Map(routes, HttpMethods.Get, root + "/{namespace}/{group}", read.GroupAsync);
            Map(routes, HttpMethods.Post, root + "/{namespace}", write.PostAsync);
            Map(routes, HttpMethods.Delete, root + "/{namespace}", write.DeleteNamespaceAsync);
            Map(routes, HttpMethods.Delete, root + "/{namespace}/{group}", write.DeleteAsync);
        }

        Map(routes, HttpMethods.Get, Own + "/{namespace}/{group}/versions", read.VersionsAsync);
        Map(routes, HttpMethods.Get, Own + "/{namespace}/{group}/versions/{version}", read.VersionAsync);
        Map(routes, HttpMethods.Post, Own + "/{namespace}/{group}/rollback", write.RollBackAsync);
    }

    private static void Map(
        IEndpointRouteBuilder routes, string method, string path, Func<HttpContext, RulerTarget, Task> handle) =>
        routes.MapMethods(path, [method], (RequestDelegate)(async http =>
        {
            try
            {
                await handle(http, RulerTarget.Of(http)).ConfigureAwait(false);
            }
            catch (QueryFaultException wrong)
            {
                await PrometheusAnswer.ErrorAsync(http, wrong.Fault).ConfigureAwait(false);
            }
        }));
}
