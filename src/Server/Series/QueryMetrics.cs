using System.Diagnostics.Metrics;
using Tocsin.PromQL.Evaluation.Results;

namespace Tocsin.Server.Series;

/// <summary>What queries cost, meter <c>Tocsin.Queries</c>, under upstream's names where there are any. Thread-safe.</summary>
internal sealed class QueryMetrics : IDisposable
{
    private static readonly string[] Outcomes = ["ok", "execution", "timeout", "canceled", "limit"];

    private readonly Meter _meter = new("Tocsin.Queries");
    private readonly long[] _ended = new long[Outcomes.Length];
    private readonly Histogram<double> _seconds;
    private readonly Histogram<double> _waitSeconds;
    private int _running;

    public QueryMetrics(int queriesMax)
    {
        _meter.CreateObservableGauge("prometheus_engine_queries", () => _running, null, "Queries being evaluated.");
        _meter.CreateObservableGauge(
            "prometheus_engine_queries_concurrent_max", () => queriesMax, null, "Queries that are evaluated at once at most.");
        _meter.CreateObservableCounter(
            "tocsin_series_queries", () => Outcomes.Select((name, i) => new Measurement<long>(
                Volatile.Read(ref _ended[i]), new KeyValuePair<string, object?>("outcome", name))),
            null, "Queries, by how they ended.");
        _seconds = _meter.CreateHistogram<double>("tocsin_series_query_seconds", "s", "Time to evaluate a query.");
        _waitSeconds = _meter.CreateHistogram<double>(
            "tocsin_series_query_wait_seconds", "s", "Time that a query waited for others before it was evaluated.");
    }

    public void Began(TimeSpan waited)
    {
        Interlocked.Increment(ref _running);
        _waitSeconds.Record(waited.TotalSeconds);
    }

    public void Evaluated(TimeSpan took)
    {
        Interlocked.Decrement(ref _running);
        _seconds.Record(took.TotalSeconds);
    }

    public void Ended(QueryResult result)
    {
        int outcome = result.Error?.Kind switch
        {
            null => 0,
            QueryErrorKind.Execution or QueryErrorKind.Senseless => 1,
            QueryErrorKind.Timeout => 2,
            QueryErrorKind.Canceled => 3,
            _ => 4,
        };
        Interlocked.Increment(ref _ended[outcome]);
    }

    public void Dispose() => _meter.Dispose();
}
