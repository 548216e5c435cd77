using Tocsin.Tool.Tests.Amtool;

namespace Tocsin.Tool.Tests.Query;

public sealed class QueryCommandTests : AmtoolFixture
{
    [Fact]
    public async Task A_vector_is_a_table_of_the_labels_that_differ()
    {
        Api.On("POST /api/v1/query", 200, Vector(
            """{"metric":{"__name__":"up","job":"node","instance":"a"},"value":[1,"1"]}""",
            """{"metric":{"__name__":"up","job":"node","instance":"b","zone":"eu"},"value":[1,"0"]}"""));

        Assert.Equal(0, await QueryAsync("instant", "--time=-5m", "up + 0"));

        Assert.Equal(
            """
            up{job="node"}
            instance  zone  value
            a         -     1
            b         eu    0

            """,
            Terminal.Out);
        Assert.Equal("POST /api/v1/query query=up%20%2B%200&time=1767225300", Assert.Single(Api.Requests));
    }

    [Theory]
    [InlineData("""{"resultType":"scalar","result":[1,"2.5"]}""", "2.5\n")]
    [InlineData("""{"resultType":"string","result":[1,"text"]}""", "text\n")]
    [InlineData(
        """{"resultType":"vector","result":[{"metric":{"a.b":"x\ty"},"""
        + "\"histogram\":[1,{\"count\":\"3\",\"sum\":\"7\",\"buckets\":[[0,\"1\",\"2\",\"3\"]]}]}]}",
        "a.b  value\nx y  count 3, sum 7, 1 buckets\n")]
    public async Task Each_type_of_result_is_shown(string data, string shown)
    {
        Api.On("POST /api/v1/query", 200, $$"""{"status":"success","data":{{data}}}""");
        Assert.Equal(0, await QueryAsync("instant", "x"));
        Assert.Equal(shown, Terminal.Out);
    }

    [Fact]
    public async Task A_range_is_a_plot_with_its_bounds_and_its_gaps()
    {
        Api.On("POST /api/v1/query_range", 200, """
            {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"x"},
            "values":[[0,"0"],[10,"1"],[20,"2"],[30,"3"],[60,"3"],[70,"3"],[80,"NaN"],[90,"0"],[100,"1"]]}]}}
            """);

        Assert.Equal(0, await QueryAsync("range", "--start=0", "--end=100", "--step=10s", "x"));

        Assert.Equal(
            """
            x
            3 ┤                    ⢀⡠⠒⠁                      ⠉⠉⠉⠉⠉⠉⠉⠉
              │                 ⢀⡠⠒⠁
              │              ⢀⡠⠒⠁
              │           ⢀⡠⠒⠁
              │         ⡠⠔⠁
              │      ⡠⠔⠉                                                                  ⡠⠔
              │   ⡠⠔⠉                                                                  ⡠⠔⠉
            0 ┤⡠⠔⠉                                                                  ⡠⠔⠉
              └─────────────────────────────────────────────────────────────────────────────
               00:00:00                                                         00:01:40 UTC

            """,
            Terminal.Out);
        Assert.StartsWith("x\n3 ┤", Terminal.Out, StringComparison.Ordinal);
        Assert.Equal("POST /api/v1/query_range query=x&start=0&end=100&step=10s", Assert.Single(Api.Requests));
    }

    [Fact]
    public async Task Many_series_are_a_line_each()
    {
        string[] series =
        [
            .. Enumerable.Range(0, 5).Select(i => $$"""{"metric":{"i":"{{i}}"},"values":[[0,"{{i}}"],[50,"9"],[100,"3"]]}"""),
        ];
        Api.On("POST /api/v1/query_range", 200,
            """{"status":"success","data":{"resultType":"matrix","result":[""" + string.Join(',', series) + "]}}");

        Assert.Equal(0, await QueryAsync("range", "--start=0", "--end=100", "x"));

        string[] lines = Terminal.Out.Split('\n');
        Assert.Equal("00:00:00 to 00:01:40 UTC    min  max  last  series", lines[0]);
        Assert.EndsWith("  3    9    3     {i=\"3\"}", lines[4], StringComparison.Ordinal);
        Assert.Equal("POST /api/v1/query_range query=x&start=0&end=100&step=1", Assert.Single(Api.Requests));
    }

