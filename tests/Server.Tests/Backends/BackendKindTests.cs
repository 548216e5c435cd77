using System.Text;
using Microsoft.AspNetCore.Http;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Backends;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Backends;

public sealed class BackendKindTests
{
    [Theory]
    [InlineData("""{"version":"3.5.3","revision":"x","goVersion":"go1.24"}""", "prometheus remote_read aggregations")]
    [InlineData("""{"version":"2.53.0","revision":"x","goVersion":"go1.22"}""", "prometheus remote_read none")]
    [InlineData("""{"application":"Grafana Mimir","version":"2.16.0","goVersion":"go1.24"}""", "mimir remote_read none")]
    [InlineData("""{"version":"0.38.0","goVersion":"go1.24"}""", "thanos query none")]
    [InlineData("""{"version":"2.24.0"}""", "victoriametrics export none")]
    [InlineData("{}", " query none")]
    public void A_backend_is_known_by_its_own_words(string data, string told)
    {
        BackendKind kind = BackendKind.Of(Encoding.UTF8.GetBytes(data));
        Assert.Equal(told, $"{kind.Type} {kind.Read} {kind.PushDown}");
    }

    [Fact]
    public async Task It_is_asked_once_what_it_is_and_aggregations_are_left_to_a_Prometheus_that_is_new_enough()
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            http => http.Response.WriteAsync(http.Request.Path.Value!.EndsWith("buildinfo", StringComparison.Ordinal)
                ? """{"status":"success","data":{"version":"3.5.3","goVersion":"go1.24"}}"""
                : """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1000,"5"]}]}}"""),
            config => config with { Type = "" });
        await rig.AskAsync("sum(up)");
        (QueryResult result, _) = await rig.AskAsync("sum(up) * 2");

        Assert.Equal(10, Assert.Single(((QueryValue.Vector)result.Value!).Samples).Value);
        Assert.Equal(
            ["/api/v1/status/buildinfo", "/api/v1/query", "/api/v1/query"],
            rig.Server.Requests.Snapshot().Select(request => request.Path));
    }

    [Fact]
    public async Task A_part_that_has_histograms_is_evaluated_here_since_the_API_does_not_tell_them_whole()
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            http => http.Response.WriteAsync("""
                {"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up"},"histogram":[1000,
                {"count":"3","sum":"4","buckets":[[0,"1","2","1"],[0,"2","4","2"]]}]}]}}
                """),
            config => config with { Type = "prometheus", PushDown = "aggregations", Read = "query" });
        (QueryResult result, var fetched) = await rig.AskAsync("sum(up)");

        VectorSample sum = Assert.Single(((QueryValue.Vector)result.Value!).Samples);
        Assert.Equal((0, 3.0, 4.0), (sum.Histogram!.Schema, sum.Histogram.Count, sum.Histogram.Sum));
        Assert.Equal([1, 2], sum.Histogram.PositiveBuckets.AsEnumerable());
        Assert.Equal(["push_down", "query"], fetched.Notes.Select(note => note.How));
    }

    [Fact]
    public async Task Everything_is_left_to_it_if_that_is_wanted()
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            http => http.Response.WriteAsync("""{"status":"success","data":{"resultType":"scalar","result":[1000,"+Inf"]}}"""),
            config => config with { PushDown = "all" });
        (QueryResult result, _) = await rig.AskAsync("time() / 0");

        Assert.Equal(new QueryValue.Scalar(1_000_000, double.PositiveInfinity), result.Value);
        Received request = Assert.Single(rig.Server.Requests.Snapshot());
        Assert.Contains("query=time%28%29+%2F+0", request.Body, StringComparison.Ordinal);
    }
}
