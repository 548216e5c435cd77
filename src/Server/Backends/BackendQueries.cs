using System.Net.Sockets;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Numbers;
using Tocsin.Rules.Evaluation;
using Tocsin.Server.Config;

namespace Tocsin.Server.Backends;

/// <summary>Has a server with Prometheus's API answer the expressions of rules, whole. Thread-safe.</summary>
internal sealed class BackendQueries(string name, BackendConfig config, HttpMessageInvoker client, TimeProvider time) : IRuleQueries
{
    private const int AnswerBytesMax = 64 << 20;

    // The lane waits for a query of a template, and with it every rule.
    private static readonly TimeSpan TemplatePatience = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public IRuleMoment Open(long atMs, long offsetMs) =>
        throw new NotSupportedException("a backend has no view that stays: rules are evaluated one by one");

    /// <inheritdoc/>
    public QueryResult EvaluateApart(string text, Expr expression, long atMs, CancellationToken cancellation) =>
        Ask(expression.ToString(), atMs, config.Timeout, cancellation);

    /// <inheritdoc/>
    public QueryResult Answer(string text, long atMs, CancellationToken cancellation) =>
        Ask(text, atMs, config.Timeout < TemplatePatience ? config.Timeout : TemplatePatience, cancellation);

    // Rules ask from threads that may wait.
    private QueryResult Ask(string query, long atMs, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        QueryResult result;
        try
        {
            result = AskAsync(query, atMs, either.Token).GetAwaiter().GetResult();
        }
        catch (OperationCanceledException)
        {
            result = late.IsCancellationRequested
                ? BackendAnswer.Failed("timeout", $"no answer within {patience.TotalSeconds:0.###} s")
                : BackendAnswer.Failed("canceled", "nobody waits any more");
        }
        catch (Exception wrong) when (wrong is HttpRequestException or IOException)
        {
            result = BackendAnswer.Failed("execution", wrong.InnerException is SocketException inner ? inner.Message : wrong.Message);
        }

        return result.Error is { } error
            ? result with { Error = error with { Message = $"backend {name}: {error.Message}" } }
            : result;
    }

    private async Task<QueryResult> AskAsync(string query, long atMs, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, config.QueryAddress)
        {
            Content = new FormUrlEncodedContent([new("query", query), new("time", FloatText.Fixed(atMs / 1000.0))]),
        };
        using HttpResponseMessage answer = await client.SendAsync(request, cancellation).ConfigureAwait(false);
        await answer.Content.LoadIntoBufferAsync(AnswerBytesMax, cancellation).ConfigureAwait(false);
        byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
        return BackendAnswer.Read((int)answer.StatusCode, body, config.PartialResponse == "fail");
    }
}
