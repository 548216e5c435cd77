using System.Threading.Channels;
using Microsoft.Extensions.Logging;
using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Server;
using Tocsin.Journal.Stores;
using Tocsin.Journal.Stores.Sqlite;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Matching;
using Tocsin.Notify;
using Tocsin.Notify.Alertmanagers;
using Tocsin.Notify.Hosting;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Routing;
using Tocsin.Routing.Lanes;
using Tocsin.Routing.Silences;
using Tocsin.Server.Alerting;
using Tocsin.Server.Backends;
using Tocsin.Server.Metrics;
using Tocsin.Server.Notifications;
using Tocsin.Server.Otlp;
using Tocsin.Server.Probes;
using Tocsin.Server.Push;
using Tocsin.Server.Replicas;
using Tocsin.Server.Rules;
using Tocsin.Server.Scrape;
using Tocsin.Server.Series;
using Tocsin.Server.Spans;

namespace Tocsin.Server.Hosting;

/// <summary>The stages of the river, wired: journal, router, notify. Started in this order and stopped backwards.</summary>
internal sealed partial class Stages : IAsyncDisposable
{
    private static readonly TimeSpan SendGrace = TimeSpan.FromSeconds(5);

    private readonly JournalHost _journal;
    private readonly NotifyHost _notify;
    private readonly NotifyMetrics _notifyMetrics;

    private Stages(JournalHost journal, NotifyHost notify, NotifyMetrics notifyMetrics, ServerState state)
    {
        _journal = journal;
        _notify = notify;
        _notifyMetrics = notifyMetrics;
        State = state;
    }

    /// <summary>What the endpoints see.</summary>
    public ServerState State { get; }

    /// <summary>Puts changed configurations in force.</summary>
    public required Reloader Reloader { get; init; }

    /// <summary>Looks for changed rule files.</summary>
    public required RuleFileWatcher Watcher { get; init; }

    /// <summary>What every part has counted.</summary>
    public required MetricsAggregator Metrics { get; init; }

    /// <summary>The path in front of all endpoints.</summary>
    public required string Prefix { get; init; }

    /// <summary>What is switched on.</summary>
    public required FeatureFlags Features { get; init; }

    /// <summary>Opens the journal, goes on where it ends, and starts the lanes.</summary>
    /// <exception cref="JournalStoreException">The journal cannot be opened; the message says what to do.</exception>
    public static Stages Start(ServeOptions options, RunningConfig config, StagesParts parts)
    {
        ILogger log = parts.Loggers.CreateLogger<Stages>();
        using var opening = SeriesOpening.Begin(
            options.StoragePath, options.Series, parts.Time, parts.Loggers.CreateLogger<SeriesHost>());

        // Listens before anything counts: what a crash left over is sent as soon as the lanes start.
        var metrics = new MetricsAggregator(MetricCatalog.For(parts.Features), log);
        metrics.AddSource(new ProcessMetrics(parts.Time).Collect);
        var journal = JournalHost.Open(
            new SqliteBlockStore(Path.Combine(options.StoragePath, "journal.db"), parts.Time),
            new JournalOptions { AgeMax = options.HistoryAge, BytesMax = options.HistoryBytes },
            parts.Time);
        journal.HealthChanged += health => LogHealth(log, health.IsHealthy, health.Message);
        var stored = new Projections();
        RecoveryReport report = stored.Recover(journal);
        Instant now = Instant.From(parts.Time.GetUtcNow());

        RouterCore core = NewRouter(options, config, parts, now);
        stored.Router.Restore(core, now);
        LogRecovered(log, core.AlertCount, core.GroupCount, stored.Notify.OpenCount, report.Events);
        var router = new RouterLane(core, journal, new RouterLaneOptions
        {
            Time = parts.Time,
            Projection = stored.Router,
            CheckpointInterval = options.MaintenanceInterval,
            IsCheckpointDue = () => journal.IsCheckpointDue(stored.Router.Name),
            OnFault = wrong => LogFault(log, wrong),
        });
        var notifyMetrics = new NotifyMetrics { WithReceiverName = parts.Features.ReceiverNameInMetrics };
        NotifyServices around = Around(parts, journal, notifyMetrics, log) with
        {
            IsCheckpointDue = () => journal.IsCheckpointDue(stored.Notify.Name),
            RaiseAlerts = alerts => _ = RaiseAsync(router, alerts, log),
        };
        var notify = new NotifyHost(stored.Notify, config.Notify, parts.NotifyOptions, around);
        router.Sink = notify;
        SeriesHost? series = opening.Take();
        OutsideAlertmanagers? outside = series is null ? null : StartOutside(stored.Alertmanagers, config, journal, parts);
        var state = new ServerState(config)
        {
            Alertmanagers = outside,
            Router = router,
            Notify = notify,
            Journal = journal,
            Time = parts.Time,
            Matchers = parts.Matchers,
            StartedAt = now,
            Metrics = new IntakeMetrics(),
            Tests = new ReceiverTests(parts.Time, journal, notify.TakeTestTurnAsync, parts.Loggers),
            Series = series,
            Rules = series is null ? null
                : StartRules(options, config, parts, (series, new RuleAlertSink(router, outside!), journal, stored)),
            NewId = parts.NewId,
            Flags = options.Flags,
        };
        var reloader = new Reloader(parts.Compiler, state, notify, parts.Loggers.CreateLogger<Reloader>());
        reloader.RecordStart();
        router.Start();
        notify.Start();
        StartIntakes(options, config, parts, (state, metrics));
        return new Stages(journal, notify, notifyMetrics, state)
        {
            Reloader = reloader,
            Watcher = RuleFileWatcher.Start(options.Rules.WatchInterval, state, reloader, parts.Loggers),
            Metrics = metrics,
            Prefix = parts.Prefix,
            Features = parts.Features,
        };
    }

