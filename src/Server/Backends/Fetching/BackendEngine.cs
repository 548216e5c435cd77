using System.Collections.Concurrent;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Annotations;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Planning;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Evaluation.Statistics;
using Tocsin.Server.Config;
using Tocsin.Signals.RemoteRead.Asking;

namespace Tocsin.Server.Backends.Fetching;

/// <summary>
/// Evaluates queries here over the series of a backend: fetches what the plan of a query names, all at once, and has the
/// engine evaluate over that. What the backend does well, and with the same result, is left to it. Thread-safe.
/// </summary>
internal sealed class BackendEngine
{
    private readonly BackendConfig _config;
    private readonly BackendClient _client;
    private readonly BackendKindFinder _kind;
    private readonly TimeProvider _time;

    public BackendEngine(BackendConfig config, BackendClient client, TimeProvider time)
    {
        (_config, _client, _time) = (config, client, time);
        _kind = new BackendKindFinder(config, client);
        Api = new ApiRequests(config, client);
    }

    /// <summary>What the backend is called.</summary>
    public string Name => _client.Name;

    /// <summary>Its query API.</summary>
    public ApiRequests Api { get; }

    /// <summary>Evaluates a query. Every failure is a value.</summary>
    /// <param name="query">The query.</param>
    /// <param name="how">How to evaluate; the limits hold for what is fetched, too. Whether the backend is to do it all.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <returns>The result, and what the backend did for it.</returns>
    public async Task<(QueryResult Result, FetchStatistics Fetched)> EvaluateAsync(
        Query query, (EngineOptions Options, bool IsWhole) how, CancellationToken cancellation)
    {
        var work = new Work(this, query, how.Options, cancellation);
        QueryResult result;
        try
        {
            result = await (how.IsWhole ? work.WholeAsync() : work.RunAsync()).ConfigureAwait(false);
        }
        catch (BackendFailure failure)
        {
            result = failure.ToResult(_client.Name);
        }
        catch (SeriesFailure failure)
        {
            result = new QueryResult(null, new QueryError(failure.Kind, failure.Message), []);
        }
        catch (OperationCanceledException)
        {
            result = new QueryResult(null, new QueryError(QueryErrorKind.Canceled, "query was canceled in query execution"), []);
        }

        IReadOnlyList<Annotation> annotations =
            [.. result.Annotations, .. work.Relayed.Keys.OrderBy(note => note.Text, StringComparer.Ordinal)];
        return (result with { Annotations = annotations }, new FetchStatistics(_client.Name, [.. work.Notes]));
    }

    private IFetchWay WayOf(BackendKind kind) => (_config.Read.Length > 0 ? _config.Read : kind.Read) switch
    {
        "remote_read" => new RemoteReadWay(_config, _client),
        "export" => new ExportWay(Api),
        _ => new QueryWay(Api),
    };

    /// <summary>One query.</summary>
    private sealed class Work(BackendEngine engine, Query query, EngineOptions options, CancellationToken cancellation)
    {
        private readonly FetchMeter _meter = new(options);
        private IFetchWay? _way;

        public ConcurrentQueue<FetchNote> Notes { get; } = [];

        public ConcurrentDictionary<RelayedAnnotation, bool> Relayed { get; } = [];

        public async Task<QueryResult> RunAsync()
        {
            BackendKind kind = await engine._kind.FindAsync(cancellation).ConfigureAwait(false);
            string pushDown = engine._config.PushDown.Length > 0 ? engine._config.PushDown : kind.PushDown;
            if (pushDown == "all")
            {
                return await WholeAsync().ConfigureAwait(false);
            }

            _way = engine.WayOf(kind);
            QueryResult? result = await PlannedAsync(pushDown == "aggregations").ConfigureAwait(false);
            return result ?? (await PlannedAsync(false).ConfigureAwait(false))!;
        }

        // Null if a part has histograms, which the query API does not give whole.
        private async Task<QueryResult?> PlannedAsync(bool pushes)
        {
            FetchPlan plan = FetchPlan.Of(query, options, pushes);
            using var others = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            Task<IReadOnlyList<ReadSeries>>[] fetches =
                [.. plan.Queries.Select(one => Ending(FetchAsync(one, plan, others.Token), others))];
            Task<IReadOnlyList<MatrixSeries>>[] parts =
                [.. plan.Parts.Select(part => Ending(PartAsync(part.Text, others.Token), others))];
            await FirstFaultOf([.. fetches, .. parts]).ConfigureAwait(false);
            if (parts.Any(part => part.Result.Any(series => series.Histograms.Count > 0)))
            {
                return null;
            }

            var known = new Dictionary<SeriesQuery, IReadOnlyList<ReadSeries>>(SeriesQueryComparer.Instance);
            for (int i = 0; i < fetches.Length; i++)
            {
                known.Add(plan.Queries[i], fetches[i].Result);
            }

            // Only info asks for more, by what it finds.
            var reader = new FetchedReader(known, one => FetchBesides(one, plan));
            return new QueryEngine(options, reader, engine._time).Evaluate(plan, [.. parts.Select(part => part.Result)], cancellation);
        }

