using System.Text.Json.Nodes;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;
using Tocsin.Server.Tests.Api;

namespace Tocsin.Server.Tests.Otlp;

/// <summary>Metrics by OTLP in the whole server, in its own default configuration.</summary>
[Collection(CountedAlone.Name)]
public sealed class OtlpMetricsApiTests
{
    private const string Config = """
        route: {receiver: nobody}
        receivers:
        - name: nobody
        """;

    [Theory]
    [InlineData("v1/metrics")]
    [InlineData("api/v1/otlp/v1/metrics")]
    public async Task Metrics_that_are_posted_can_be_queried_and_what_is_refused_is_told(string path)
    {
        await using RunningServer server = await RunningServer.StartAsync(Config, new ServeOptions { Series = new SeriesOptions() });
        Reply taken = await server.PostAsync(path, Request("gauge", Time(server), ""));
        Assert.Equal((200, "application/json", "{}"), (taken.Status, taken.Type, taken.Body));
        Reply asked = await server.GetAsync("api/v1/query?query=room_temp_celsius&time=2026-01-01T00:00:00Z");
        Assert.Equal("cart", (string?)asked.Json["data"]!["result"]![0]!["metric"]!["job"]);
        JsonNode known = (await server.GetAsync("api/v1/metadata")).Json["data"]!["room_temp_celsius"]![0]!;
        Assert.Equal(("gauge", "How warm."), ((string?)known["type"], (string?)known["help"]));

        Reply delta = await server.PostAsync(path, Request("sum", Time(server), ",\"aggregationTemporality\":1"));
        Assert.Equal("1", (string?)delta.Json["partialSuccess"]!["rejectedDataPoints"]);
        Assert.Equal(400, (await server.PostAsync(path, "{")).Status);

        string metrics = (await server.GetAsync("metrics")).Body;
        foreach (string line in (string[])[
            "tocsin_otlp_requests_total{outcome=\"accepted\",signal=\"metrics\",transport=\"http\"} 1",
            "tocsin_otlp_requests_total{outcome=\"partial\",signal=\"metrics\",transport=\"http\"} 1",
            "tocsin_otlp_requests_total{outcome=\"bad_data\",signal=\"metrics\",transport=\"http\"} 1",
            "tocsin_otlp_points_accepted_total 1", "tocsin_otlp_points_refused_total{reason=\"temporality\"} 1",
            "tocsin_otlp_delta_series 0",
        ])
        {
            Assert.Contains(line + "\n", metrics, StringComparison.Ordinal);
        }

        Assert.Empty(server.Errors);
    }

    [Fact]
    public async Task A_tenant_at_its_limit_gets_no_new_series_and_keeps_those_that_it_has()
    {
        var series = new SeriesOptions { Limits = new SeriesLimits { PerTenant = 1 } };
        await using RunningServer server = await RunningServer.StartAsync(Config, new ServeOptions { Series = series });
        string time = Time(server);
        Assert.Equal("{}", (await server.PostAsync("v1/metrics", Request("gauge", time, ""))).Body);
        Reply refused = await server.PostAsync("v1/metrics", Request("gauge", time, "").Replace("room.temp", "roof.temp"));
        Assert.Equal("1", (string?)refused.Json["partialSuccess"]!["rejectedDataPoints"]);
        Assert.Equal("{}", (await server.PostAsync("v1/metrics", Request("gauge", time, ""))).Body);

        JsonNode worst = (await server.GetAsync("api/v1/status/limits")).Json["data"]!["owners"]![0]!;
        Assert.Equal(
            ("tenant", "anonymous", 1), ((string?)worst["kind"], (string?)worst["name"], (int?)worst["series"]));
        Assert.True((int?)worst["refused"] > 0, worst.ToString());
    }

    [Fact]
    public async Task Where_no_series_are_kept_no_metrics_are_taken()
    {
        await using RunningServer server = await RunningServer.StartAsync(Config);
        Assert.Equal(404, (await server.PostAsync("v1/metrics", Request("gauge", Time(server), ""))).Status);
    }

    private static string Time(RunningServer server) => $"{server.Clock.GetUtcNow().ToUnixTimeMilliseconds()}000000";

    private static string Request(string kind, string time, string more) =>
        "{\"resourceMetrics\":[{\"resource\":{\"attributes\":[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"cart\"}}]},"
        + "\"scopeMetrics\":[{\"metrics\":[{\"name\":\"room.temp\",\"unit\":\"Cel\",\"description\":\"How warm.\",\"" + kind
        + "\":{\"dataPoints\":[{\"asDouble\":21.5,\"timeUnixNano\":\"" + time + "\"}]" + more + "}}]}]}]}";
}
