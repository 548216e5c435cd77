using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Notify.HttpClients;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Parsing;
using Tocsin.Server.Backends;
using Tocsin.Server.Backends.Fetching;
using Tocsin.Server.Config;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Backends;

/// <summary>A backend over a real connection to a server that answers what a test wants, on a clock that the test moves.</summary>
internal sealed class BackendRig : IAsyncDisposable
{
    private bool _isEnded;

    private BackendRig(HttpSink server) => Server = server;

    public VirtualTime Time { get; } = new();

    public HttpSink Server { get; }

    public Backend Backend { get; private set; } = null!;

    public EngineOptions Options { get; init; } = new();

    public static async Task<BackendRig> StartAsync(
        Func<HttpContext, Task> answer, Func<BackendConfig, BackendConfig>? with = null, EngineOptions? options = null)
    {
        var rig = new BackendRig(await HttpSink.StartAsync((_, http) => answer(http))) { Options = options ?? new() };
        var config = new BackendConfig { Url = rig.Server.Url, Type = "thanos", Retries = 0 };
        rig.Backend = new Backend("far", with?.Invoke(config) ?? config, new BackendServices(
            new HttpClientFactory(rig.Time, _ => null),
            rig.Time,
            NullLogger.Instance,
            new BackendEvaluation(rig.Options, ParserOptions.Default)));
        return rig;
    }

    /// <summary>Evaluates at an instant.</summary>
    public async Task<(QueryResult Result, FetchStatistics Fetched)> AskAsync(
        string expression, CancellationToken? cancellation = null, long stepMs = 0)
    {
        var parsed = ExpressionParser.Parse(expression);
        var query = new Query(expression, parsed.Value!, 1_000_000, 1_000_000 + (stepMs * 3), stepMs);
        return await Backend.Engine.EvaluateAsync(
            query, (Options, false), cancellation ?? TestContext.Current.CancellationToken);
    }

    /// <summary>The error of a query.</summary>
    public async Task<QueryError> FailAsync(string expression)
    {
        (QueryResult result, _) = await AskAsync(expression);
        Assert.Null(result.Value);
        return result.Error!;
    }

    /// <summary>Moves the clock by steps, which wakes whoever pauses, until a task is done.</summary>
    public async Task<T> UntilAsync<T>(Task<T> task, TimeSpan step)
    {
        await RealTime.PollAsync(
            () =>
            {
                // Only a pause is that near; the end of a request's time is not.
                if (Time.EarliestTimer() is { } due && due - Time.GetUtcNow() <= step)
                {
                    Time.Advance(step);
                }

                return Task.FromResult(task.IsCompleted);
            },
            TimeSpan.FromSeconds(30),
            "the query to end");
        return await task;
    }

    /// <summary>Ends the backend, as a reload does whose settings are others.</summary>
    public async Task EndBackendAsync()
    {
        _isEnded = true;
        await Backend.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isEnded)
        {
            await Backend.DisposeAsync();
        }

        await Server.DisposeAsync();
    }
}
