using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Tocsin.Notify.Http;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Backends.Fetching;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Backends;

/// <summary>Whatever a backend does harms only the query, whose error says why.</summary>
public sealed class BackendContractTests
{
    private const string Up = """
        {"status":"success","data":{"resultType":"vector","result":[{"metric":{"__name__":"up","job":"a"},"value":[1000,"7"]}]}}
        """;

    [Theory]
    [InlineData("query", "application/json", "<html>", "the answer is not one of Prometheus's API")]
    [InlineData("query", "application/json", "", "the answer is not one of Prometheus's API")]
    [InlineData("query", "application/json", "[]", "the answer is not one of Prometheus's API")]
    [InlineData("query", "application/json", "{\"status\":\"success\"}", "the answer is not one of Prometheus's API")]
    [InlineData("query", "application/json",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":", "is not one of")]
    [InlineData("query", "application/json", "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[7]}}", "no object")]
    [InlineData("query", "application/json",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"scalar\",\"result\":[1,\"2\"]}}", "no vector")]
    [InlineData("query", "application/json",
        "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[{\"metric\":{},\"value\":[1,\"x\"]}]}}", "no number")]
    [InlineData("query", "application/json", "{\"status\":\"error\",\"error\":\"no\"}", "backend far: no")]
    [InlineData("export", "application/json", "hello", "the answer is not one of Prometheus's API")]
    [InlineData("export", "application/json", "{\"metric\":{},\"values\":[1],\"timestamps\":[]}", "more values than times")]
    [InlineData("export", "application/json", "{\"metric\":{},\"values\":[{}],\"timestamps\":[1]}", "in the place of a value")]
    [InlineData("remote_read", "application/x-protobuf", "hello, I am not packed", "the answer is not one of remote read")]
    [InlineData("remote_read", "application/x-streamed-protobuf", "hello, I am no frame", "the answer is not one of remote read")]
    [InlineData("remote_read", "text/html", "<html>", "answers remote read with the type \"text/html\"")]
    public async Task Garbage_is_an_error_that_says_what_is_wrong(string read, string type, string body, string error)
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            http =>
            {
                http.Response.ContentType = type;
                return http.Response.WriteAsync(body);
            },
            config => config with { Read = read });
        QueryError wrong = await rig.FailAsync("up");

        Assert.Equal(QueryErrorKind.Execution, wrong.Kind);
        Assert.StartsWith("backend far: ", wrong.Message, StringComparison.Ordinal);
        Assert.Contains(error, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("export")]
    [InlineData("remote_read")]
    public async Task Half_a_body_is_an_error(string read)
    {
        using var half = new HalfAnswer("application/x-streamed-protobuf", "d{\"status\":");
        await using BackendRig rig = await BackendRig.StartAsync(
            _ => Task.CompletedTask, config => config with { Read = read, Url = half.Url });

        Assert.Contains("the answer ended early, after 11 bytes", (await rig.FailAsync("up")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("export")]
    [InlineData("remote_read")]
    public async Task A_body_without_end_is_ended(string read)
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            async http =>
            {
                http.Response.ContentType = "application/x-protobuf";
                byte[] much = new byte[1 << 16];
                while (!http.RequestAborted.IsCancellationRequested)
                {
                    await http.Response.Body.WriteAsync(much, http.RequestAborted);
                }
            },
            config => config with { Read = read, AnswerMibMax = 1 });

        Assert.Contains("longer than 1 MiB (answer_mib_max)", (await rig.FailAsync("up")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_comes_byte_by_byte_ends_with_its_time()
    {
        var begun = new TaskCompletionSource();
        await using BackendRig rig = await BackendRig.StartAsync(async http =>
        {
            await http.Response.WriteAsync("{");
            await http.Response.Body.FlushAsync();
            begun.SetResult();
            await Gone(http).Task;
        });
        Task<QueryError> failing = rig.FailAsync("up");
        await begun.Task;
        rig.Time.Advance(TimeSpan.FromSeconds(30));
        QueryError wrong = await failing;

        Assert.Equal((QueryErrorKind.Timeout, "backend far: no whole answer within 30 s"), (wrong.Kind, wrong.Message));
    }

    [Theory]
    [InlineData(422, """{"status":"error","errorType":"execution","error":"too much"}""", QueryErrorKind.Execution, "too much")]
    [InlineData(503, """{"status":"error","errorType":"timeout","error":"late"}""", QueryErrorKind.Timeout, "late")]
    [InlineData(400, """{"status":"error","errorType":"bad_data","error":"what?"}""", QueryErrorKind.Senseless, "what?")]
    [InlineData(401, "no such user\n", QueryErrorKind.Execution, "it answered with status 401: no such user")]
    [InlineData(404, "", QueryErrorKind.Execution, "it answered with status 404")]
    [InlineData(502, "\u0001\u0002", QueryErrorKind.Execution, "it answered with status 502")]
    public async Task A_refusal_is_told_and_not_asked_for_again(int status, string body, QueryErrorKind kind, string error)
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            http =>
            {
                http.Response.StatusCode = status;
                return http.Response.WriteAsync(body);
            },
            config => config with { Retries = status == 502 ? 0 : 3 });
        QueryError wrong = await rig.FailAsync("up");

        Assert.Equal((kind, $"backend far: {error}"), (wrong.Kind, wrong.Message));
        Assert.Single(rig.Server.Requests.Snapshot());
    }

    [Fact]
    public async Task What_may_pass_is_asked_for_again_after_pauses_that_grow()
    {
        int asked = 0;
        await using BackendRig rig = await BackendRig.StartAsync(
            http =>
            {
                asked++;
                http.Response.StatusCode = asked < 3 ? 503 : 200;
                return http.Response.WriteAsync(asked < 3 ? "" : Up);
            },
            config => config with { Retries = 2, Timeout = TimeSpan.FromHours(1) });
        DateTimeOffset began = rig.Time.GetUtcNow();
        (QueryResult result, _) = await rig.UntilAsync(rig.AskAsync("up"), TimeSpan.FromMilliseconds(400));

        Assert.Null(result.Error);
        Assert.Equal(3, asked);
        Assert.Equal(2, rig.Backend.Counts.Retries);
        Assert.InRange(rig.Time.GetUtcNow() - began, TimeSpan.FromMilliseconds(600), TimeSpan.FromMilliseconds(800));
    }

    [Fact]
    public async Task A_backend_that_asks_for_patience_has_it_as_long_as_the_time_allows()
    {
        int asked = 0;
        await using BackendRig rig = await BackendRig.StartAsync(
            http =>
            {
                asked++;
                http.Response.StatusCode = asked == 2 ? 200 : 429;
                http.Response.Headers.RetryAfter = "20";
                return http.Response.WriteAsync(asked == 2 ? Up : "");
            },
            config => config with { Retries = 5, Timeout = TimeSpan.FromSeconds(30) });
        DateTimeOffset began = rig.Time.GetUtcNow();
        (QueryResult result, _) = await rig.UntilAsync(rig.AskAsync("up"), TimeSpan.FromSeconds(20));
        Assert.Null(result.Error);
        Assert.Equal(TimeSpan.FromSeconds(20), rig.Time.GetUtcNow() - began);

        // Twenty and twenty seconds are more than there are.
        (result, _) = await rig.UntilAsync(rig.AskAsync("up"), TimeSpan.FromSeconds(20));
        Assert.Equal("backend far: it answered with status 429", result.Error!.Message);
    }

    [Theory]
    [InlineData("warn", "true")]
    [InlineData("abort", "false")]
    public async Task An_answer_in_part_is_taken_with_its_warning_or_an_error_as_configured(string setting, string field)
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            http => http.Response.WriteAsync(Up.Trim()[..^1] + ",\"warnings\":[\"store b is gone\"]}"),
            config => config with { PartialResponse = setting });
        (QueryResult result, _) = await rig.AskAsync("up");

        Assert.Contains($"partial_response={field}", rig.Server.Requests.Snapshot()[0].Body, StringComparison.Ordinal);
        if (setting == "warn")
        {
            Annotation warning = Assert.Single(result.Annotations);
            Assert.Equal((AnnotationKind.Warning, "store b is gone"), (warning.Kind, warning.Render("up")));
        }
        else
        {
            Assert.Contains("one in part (partial_response: abort): store b is gone", result.Error!.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Requests_name_the_tenant_and_bear_what_authorises_them()
    {
        await using BackendRig rig = await BackendRig.StartAsync(
            http => http.Response.WriteAsync(Up),
            config => config with
            {
                Tenant = "payments",
                Client = HttpClientConfig.Default with { Authorization = new AuthorizationConfig { Credentials = new("abc") } },
            });
        await rig.AskAsync("up");

        Received request = Assert.Single(rig.Server.Requests.Snapshot());
        Assert.Equal(("payments", "Bearer abc"), (request.Headers["X-Scope-OrgID"], request.Headers["Authorization"]));
    }

    [Fact]
    public async Task More_samples_than_a_query_may_hold_end_it()
    {
        string many = string.Join(',', Enumerable.Range(0, 100).Select(i => $"[{i},\"1\"]"));
        await using BackendRig rig = await BackendRig.StartAsync(
            http => http.Response.WriteAsync(
                $$$"""{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[{{{many}}}]}]}}"""),
            options: new EngineOptions { SamplesMax = 99 });
        QueryError wrong = await rig.FailAsync("rate(up[1h])");

        Assert.Equal(QueryErrorKind.Limit, wrong.Kind);
        Assert.Contains("too many samples into memory from a backend (limit 99)", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_goes_away_takes_the_requests_along()
    {
        var begun = new TaskCompletionSource();
        var gone = new TaskCompletionSource();
        await using BackendRig rig = await BackendRig.StartAsync(async http =>
        {
            begun.SetResult();
            await Gone(http).Task;
            gone.SetResult();
        });
        using var leaving = new CancellationTokenSource();
        Task<(QueryResult Result, FetchStatistics)> asking = rig.AskAsync("up", leaving.Token);
        await begun.Task;
        await leaving.CancelAsync();

        Assert.Equal(QueryErrorKind.Canceled, (await asking).Result.Error!.Kind);
        await gone.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task No_more_requests_run_there_at_once_than_allowed()
    {
        int here = 0;
        int most = 0;
        await using BackendRig rig = await BackendRig.StartAsync(
            async http =>
            {
                most = Math.Max(most, Interlocked.Increment(ref here));
                await http.Response.WriteAsync("""{"status":"success","data":{"resultType":"vector","result":[]}}""");
                Interlocked.Decrement(ref here);
            },
            config => config with { QueriesMax = 1 });
        (QueryResult result, FetchStatistics fetched) = await rig.AskAsync("a + b + c + d + e");

        Assert.Null(result.Error);
        Assert.Equal(5, fetched.Notes.Count);
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Series_that_were_not_asked_for_are_left_out_and_those_that_come_twice_are_one()
    {
        const string Answer = """
            {"status":"success","data":{"resultType":"vector","result":[
            {"metric":{"__name__":"up","job":"a"},"value":[1000,"1"]},{"metric":{"__name__":"up","job":"a"},"value":[1000,"2"]},
            {"metric":{"__name__":"down"},"value":[1000,"3"]}]}}
            """;
        await using BackendRig rig = await BackendRig.StartAsync(http => http.Response.WriteAsync(Answer));
        (QueryResult result, _) = await rig.AskAsync("up");

        Assert.Equal(1, Assert.Single(((QueryValue.Vector)result.Value!).Samples).Value);
    }

    [Fact]
    public async Task What_unpacks_to_too_much_is_ended()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[4 << 20], TestContext.Current.CancellationToken);
        }

        await using BackendRig rig = await BackendRig.StartAsync(
            http =>
            {
                http.Response.Headers.ContentEncoding = "gzip";
                return http.Response.Body.WriteAsync(packed.ToArray()).AsTask();
            },
            config => config with { AnswerMibMax = 1 });

        Assert.Contains("longer than 1 MiB", (await rig.FailAsync("up")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_under_way_when_the_settings_change_says_so()
    {
        var begun = new TaskCompletionSource();
        await using BackendRig rig = await BackendRig.StartAsync(async http =>
        {
            begun.SetResult();
            await Gone(http).Task;
        });
        Task<QueryError> failing = rig.FailAsync("up");
        await begun.Task;
        await rig.EndBackendAsync();

        Assert.Equal("backend far: its settings changed while it was asked", (await failing).Message);
        Assert.Equal("backend far: its settings changed while it was asked", (await rig.FailAsync("up")).Message);
    }

    [Fact]
    public async Task More_steps_than_an_API_gives_are_asked_for_in_several_requests()
    {
        await using BackendRig rig = await BackendRig.StartAsync(http => http.Response.WriteAsync(
            """{"status":"success","data":{"resultType":"matrix","result":[]}}"""));
        (QueryResult result, _) = await rig.AskAsync("max_over_time(up[15000s:1s])");

        Assert.Null(result.Error);
        Assert.Equal(
            ["start=-13999&end=-4000&step=1", "start=-3999&end=1000&step=1"],
            rig.Server.Requests.Snapshot().Select(request => request.Body[request.Body.IndexOf("start=", StringComparison.Ordinal)..]));
    }

    // Completes when the client is no longer there.
    private static TaskCompletionSource Gone(HttpContext http)
    {
        var gone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        http.RequestAborted.Register(gone.SetResult);
        return gone;
    }
}