    /// <summary>Stops from intake to disk, so that what was accepted is written down.</summary>
    public async ValueTask DisposeAsync()
    {
        await Watcher.DisposeAsync().ConfigureAwait(false);
        await State.Tests.DisposeAsync().ConfigureAwait(false);
        if (State.Scrapes is { } scrapes)
        {
            await scrapes.DisposeAsync().ConfigureAwait(false);
        }

        State.Otlp?.Dispose();
        if (State.Spans is { } spans)
        {
            await spans.DisposeAsync().ConfigureAwait(false);
        }

        if (State.Push is { } push)
        {
            await push.DisposeAsync().ConfigureAwait(false);
        }

        if (State.Rules is { } rules)
        {
            await rules.DisposeAsync().ConfigureAwait(false);
        }

        if (State.Alertmanagers is { } alertmanagers)
        {
            await alertmanagers.DisposeAsync().ConfigureAwait(false);
        }

        if (State.Series is { } series)
        {
            await series.DisposeAsync().ConfigureAwait(false);
        }

        await State.Router.DisposeAsync().ConfigureAwait(false);
        await _notify.StopAsync(SendGrace).ConfigureAwait(false);
        await _notify.DisposeAsync().ConfigureAwait(false);
        _journal.Append(new ServerStopped(State.Now) { Reason = "asked to" });
        _journal.Dispose();
        Reloader.Dispose();
        State.Probes?.Dispose();
        State.Storage?.Dispose();
        State.Metrics.Dispose();
        _notifyMetrics.Dispose();
        Metrics.Dispose();
    }

    private static RulesHost StartRules(
        ServeOptions options,
        RunningConfig config,
        StagesParts parts,
        (SeriesHost Series, RuleAlertSink Sink, JournalHost Journal, Projections Stored) around) =>
        RulesHost.Start(options.Rules.Over(config.Prometheus).ToOptions(parts.ExternalUrl), config, new RulesHostParts
        {
            Series = around.Series,
            Sink = around.Sink,
            Journal = around.Journal,
            Time = parts.Time,
            Projection = around.Stored.Rules,
            Managed = around.Stored.ManagedRules,
            Replicas = new ReplicaWatch(
                options.Rules.Replicas,
                parts.Http.Create(HttpClientConfig.Default),
                parts.Time,
                parts.Loggers.CreateLogger<ReplicaWatch>()),
            Backends = new BackendServices(parts.Http, parts.Time, parts.Loggers.CreateLogger<BackendSet>(),
                new BackendEvaluation(around.Series.Options.Engine, around.Series.Options.Language)),
            CheckpointInterval = options.MaintenanceInterval,
            Log = parts.Loggers.CreateLogger<RulesHost>(),
        });

    // Samples come by themselves from here on, and the requests of OTLP have somebody to take them.
    private static void StartIntakes(
        ServeOptions options, RunningConfig config, StagesParts parts, (ServerState State, MetricsAggregator Metrics) around)
    {
        if (around.State.Series is not { } series)
        {
            return;
        }

        around.State.Storage = new StorageMetrics(options.StoragePath);
        var inner = new List<IInnerTarget>();
        if (series.Options.ScrapesItself)
        {
            inner.Add(new OwnTarget(parts.ExternalUrl.TrimEnd('/') + "/metrics", around.Metrics, around.State.PublishStatsAsync));
        }

        if (options.Push.IsEnabled)
        {
            around.State.Push = OpenPush(options, parts);
            inner.Add(around.State.Push);
        }

        around.State.Probes = new ProbeHost(parts.Time, parts.Loggers.CreateLogger<ProbeHost>());
        ScrapeHost scrapes = ScrapeHost.Start(config.Prometheus, new ScrapeHostParts
        {
            Appender = series.Owners.ForTarget,
            Reports = series.Store,
            Notes = series.Store,
            Http = parts.Http,
            Time = parts.Time,
            Log = parts.Loggers.CreateLogger<ScrapeHost>(),
            Inner = inner,
            Probes = new ProbeFetch(around.State.Probes, () => around.State.Config.Probes),
        });
        around.State.Scrapes = scrapes;
        around.State.Push?.Wanted = scrapes.LookInside;
        around.State.Spans = options.Traces.Enabled
            ? SpanHost.Start(
                options.Traces, Path.Combine(options.StoragePath, SpanJournal.FolderName), series,
                (parts.Time, parts.Loggers.CreateLogger<SpanHost>()))
            : null;
        var points = new MetricSignal(
            series,
            () => around.State.Config.Prometheus.Otlp,
            new MetricSignalOptions(options.OtlpDeltas, series.Options.Engine.Lookback));
        around.State.Otlp = around.State.Spans is { } spans ? new OtlpHost(points, spans.Signal) : new OtlpHost(points);
    }

