using Tocsin.Journal.Commits;
using Tocsin.Journal.Reading;
using Tocsin.Model;
using Tocsin.Model.Matching;
using Tocsin.Notify.Hosting;
using Tocsin.Routing;
using Tocsin.Routing.Lanes;
using Tocsin.Server.Alerting;
using Tocsin.Server.Notifications;
using Tocsin.Server.Otlp;
using Tocsin.Server.Probes;
using Tocsin.Server.Push;
using Tocsin.Server.Rules;
using Tocsin.Server.Scrape;
using Tocsin.Server.Series;
using Tocsin.Server.Spans;

namespace Tocsin.Server.Hosting;

/// <summary>What the endpoints see of the running server. Safe for concurrent use.</summary>
internal sealed class ServerState
{
    private RunningConfig _config;
    private LoadOutcome? _lastLoad;

    public ServerState(RunningConfig config) => _config = config;

    /// <summary>The router.</summary>
    public required RouterLane Router { get; init; }

    /// <summary>The stage that sends.</summary>
    public required NotifyHost Notify { get; init; }

    /// <summary>The journal.</summary>
    public required JournalHost Journal { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Reads matchers in the mode that the program was started in.</summary>
    public required MatcherParser Matchers { get; init; }

    /// <summary>When the program started.</summary>
    public required Instant StartedAt { get; init; }

    /// <summary>What the intake counts.</summary>
    public required IntakeMetrics Metrics { get; init; }

    /// <summary>Makes probes; null where the program only routes alerts. Set once, before anybody can ask.</summary>
    public ProbeHost? Probes { get; set; }

    /// <summary>Sends test messages.</summary>
    public required ReceiverTests Tests { get; init; }

    /// <summary>Series and queries; null where the program only routes alerts.</summary>
    public required SeriesHost? Series { get; init; }

    /// <summary>The outside Alertmanagers; null where the program only routes alerts.</summary>
    public OutsideAlertmanagers? Alertmanagers { get; init; }

    /// <summary>Rules; null where the program only routes alerts.</summary>
    public RulesHost? Rules { get; init; }

    /// <summary>How much room the disk has. Set once, as those.</summary>
    public StorageMetrics? Storage { get; set; }

    /// <summary>What short jobs pushed; null where they may not, or the program only routes alerts. Set once, as those.</summary>
    public PushHost? Push { get; set; }

    /// <summary>What is scraped; null where the program only routes alerts. Set once, before anybody can ask.</summary>
    public ScrapeHost? Scrapes { get; set; }

    /// <summary>What takes the signals that come by OTLP; null where the program only routes alerts. Set once, as those.</summary>
    public OtlpHost? Otlp { get; set; }

    /// <summary>What counts spans; null where traces are off. Set once, as those.</summary>
    public SpanHost? Spans { get; set; }

    /// <summary>Gives fresh UUIDs.</summary>
    public required Func<string> NewId { get; init; }

    /// <summary>The configuration in force; a reload swaps it.</summary>
    public RunningConfig Config
    {
        get => Volatile.Read(ref _config);
        set => Volatile.Write(ref _config, value);
    }

    /// <summary>How the last load of the configuration ended.</summary>
    public LoadOutcome LastLoad
    {
        get => Volatile.Read(ref _lastLoad) ?? new LoadOutcome(true, StartedAt);
        set => Volatile.Write(ref _lastLoad, value);
    }

    /// <summary>The flags in force, under the names of the command line.</summary>
    public required IReadOnlyDictionary<string, string> Flags { get; init; }

    /// <summary>The present instant.</summary>
    public Instant Now => Instant.From(Time.GetUtcNow());

    /// <summary>Whether only classic label names are allowed.</summary>
    public bool ClassicNames => Matchers.Mode == MatcherMode.Classic;

    /// <summary>How long an alert without an end lives.</summary>
    public TimeSpan ResolveTimeout => Config.ResolveTimeout;

    /// <summary>The integrations of each receiver.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Integrations => Config.Integrations;

    /// <summary>Takes the router's counts for the metrics.</summary>
    public async Task PublishStatsAsync(CancellationToken cancellationToken)
    {
        Durable<RouterStats> stats = await Router.RunAsync(
            static (core, now) => core.Stats(now), cancellationToken).ConfigureAwait(false);
        Router.Metrics.Publish(stats.Value);
        if (Rules is { } rules)
        {
            await rules.Metrics.PublishAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads the past.</summary>
    public JournalReader Reader => Journal.Reader;

    /// <summary>Why the journal cannot write; empty if it can.</summary>
    public string JournalFault => Journal.Health.Message;
}