        private IReadOnlyList<ReadSeries> FetchBesides(SeriesQuery one, FetchPlan plan)
        {
            try
            {
                return FetchAsync(one, plan, cancellation).GetAwaiter().GetResult();
            }
            catch (BackendFailure failure)
            {
                throw new SeriesFailure(failure.Kind, $"backend {engine._client.Name}: {failure.Message}");
            }
        }

        private async Task<IReadOnlyList<ReadSeries>> FetchAsync(SeriesQuery one, FetchPlan plan, CancellationToken token)
        {
            long began = engine._time.GetTimestamp();
            var meter = new AttemptMeter(_meter);
            FetchedSeries fetched = await _way!.FetchAsync(one, plan.LookbackMs, meter, token).ConfigureAwait(false);
            Relay(AnnotationKind.Warning, fetched.Warnings);
            Note(SelectorText.Of(one), _way.Name, (fetched.Series.Count, meter.Samples), began);
            return fetched.Series;
        }

        private async Task<IReadOnlyList<MatrixSeries>> PartAsync(string text, CancellationToken token)
        {
            long began = engine._time.GetTimestamp();
            var meter = new AttemptMeter(_meter);
            ApiAnswer answer = await AskAsync(text, meter, token).ConfigureAwait(false);
            Relay(AnnotationKind.Warning, answer.Warnings.Select(WithoutPlace));
            Relay(AnnotationKind.Info, answer.Infos.Select(WithoutPlace));
            IReadOnlyList<MatrixSeries> series = answer.Value switch
            {
                QueryValue.Matrix matrix => matrix.Series,
                QueryValue.Vector vector => [.. vector.Samples.Select(sample => new MatrixSeries(
                    sample.Labels,
                    sample.Histogram is null ? [new FloatPoint(query.StartMs, sample.Value)] : [],
                    sample.Histogram is { } histogram ? [new HistogramPoint(query.StartMs, histogram)] : []))],
                _ => throw BackendFailure.Unusable("an aggregation gave no vector"),
            };
            Note(text, "push_down", (series.Count, meter.Samples), began);
            return series;
        }

        public async Task<QueryResult> WholeAsync()
        {
            long began = engine._time.GetTimestamp();
            var meter = new AttemptMeter(_meter);
            ApiAnswer answer = await AskAsync(query.Text, meter, cancellation).ConfigureAwait(false);
            Relay(AnnotationKind.Warning, answer.Warnings);
            Relay(AnnotationKind.Info, answer.Infos);
            Note(query.Text, "push_down", (0, meter.Samples), began);
            TimeSpan took = engine._time.GetElapsedTime(began);
            return new QueryResult(WithTime(answer.Value), null, [])
            {
                Statistics = query.Statistics == StatisticsDetail.None
                    ? null
                    : new QueryStatistics(meter.Samples, meter.Samples, new QueryTimings(TimeSpan.Zero, took, TimeSpan.Zero)),
            };
        }

        // An empty vector does not tell the instant.
        private QueryValue WithTime(QueryValue value) => value is QueryValue.Vector vector ? vector with { TimeMs = query.StartMs } : value;

        private Task<ApiAnswer> AskAsync(string text, AttemptMeter meter, CancellationToken token)
        {
            (string, string)[] common = [("query", text), ("lookback_delta", SelectorText.Duration(
                (long)(query.Lookback ?? options.Lookback).TotalMilliseconds))];
            return query.IsInstant
                ? engine.Api.QueryAsync("query", [.. common, ("time", SelectorText.Time(query.StartMs))], meter, token)
                : engine.Api.QueryAsync(
                    "query_range",
                    [
                        .. common, ("start", SelectorText.Time(query.StartMs)), ("end", SelectorText.Time(query.EndMs)),
                        ("step", SelectorText.Time(query.StepMs)),
                    ],
                    meter,
                    token);
        }

        private void Relay(AnnotationKind kind, IEnumerable<string> texts)
        {
            foreach (string text in texts)
            {
                Relayed.TryAdd(new RelayedAnnotation(kind, text), true);
            }
        }

        private void Note(string what, string how, (int Series, long Samples) came, long began)
        {
            Interlocked.Add(ref engine._client.Counts.Samples, came.Samples);
            Notes.Enqueue(new FetchNote(what, how, came.Series, came.Samples, engine._time.GetElapsedTime(began)));
        }

        // The place is one within the part, not within the query.
        private static string WithoutPlace(string text) =>
            text.EndsWith(')') && text.LastIndexOf(" (", StringComparison.Ordinal) is > 0 and int at ? text[..at] : text;

        // Who waits for nothing is not to keep the backend busy.
        private static async Task<T> Ending<T>(Task<T> task, CancellationTokenSource others)
        {
            try
            {
                return await task.ConfigureAwait(false);
            }
            catch
            {
                await others.CancelAsync().ConfigureAwait(false);
                throw;
            }
        }

        // Of several the fault that ended the others, which is not that they were ended.
        private static async Task FirstFaultOf(Task[] tasks)
        {
            try
            {
                await Task.WhenAll(tasks).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                Exception? first = tasks.Select(task => task.Exception?.InnerException).FirstOrDefault(wrong => wrong is not null);
                if (first is not null)
                {
                    System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
                }

                throw;
            }
        }
    }
}
