using Microsoft.AspNetCore.Http;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Ast;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Statistics;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary><c>/api/v1/query</c> and <c>/api/v1/query_range</c>.</summary>
// Source: Prometheus web/api/v1, query and queryRange, with their texts.
internal sealed class QueryEndpoint(SeriesHost series, BackendChoice backends, TimeProvider time)
{
    private const long PointsMax = 11_000;
    private const string Truncated = "results truncated due to limit";

    public Task InstantAsync(HttpContext http, QueryParameters parameters)
    {
        int limit = parameters.Limit();
        long at = parameters.Time("time", time.GetUtcNow().ToUnixTimeMilliseconds());
        Query query = Query.Instant(parameters.Text("query"), parameters.Expression(), at) with
        {
            Lookback = Lookback(parameters),
            Statistics = Statistics(parameters),
        };
        return AnswerAsync(http, query, parameters, limit);
    }

    public Task RangeAsync(HttpContext http, QueryParameters parameters)
    {
        int limit = parameters.Limit();
        long start = parameters.Time("start");
        long end = parameters.Time("end");
        if (end < start)
        {
            throw Bad("invalid parameter \"end\": end timestamp must not be before start time");
        }

        long step = Step(parameters, end - start);
        Expr expression = parameters.Expression();
        if (expression.Type is not (ExpressionType.Scalar or ExpressionType.Vector))
        {
            string type = expression.Type == ExpressionType.Matrix ? "range vector" : "string";
            throw Bad($"invalid parameter \"query\": invalid expression type \"{type}\" for range query, must be Scalar or instant Vector");
        }

        var query = new Query(parameters.Text("query"), expression, start, end, step)
        {
            Lookback = Lookback(parameters),
            Statistics = Statistics(parameters),
        };
        return AnswerAsync(http, query, parameters, limit);
    }

    private static long Step(QueryParameters parameters, long spanMs)
    {
        const string NotPositive = "zero or negative query resolution step widths are not accepted. Try a positive integer";
        TimeSpan step = parameters.Duration("step", fault => QueryParameters.Invalid("step", fault));
        if (step <= TimeSpan.Zero)
        {
            throw QueryParameters.Invalid("step", NotPositive);
        }

        if (spanMs / step.TotalMilliseconds >= PointsMax + 1)
        {
            throw Bad("exceeded maximum resolution of 11,000 points per timeseries."
                + " Try decreasing the query resolution (?step=XX)");
        }

        // Upstream divides by zero here.
        return step.TotalMilliseconds >= 1 ? (long)step.TotalMilliseconds : throw QueryParameters.Invalid("step", NotPositive);
    }

    // What is not positive means the setting of the server.
    private static TimeSpan? Lookback(QueryParameters parameters)
    {
        TimeSpan lookback = parameters.Text("lookback_delta").Length == 0
            ? TimeSpan.Zero
            : parameters.Duration("lookback_delta", fault => Bad($"error parsing lookback delta duration: {fault}"));
        return lookback > TimeSpan.Zero ? lookback : null;
    }

    // Any word asks for the totals, and "all" for the steps, too, where they may be asked for.
    private StatisticsDetail Statistics(QueryParameters parameters) => parameters.Text("stats") switch
    {
        "" => StatisticsDetail.None,
        "all" when series.Options.TellsStepSamples => StatisticsDetail.Steps,
        _ => StatisticsDetail.Totals,
    };

    private static QueryFaultException Bad(string message) => new(QueryFault.BadData(message));

    private async Task AnswerAsync(HttpContext http, Query query, QueryParameters parameters, int limit)
    {
        EvaluatedQuery evaluated = await series.EvaluateAsync(
            query, parameters.Duration("timeout"), http.RequestAborted, backends.Find(http, parameters)?.Engine).ConfigureAwait(false);
        QueryResult result = evaluated.Result;
        if (result.Error is { } error)
        {
            await PrometheusAnswer.ErrorAsync(http, FaultOf(error)).ConfigureAwait(false);
            return;
        }

        string[] warnings = [.. Texts(result, AnnotationKind.Warning, query.Text)];
        if (limit > 0 && CountOf(result.Value!) > limit)
        {
            warnings = [.. warnings, Truncated];
        }

        await PrometheusAnswer.OkAsync(
            http,
            output => ValueJson.Write(output, evaluated, limit),
            new QueryWarnings(warnings, [.. Texts(result, AnnotationKind.Info, query.Text)])).ConfigureAwait(false);
    }

    private static int CountOf(QueryValue value) => value switch
    {
        QueryValue.Vector vector => vector.Samples.Count,
        QueryValue.Matrix matrix => matrix.Series.Count,
        _ => 0,
    };

    // Upstream answers at most ten of each kind and says how many there are besides.
    private static IEnumerable<string> Texts(QueryResult result, AnnotationKind kind, string query)
    {
        const int Most = 10;
        string[] texts = [.. result.Annotations.Where(a => a.Kind == kind).Select(a => a.Render(query))];
        string word = kind == AnnotationKind.Warning ? "warning" : "info";
        return texts.Length <= Most
            ? texts
            : texts.Take(Most).Append($"{texts.Length - Most} more {word} annotations omitted");
    }

    private static QueryFault FaultOf(QueryError error) => error.Kind switch
    {
        QueryErrorKind.Timeout => QueryFault.Timeout(error.Message),
        QueryErrorKind.Canceled => QueryFault.Canceled(error.Message),
        QueryErrorKind.Senseless => QueryFault.BadData($"invalid parameter \"query\": {error.Message}"),
        _ => QueryFault.Execution(error.Message),
    };
}
