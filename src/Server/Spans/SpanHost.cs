using Microsoft.Extensions.Logging;
using Tocsin.Server.Config;
using Tocsin.Server.Otlp;
using Tocsin.Server.Series;
using Tocsin.Signals.Spans;

namespace Tocsin.Server.Spans;

/// <summary>Spans in the running server: who takes them, and the loop that writes what was counted.</summary>
internal sealed partial class SpanHost : IAsyncDisposable
{
    private readonly SpanReceiver _receiver;
    private readonly SpanJournal _journal;
    private readonly SpanHostMetrics _metrics;
    private readonly TracesSection _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _loop;

    private SpanHost(TracesSection settings, SpanJournal journal, TimeProvider time, ILogger log)
    {
        _settings = settings;
        _time = time;
        _log = log;
        _journal = journal;
        _receiver = journal.Receiver;
        _metrics = new SpanHostMetrics(journal);
        Signal = new SpanSignal(_receiver, time);
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Takes traces.</summary>
    public IOtlpSignal Signal { get; }

    /// <summary>Goes on where the last run ended.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="folder">Where counts are kept.</param>
    /// <param name="series">Where they are written.</param>
    /// <param name="around">The clock and the log.</param>
    /// <exception cref="IOException">The folder cannot be used; the message says why.</exception>
    public static SpanHost Start(
        TracesSection settings, string folder, SeriesHost series, (TimeProvider Time, ILogger Log) around)
    {
        SpanJournal journal = SpanJournal.Open(folder, settings.ToOptions(), series.Store, around.Time);
        if (journal.Notice is { } notice)
        {
            LogNotice(around.Log, notice);
        }

        return new SpanHost(settings, journal, around.Time, around.Log);
    }

    /// <summary>Stops, and writes what is left.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await WriteAsync().ConfigureAwait(false);
        _metrics.Dispose();
        await _journal.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_settings.FlushInterval, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                await WriteAsync().ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    private async Task WriteAsync()
    {
        long began = _time.GetTimestamp();
        try
        {
            SpansWritten written = await _receiver.WriteAsync(_time.GetUtcNow().ToUnixTimeMilliseconds())
                .ConfigureAwait(false);
            _metrics.Written(written, _time.GetElapsedTime(began));
            TellOffenders();
        }
        catch (Exception wrong)
        {
            LogFault(_log, wrong);
        }
    }

    // Once for each name, not at every writing.
    private void TellOffenders()
    {
        (string[] services, string[] clients) = _receiver.TakeOffenders();
        foreach (string service in services)
        {
            LogService(_log, service, _settings.SpanMetrics.LabelSetsPerServiceMax, _settings.SpanMetrics.LabelSetsMax);
        }

        foreach (string client in clients)
        {
            LogClient(_log, client, _settings.ServiceGraph.EdgesMax);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A service has more label sets than there is room for; what is new of it is counted in a series with "
            + "otel_metric_overflow=\"true\" {service} {label_sets_per_service_max} {label_sets_max}")]
    private static partial void LogService(ILogger log, string service, long label_sets_per_service_max, long label_sets_max);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The graph of services has no room for an edge; its calls are counted in a series with "
            + "otel_metric_overflow=\"true\" {client} {edges_max}")]
    private static partial void LogClient(ILogger log, string client, long edges_max);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Found while opening the counts of spans {notice}")]
    private static partial void LogNotice(ILogger log, string notice);

    [LoggerMessage(Level = LogLevel.Error, Message = "Writing the counts of spans ended with a bug")]
    private static partial void LogFault(ILogger log, Exception wrong);
}