    private static PushHost OpenPush(ServeOptions options, StagesParts parts) => PushHost.Open(
        Path.Combine(options.StoragePath, PushOptions.FolderName), parts.ExternalUrl, options.Push,
        (parts.Time, parts.Loggers.CreateLogger<PushHost>()));

    private static OutsideAlertmanagers StartOutside(
        AlertQueues queues, RunningConfig config, JournalHost journal, StagesParts parts)
    {
        ILogger log = parts.Loggers.CreateLogger<OutsideAlertmanagers>();
        return OutsideAlertmanagers.Start(config.Alerting, queues, (parts.Http, log), new AlertSendersParts
        {
            Time = parts.Time,
            Journal = journal,
            Random = new Random(parts.Random.Next()),
            IsCheckpointDue = () => journal.IsCheckpointDue(queues.Name),
            OnFault = wrong => LogFault(log, wrong),
        });
    }

    private static NotifyServices Around(StagesParts parts, JournalHost journal, NotifyMetrics metrics, ILogger log) => new()
    {
        Journal = journal,
        ReadEvents = seqs => journal.Reader.ReadAt(seqs),
        Time = parts.Time,
        Random = parts.Random,
        Metrics = metrics,
        Appended = new NotifyLog(parts.Loggers.CreateLogger<NotifyLog>()).Tell,
        GiveBackMemory = NativeHeap.GiveBack,
        Faulted = wrong => LogFault(log, wrong),
    };

    // Against the river: what could not be told comes in again at its beginning, like the alert of any sender.
    private static async Task RaiseAsync(RouterLane router, IReadOnlyList<Alert> alerts, ILogger log)
    {
        try
        {
            await router.PutAsync(alerts).ConfigureAwait(false);
        }
        catch (ChannelClosedException)
        {
            // Stopping: the next start raises it again.
        }
        catch (Exception wrong)
        {
            LogFault(log, wrong);
        }
    }

    private static RouterCore NewRouter(ServeOptions options, RunningConfig config, StagesParts parts, Instant now)
    {
        var silences = new SilenceTable(
            new SilenceTableOptions
            {
                Retention = options.Retention,
                SilencesMax = options.SilencesMax,
                SizeBytesMax = options.SilenceBytesMax,
                Mode = parts.Matchers.Mode,
            },
            parts.NewId);
        return new RouterCore(
            config.Router,
            silences,
            new RouterOptions
            {
                PerAlertNameLimit = options.AlertsPerNameMax,
                AlertGcInterval = options.AlertGcInterval,
                StartDelay = options.DispatchStartDelay,
            },
            now);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Recovered from the journal {alerts} {groups} {unsent} {events}")]
    private static partial void LogRecovered(ILogger log, int alerts, int groups, int unsent, long events);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The journal's health changed {healthy} {message}")]
    private static partial void LogHealth(ILogger log, bool healthy, string message);

    [LoggerMessage(Level = LogLevel.Error, Message = "A unit of work ended with a bug")]
    private static partial void LogFault(ILogger log, Exception wrong);
}

/// <summary>What the stages are made with.</summary>
internal sealed record StagesParts
{
    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Draws the jitter of retries.</summary>
    public required Random Random { get; init; }

    /// <summary>The address by which people reach this server.</summary>
    public required string ExternalUrl { get; init; }

    /// <summary>Gives fresh UUIDs.</summary>
    public required Func<string> NewId { get; init; }

    /// <summary>Makes loggers.</summary>
    public required ILoggerFactory Loggers { get; init; }

    /// <summary>Makes HTTP clients.</summary>
    public required HttpClientFactory Http { get; init; }

    /// <summary>Reads matchers in the mode of the program.</summary>
    public required MatcherParser Matchers { get; init; }

    /// <summary>Compiles configurations.</summary>
    public required ConfigCompiler Compiler { get; init; }

    /// <summary>The settings of Notify.</summary>
    public required NotifyOptions NotifyOptions { get; init; }

    /// <summary>The path in front of all endpoints.</summary>
    public required string Prefix { get; init; }

    /// <summary>What is switched on.</summary>
    public required FeatureFlags Features { get; init; }
}