    [Fact]
    public async Task An_error_in_an_expression_is_shown_at_its_place()
    {
        Api.On("POST /api/v1/query", 400, """
            {"status":"error","errorType":"bad_data","error":"invalid parameter \"query\": 2:10: parse error: unexpected <by>"}
            """);

        Assert.Equal(1, await QueryAsync("instant", "1 +\nsum(é:x) by by"));

        Assert.Equal("tocsin: error: parse error: unexpected <by>\n\n  sum(é:x) by by\n          ^\n", Terminal.Error);
    }

    [Theory]
    [InlineData(422, """{"status":"error","errorType":"execution","error":"too many samples"}""", "too many samples")]
    [InlineData(404, "404 page not found\n", "the server answered 404 without Prometheus's API: 404 page not found")]
    [InlineData(200, "[]", "the server answered 200 without Prometheus's API: []")]
    public async Task Another_error_is_told_in_a_sentence(int status, string body, string told)
    {
        Api.On("POST /api/v1/query", status, body);
        Assert.Equal(1, await QueryAsync("instant", "x"));
        Assert.Equal($"tocsin: error: {told}\n", Terminal.Error);
    }

    [Fact]
    public async Task What_is_told_beside_a_result_goes_to_the_error_stream()
    {
        Api.On("POST /api/v1/query", 200, """
            {"status":"success","data":{"resultType":"vector","result":[]},"warnings":["PromQL warning: w","results truncated"],
            "infos":["PromQL info: i"]}
            """);
        Assert.Equal(0, await QueryAsync("instant", "x"));
        Assert.Equal("", Terminal.Out);
        Assert.Equal("PromQL warning: w\nwarning: results truncated\nPromQL info: i\nNo series.\n", Terminal.Error);
    }

    [Fact]
    public async Task Series_and_labels_are_lists()
    {
        Api.On("POST /api/v1/series", 200, """
            {"status":"success","data":[{"__name__":"up","job":"a"},{"__name__":"a.b","c.d":"x\"y"},{"job":"b"}]}
            """);
        Assert.Equal(0, await QueryAsync("series", "--start=0", "--end=1970-01-01T00:01:00Z", "up", "{job=\"b\"}"));
        Assert.Equal("up{job=\"a\"}\n{\"a.b\", \"c.d\"=\"x\\\"y\"}\n{job=\"b\"}\n", Terminal.Out);
        Assert.Equal("POST /api/v1/series match[]=up&match[]=%7Bjob%3D%22b%22%7D&start=0&end=60", Api.Requests[^1]);

        Api.On("GET /api/v1/label/a.b/values", 200, """{"status":"success","data":["x","y"]}""");
        Assert.Equal(0, await QueryAsync("labels", "--start=0", "--end=60", "--match=up", "a.b"));
        Assert.Equal("x\ny\n", Terminal.Out);
        Assert.Equal("GET /api/v1/label/a.b/values?match[]=up&start=0&end=60", Api.Requests[^1]);

        Api.On("POST /api/v1/labels", 200, """{"status":"success","data":["job"]}""");
        Assert.Equal(0, await QueryAsync("labels", "-o", "json"));
        Assert.Equal("[\"job\"]\n", Terminal.Out);
    }

    [Theory]
    [InlineData("--time=yesterday", "\"yesterday\" is no time: give now, -1h, Unix seconds or 2026-01-31T12:00:00Z")]
    [InlineData("--output=xml", "enum value must be one of simple,json, got 'xml', try --help")]
    public async Task A_flag_that_makes_no_sense_is_refused(string flag, string told)
    {
        Assert.Equal(1, await QueryAsync("instant", flag, "x"));
        Assert.Equal($"tocsin: error: {told}\n", Terminal.Error);
    }

    private static string Vector(params string[] elements) =>
        """{"status":"success","data":{"resultType":"vector","result":[""" + string.Join(',', elements) + "]}}";

    private Task<int> QueryAsync(string command, params string[] arguments) =>
        StartAsync("tocsin", "", ["query", command, $"--server.url={Api.Address}", .. arguments]);
}
