using System.Text.Json.Nodes;
using Tocsin.PromQL.Evaluation;
using Tocsin.Server.Hosting;
using Tocsin.Server.Series;

namespace Tocsin.Server.Tests.Api;

public sealed class PrometheusApiTests
{
    private const string Quiet = "route: {receiver: quiet}\nreceivers: [{name: quiet}]\n";

    [Theory]
    [InlineData(
        "query?query=vector(1)%2B1&time=10", 200,
        """{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[10,"2"]}]}}""")]
    [InlineData(
        "query?query=1e-7&time=1.5", 200,
        """{"status":"success","data":{"resultType":"scalar","result":[1.5,"0.0000001"]}}""")]
    [InlineData(
        "query?query=%22a%22&time=0", 200,
        """{"status":"success","data":{"resultType":"string","result":[0,"a"]}}""")]
    [InlineData(
        "query?query=up&time=x", 400,
        """{"status":"error","errorType":"bad_data","error":"invalid parameter \"time\": """
        + """invalid time value for 'time': cannot parse \"x\" to a valid timestamp"}""")]
    [InlineData(
        "query?query=1&time=1_0", 200,
        """{"status":"success","data":{"resultType":"scalar","result":[10,"1"]}}""")]
    [InlineData(
        "query?query=up&limit=x", 400,
        """{"status":"error","errorType":"bad_data","error":"invalid parameter \"limit\": strconv.Atoi: parsing \"x\": invalid syntax"}""")]
    [InlineData("query_exemplars?query=1", 204, "")]
    [InlineData(
        "query_range?query=vector(1)&start=0&end=2&step=1", 200,
        """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[0,"1"],[1,"1"],[2,"1"]]}]}}""")]
    [InlineData(
        "query_range?query=up&start=2&end=1&step=1", 400,
        """{"status":"error","errorType":"bad_data","error":"invalid parameter \"end\": end timestamp must not be before start time"}""")]
    [InlineData(
        "series", 400,
        """{"status":"error","errorType":"bad_data","error":"no match[] parameter provided"}""")]
    [InlineData(
        "labels", 200,
        """{"status":"success","data":[]}""")]
    [InlineData(
        "label/U__a_2e_b/values", 200,
        """{"status":"success","data":[]}""")]
    [InlineData(
        "metadata", 200,
        """{"status":"success","data":{}}""")]
    [InlineData(
        "query_exemplars?query=up", 200,
        """{"status":"success","data":[]}""")]
    [InlineData(
        "format_query?query=sum(up)by(a)", 200,
        """{"status":"success","data":"sum by (a) (up)"}""")]
    public async Task An_answer_is_what_Prometheus_answers(string path, int status, string body)
    {
        await using RunningServer server = await StartAsync();

        Reply reply = await server.GetAsync("api/v1/" + path);

        Assert.Equal((status, body), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData("query?query=vector(1)%2B1&time=10&stats=all", """{"totalQueryableSamples":0,"peakSamples":5}""")]
    [InlineData(
        "query_range?query=vector(1)&start=0&end=2&step=1&stats=all",
        """{"totalQueryableSamplesPerStep":[[0,0],[1,0],[2,0]],"totalQueryableSamples":0,"peakSamples":3}""")]
    [InlineData("query_range?query=vector(1)&start=0&end=2&step=1&stats=x", """{"totalQueryableSamples":0,"peakSamples":3}""")]
    public async Task A_query_tells_what_it_cost_if_it_is_asked(string path, string samples)
    {
        bool tellsSteps = path.StartsWith("query_range", StringComparison.Ordinal);
        await using RunningServer server = await RunningServer.StartAsync(
            Quiet, new ServeOptions { Series = new SeriesOptions { TellsStepSamples = tellsSteps } });

        JsonNode stats = (await server.GetAsync("api/v1/" + path)).Json["data"]!["stats"]!;

        Assert.Equal(samples, stats["samples"]!.ToJsonString());
        Assert.Equal(
            ["evalTotalTime", "resultSortTime", "queryPreparationTime", "innerEvalTime", "execQueueTime", "execTotalTime"],
            stats["timings"]!.AsObject().Select(t => t.Key));
        Assert.All(stats["timings"]!.AsObject(), t => Assert.True((double)t.Value! >= 0));
    }

    [Theory]
    [InlineData("end=1&step=0", "invalid parameter \"step\": zero or negative query resolution step widths are not accepted.")]
    [InlineData("end=12000&step=1", "exceeded maximum resolution of 11,000 points per timeseries.")]
    public async Task A_range_that_cannot_be_answered_is_refused(string range, string beginning)
    {
        await using RunningServer server = await StartAsync();

        Reply reply = await server.GetAsync("api/v1/query_range?query=up&start=0&" + range);

        Assert.Equal(400, reply.Status);
        Assert.StartsWith(beginning, (string)reply.Json["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_expression_that_does_not_parse_is_told_with_its_place()
    {
        await using RunningServer server = await StartAsync();

        Reply reply = await server.GetAsync("api/v1/query?query=sum(");

        Assert.Equal(400, reply.Status);
        Assert.Equal("bad_data", (string)reply.Json["errorType"]!);
        Assert.StartsWith("invalid parameter \"query\": 1:5: parse error: ", (string)reply.Json["error"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PUT", "query?query=1")]
    [InlineData("POST", "label/job/values")]
    public async Task A_method_that_a_path_does_not_have_is_refused(string method, string path)
    {
        await using RunningServer server = await StartAsync();

        Reply reply = await server.SendAsync(new HttpMethod(method), "api/v1/" + path);

        Assert.Equal((405, "Method Not Allowed\n"), (reply.Status, reply.Body));
    }

    [Theory]
    [InlineData("vector(1)[1h:1ms]", "too many samples into memory in query execution (limit 1000)")]
    [InlineData("sum_over_time(vector(1)[1h:1ms])", "too many samples into memory in query execution (limit 1000)")]
    [InlineData("max_over_time((1 + vector(1))[1h:1ms])[1h:1s]", "too many samples into memory in query execution (limit 1000)")]
    public async Task A_query_bomb_ends_at_its_limit_and_says_which(string query, string end)
    {
        await using RunningServer server = await StartAsync(new() { SamplesMax = 1000 });

        Reply reply = await server.GetAsync("api/v1/query?time=1&query=" + Uri.EscapeDataString(query));

        Assert.Equal((422, "execution"), (reply.Status, (string)reply.Json["errorType"]!));
        Assert.EndsWith(end, (string)reply.Json["error"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tree_of_an_expression_is_answered()
    {
        await using RunningServer server = await StartAsync();

        JsonNode tree = (await server.GetAsync("api/v1/parse_query?query=foo")).Json["data"]!;

        Assert.Equal(("vectorSelector", "foo"), ((string)tree["type"]!, (string)tree["name"]!));
    }

    [Fact]
    public async Task A_server_that_only_routes_alerts_has_no_series()
    {
        await using RunningServer server = await RunningServer.StartAsync(Quiet);

        Assert.Equal(410, (await server.GetAsync("api/v1/query?query=1")).Status);
    }

    private static Task<RunningServer> StartAsync(EngineOptions? engine = null) =>
        RunningServer.StartAsync(Quiet, new ServeOptions { Series = new SeriesOptions { Engine = engine ?? new() } });
}
