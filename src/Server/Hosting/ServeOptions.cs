using System.Collections.Frozen;
using Tocsin.Server.Config;
using Tocsin.Server.Logging;
using Tocsin.Server.Push;
using Tocsin.Server.Series;
using Tocsin.Signals.Otlp;

namespace Tocsin.Server.Hosting;

/// <summary>How the server is started: everything that the command line decides.</summary>
public sealed record ServeOptions
{
    /// <summary>The name it was started by, which its messages carry.</summary>
    public string ProgramName { get; init; } = "tocsin";

    /// <summary>Started in Alertmanager's place: what its users did not ask for stays out of what they are sent.</summary>
    public bool AsAlertmanager => ProgramName != "tocsin";

    /// <summary>The flags that the command line itself names; they win over <see cref="TocsinFile"/>.</summary>
    public IReadOnlySet<string> NamedFlags { get; init; } = FrozenSet<string>.Empty;

    /// <summary>All flags with the values in force.</summary>
    public IReadOnlyDictionary<string, string> Flags { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The Alertmanager configuration; null starts on the embedded default.</summary>
    public string? ConfigFile { get; init; } = "alertmanager.yml";

    /// <summary>Tocsin's own configuration; null for none.</summary>
    public string? TocsinFile { get; init; }

    /// <summary>The folder of the journal and all state.</summary>
    public string StoragePath { get; init; } = "data/";

    /// <summary>How long silences, the notification log and history are kept.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(120);

    /// <summary>How long the journal keeps history.</summary>
    public TimeSpan HistoryAge { get; init; } = TimeSpan.FromDays(15);

    /// <summary>Bytes of history above which the oldest is dropped.</summary>
    public long HistoryBytes { get; init; } = 2L << 30;

    /// <summary>Which rules hold, and how they are evaluated.</summary>
    public RulesSection Rules { get; init; } = new();

    /// <summary>What becomes of deltas that come by OTLP.</summary>
    public DeltaHandling OtlpDeltas { get; init; }

    /// <summary>When messages are sent, and how many at once.</summary>
    public NotificationsSection Notifications { get; init; } = new();

    /// <summary>Time between rounds of cleaning up and checkpoints.</summary>
    public TimeSpan MaintenanceInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Silences at most, expired ones included; 0 or less for no limit.</summary>
    public int SilencesMax { get; init; }

    /// <summary>Bytes of one silence at most; 0 or less for no limit.</summary>
    public int SilenceBytesMax { get; init; }

    /// <summary>Whether changes of silences are logged.</summary>
    public bool LogSilences { get; init; }

    /// <summary>Time between removals of resolved alerts.</summary>
    public TimeSpan AlertGcInterval { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>Alerts of one alert name at most; 0 or less for no limit.</summary>
    public int AlertsPerNameMax { get; init; }

    /// <summary>Time between removals of empty groups.</summary>
    public TimeSpan DispatchMaintenanceInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Time after start before the first message may leave.</summary>
    public TimeSpan DispatchStartDelay { get; init; }

    /// <summary>How series are kept and asked; null where the program only routes alerts.</summary>
    public SeriesOptions? Series { get; init; }

    /// <summary>How spans become metrics, where there are series.</summary>
    public TracesSection Traces { get; init; } = new();

    /// <summary>Whether short jobs may push their metrics, and how long these stay.</summary>
    public PushOptions Push { get; init; } = new();

    /// <summary>The web side.</summary>
    public WebOptions Web { get; init; } = new();

    /// <summary>The cluster side.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>
    /// The list given to <c>--enable-feature</c>, not yet checked: a wrong one is reported in the log, as upstream
    /// does.
    /// </summary>
    public string EnableFeature { get; init; } = "";

    /// <summary>Share of the memory that may be used; kept for the sake of existing command lines.</summary>
    public double MemoryLimitRatio { get; init; } = 0.9;

    /// <summary>The log's level.</summary>
    public LogLevelName LogLevel { get; init; } = LogLevelName.Info;

    /// <summary>The log's format.</summary>
    public LogFormat LogFormat { get; init; }
}
