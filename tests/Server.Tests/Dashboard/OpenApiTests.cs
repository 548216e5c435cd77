using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Tocsin.Server.Hosting;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Dashboard;

/// <summary>The published document against what is served.</summary>
public sealed class OpenApiTests
{
    private const string Config = "{route: {receiver: a}, receivers: [{name: a}]}";

    // Not part of the API that the document describes: what says that a path is gone or not served.
    private static readonly string[] CatchAlls = ["/api/v1/{**rest}", "/api/v2/{**rest}"];

    [Fact]
    public async Task Every_path_of_the_API_is_in_the_document_and_nothing_else()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config, new ServeOptions { Series = new() });
        JsonObject paths = (await server.GetAsync("api/openapi.json")).Json["paths"]!.AsObject();
        string[] served =
        [
            .. server.Endpoints.Select(one => one.RoutePattern.RawText!).Where(IsApi).Distinct().Order(StringComparer.Ordinal),
        ];
        Assert.Equal(served, paths.Select(path => path.Key).Order(StringComparer.Ordinal));
        foreach (IGrouping<string, RouteEndpoint> path in server.Endpoints.GroupBy(one => one.RoutePattern.RawText!))
        {
            // Prometheus's paths take any method and refuse in its own words; there the document only has to be richer.
            IReadOnlyList<string>?[] methods = [.. path.Select(one => one.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods)];
            if (IsApi(path.Key))
            {
                string[] mapped = [.. methods.SelectMany(some => some ?? []).Select(method => method.ToLowerInvariant()).Order()];
                string[] told = [.. paths[path.Key]!.AsObject().Select(method => method.Key).Order(StringComparer.Ordinal)];
                Assert.Equal(mapped, methods.Contains(null) ? told.Intersect(mapped) : told);
            }
        }
    }

    [Fact]
    public async Task Every_reference_leads_to_a_schema_and_every_schema_is_used()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Reply reply = await server.GetAsync("api/openapi.json");
        HashSet<string> schemas = [.. reply.Json["components"]!["schemas"]!.AsObject().Select(schema => schema.Key)];
        HashSet<string> used = [.. References(reply.Json).Select(reference => reference["#/components/schemas/".Length..])];
        Assert.Equal(schemas.Order(StringComparer.Ordinal), used.Order(StringComparer.Ordinal));
    }

    private static bool IsApi(string path) => !CatchAlls.Contains(path)
        && (path.StartsWith("/api/", StringComparison.Ordinal) || path.Contains("/config/", StringComparison.Ordinal)
            || path == "/federate");

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject thing => thing.SelectMany(field =>
            field is { Key: "$ref", Value: JsonValue target } ? [target.ToString()] : References(field.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };
}
