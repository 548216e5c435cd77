using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Evaluation.Instants;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Server.Backends.Fetching;
using Tocsin.Signals.Otlp;
using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Tsdb.Store;

namespace Tocsin.Server.Series;

/// <summary>The series store in the running server: what comes in, what is asked, and the upkeep beside both.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed partial class SeriesHost : IAsyncDisposable
{
    private static readonly TimeSpan UpkeepAtLeastEvery = TimeSpan.FromSeconds(5);

    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _queries;
    private readonly Task _upkeep;
    private readonly TimeProvider _time;
    private readonly QueryMetrics _metrics;
    private readonly ConcurrentDictionary<string, RemoteWriteReceiver> _writers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, OtlpMetricReceiver> _points = new(StringComparer.Ordinal);
    private readonly HeapSettling _settling = new();
    private string _lastFault = "";

    private SeriesHost(SeriesStore store, SeriesOptions options, TimeProvider time, ILogger log)
    {
        Store = store;
        Options = options;
        _log = log;
        _time = time;
        _queries = new SemaphoreSlim(options.QueriesMax);
        _metrics = new QueryMetrics(options.QueriesMax);
        Engine = new InstantEvaluator(options.Engine, store, time);
        Owners = new SeriesOwners(store, options.Limits);
        Reads = new ReadGate(options.ReadsMax, options.Engine.Timeout, time);
        RemoteRead = new RemoteReader(
            store, LabelOrder.Instance,
            new RemoteReadOptions { SamplesMax = options.ReadSamplesMax, BytesMax = options.Engine.BytesMax });
        _upkeep = Task.Run(RunUpkeepAsync);
    }

    /// <summary>The settings.</summary>
    public SeriesOptions Options { get; }

    /// <summary>The store.</summary>
    public SeriesStore Store { get; }

    /// <summary>Evaluates expressions.</summary>
    public InstantEvaluator Engine { get; }

    /// <summary>Who has how many series.</summary>
    public SeriesOwners Owners { get; }

    /// <summary>Gives samples to other programs.</summary>
    public RemoteReader RemoteRead { get; }

    /// <summary>How many of them are given some at once.</summary>
    public ReadGate Reads { get; }

    /// <summary>Takes samples that a tenant writes from another program.</summary>
    public RemoteWriteReceiver RemoteWrite(string tenant) => Of(_writers, tenant, appender =>
        new RemoteWriteReceiver(appender, Store, labels => SeriesOwners.WhyRefused(appender.Owner, labels)));

    /// <summary>How many series of OpenTelemetry's deltas are added up, of all tenants.</summary>
    public int DeltaSeries => _points.Values.Sum(points => points.DeltaSeries);

    /// <summary>Takes metrics of OpenTelemetry that a tenant sends.</summary>
    public OtlpMetricReceiver OtlpMetrics(string tenant) =>
        Of(_points, tenant, appender => new OtlpMetricReceiver(appender, Store, _time));

    /// <summary>Opens the store in a folder.</summary>
    /// <exception cref="IOException">The folder cannot be used; the message says why.</exception>
    public static SeriesHost Open(string folder, SeriesOptions options, TimeProvider time, ILogger log)
    {
        SeriesStore store = SeriesStore.Open(
            new StoreOptions
            {
                Folder = folder,
                Retention = options.Retention,
                RetentionBytes = options.RetentionBytes,
                OutOfOrderWindow = options.OutOfOrderWindow,
                FlushInterval = options.FlushInterval,
                SeriesMax = options.SeriesMax,
            },
            time);
        foreach (string notice in store.Notices)
        {
            LogNotice(log, notice);
        }

        return new SeriesHost(store, options, time, log);
    }

    /// <summary>Evaluates a query, once it is its turn; on the caller's thread if it need not wait.</summary>
    /// <param name="query">The query.</param>
    /// <param name="timeout">How long it may take, waiting included; null for the engine's own.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <param name="backend">Whose series are asked; null for the own store.</param>
    public async Task<EvaluatedQuery> EvaluateAsync(
        Query query, TimeSpan? timeout, CancellationToken cancellation, BackendEngine? backend = null)
    {
        EvaluatedQuery evaluated = await EvaluateInTurnAsync(query, timeout, backend, cancellation).ConfigureAwait(false);
        _metrics.Ended(evaluated.Result);
        return evaluated;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _upkeep.ConfigureAwait(false);
        Store.Dispose();
        Owners.Dispose();
        _stopping.Dispose();
        _queries.Dispose();
        _metrics.Dispose();
        Reads.Dispose();
    }

    // Source: Prometheus promql engine, the texts of its errors of time-out and cancellation.
    private static EvaluatedQuery Ended(string where, bool timedOut) => new(
        new QueryResult(
            null,
            timedOut
                ? new QueryError(QueryErrorKind.Timeout, $"query timed out in {where}")
                : new QueryError(QueryErrorKind.Canceled, $"query was canceled in {where}"),
            []),
        TimeSpan.Zero,
        TimeSpan.Zero);

    private async Task<EvaluatedQuery> EvaluateInTurnAsync(
        Query query, TimeSpan? timeout, BackendEngine? backend, CancellationToken cancellation)
    {
        TimeSpan most = timeout is { } asked && asked < Options.Engine.Timeout ? asked : Options.Engine.Timeout;
        if (most <= TimeSpan.Zero)
        {
            return Ended("query execution", timedOut: true);
        }

        using var deadline = new CancellationTokenSource(most, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        QueryResult result;
        FetchStatistics? fetched = null;
        long arrived = _time.GetTimestamp();
        try
        {
            await _queries.WaitAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return Ended("query queue", deadline.IsCancellationRequested);
        }

        long began = _time.GetTimestamp();
        TimeSpan waited = _time.GetElapsedTime(arrived, began);
        _metrics.Began(waited);
        try
        {
            if (backend is null)
            {
                // Requests are on threads of the pool already; another one would cost a switch.
                result = Engine.Evaluate(query, either.Token);
            }
            else
            {
                (result, fetched) = await backend.EvaluateAsync(query, (Options.Engine, false), either.Token).ConfigureAwait(false);
            }
        }
        finally
        {
            _metrics.Evaluated(_time.GetElapsedTime(began));
            _queries.Release();
        }

        return result.Error is { Kind: QueryErrorKind.Canceled } && !cancellation.IsCancellationRequested
            ? Ended("expression evaluation", timedOut: true)
            : new EvaluatedQuery(result, waited, _time.GetElapsedTime(began)) { Fetched = fetched };
    }

    // What a tenant's requests are taken by. Tenants beyond the limit share one, under the name that they share.
    private T Of<T>(ConcurrentDictionary<string, T> known, string tenant, Func<OwnedAppender, T> make)
    {
        if (known.TryGetValue(tenant, out T? receiver))
        {
            return receiver;
        }

        OwnedAppender appender = Owners.ForTenant(tenant);
        return known.GetOrAdd(appender.Owner.Name, _ => make(appender));
    }

    private async Task RunUpkeepAsync()
    {
        TimeSpan every = Options.FlushInterval < UpkeepAtLeastEvery ? Options.FlushInterval : UpkeepAtLeastEvery;
        using var timer = new PeriodicTimer(every, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                RunUpkeep();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private void RunUpkeep()
    {
        string fault = "";
        try
        {
            Owners.Look(_log);
            Store.Upkeep.RunDue();
            if (_settling.IsDue(Store.SeriesCount, GC.GetGCMemoryInfo().TotalCommittedBytes, _time.GetUtcNow()))
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }

            fault = Store.LogFailure?.Message ?? "";
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or Tsdb.TsdbFormatException)
        {
            fault = wrong.Message;
        }

        if (fault != _lastFault)
        {
            _lastFault = fault;
            LogHealth(_log, fault.Length == 0, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Found while opening the series store {notice}")]
    private static partial void LogNotice(ILogger log, string notice);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The series store's health changed {healthy} {message}")]
    private static partial void LogHealth(ILogger log, bool healthy, string message);
}

/// <summary>How a query ended, and how long that took.</summary>
/// <param name="Result">The value or the error.</param>
/// <param name="Queued">How long it waited for its turn.</param>
/// <param name="Executed">How long it took from there on.</param>
internal sealed record EvaluatedQuery(QueryResult Result, TimeSpan Queued, TimeSpan Executed)
{
    /// <summary>What a backend did for it; null if the own store answered.</summary>
    public FetchStatistics? Fetched { get; init; }
}
