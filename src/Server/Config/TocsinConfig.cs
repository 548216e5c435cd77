using System.Collections.Frozen;
using Tocsin.Notify.Http;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>Tocsin's own settings: <c>tocsin.yml</c>. Every key has a default; an empty file is a valid one.</summary>
public sealed record TocsinConfig
{
    /// <summary>The settings of an empty file.</summary>
    public static TocsinConfig Default { get; } = new();

    /// <summary>The Alertmanager configuration and what it may leave out.</summary>
    public AlertmanagerSection Alertmanager { get; init; } = new();

    /// <summary>Where state is kept and for how long.</summary>
    public StorageSection Storage { get; init; } = new();

    /// <summary>Where to listen.</summary>
    public WebSection Web { get; init; } = new();

    /// <summary>What the dashboard leads to outside.</summary>
    public DashboardSection Dashboard { get; init; } = new();

    /// <summary>When messages are sent, and how many at once.</summary>
    public NotificationsSection Notifications { get; init; } = new();

    /// <summary>Where messages may go to.</summary>
    public OutgoingSection Outgoing { get; init; } = new();

    /// <summary>How messages are paced to receivers that do not say.</summary>
    public DeliveryConfig Delivery { get; init; } = new();

    /// <summary>The programs that receivers may run.</summary>
    public ExecSection Exec { get; init; } = new();

    /// <summary>How series are kept, and what queries may do.</summary>
    public SeriesSection Series { get; init; } = new();

    /// <summary>What is listened on for OpenTelemetry.</summary>
    public OtlpSection Otlp { get; init; } = new();

    /// <summary>How spans become metrics.</summary>
    public TracesSection Traces { get; init; } = new();

    /// <summary>Whether short jobs may push their metrics, and how long these stay.</summary>
    public PushSection Push { get; init; } = new();

    /// <summary>Which rules hold.</summary>
    public RulesSection Rules { get; init; } = new();

    /// <summary>The configuration of a Prometheus in whose place this program stands.</summary>
    public PrometheusSection Prometheus { get; init; } = new();

    /// <summary>Whether and how this program probes; null for not at all.</summary>
    public ProbesSection? Probes { get; init; }

    /// <summary>Servers elsewhere that rules can be evaluated by.</summary>
    public IReadOnlyDictionary<string, BackendConfig> Backends { get; init; } = FrozenDictionary<string, BackendConfig>.Empty;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<TocsinConfig> Schema { get; } = new YamlSchema<TocsinConfig>("tocsin.Config", new())
        .Field("alertmanager", AlertmanagerSection.Schema, c => c.Alertmanager, (c, v) => c with { Alertmanager = v })
        .Field("storage", StorageSection.Schema, c => c.Storage, (c, v) => c with { Storage = v })
        .Field("web", WebSection.Schema, c => c.Web, (c, v) => c with { Web = v })
        .Field("dashboard", DashboardSection.Schema, c => c.Dashboard, (c, v) => c with { Dashboard = v })
        .Field("notifications", NotificationsSection.Schema, c => c.Notifications, (c, v) => c with { Notifications = v })
        .Field("outgoing", OutgoingSection.Schema, c => c.Outgoing, (c, v) => c with { Outgoing = v })
        .Field("delivery", DeliveryConfig.Schema, c => c.Delivery, (c, v) => c with { Delivery = v })
        .Field("exec", ExecSection.Schema, c => c.Exec, (c, v) => c with { Exec = v })
        .Field("series", SeriesSection.Schema, c => c.Series, (c, v) => c with { Series = v })
        .Field("otlp", OtlpSection.Schema, c => c.Otlp, (c, v) => c with { Otlp = v })
        .Field("traces", TracesSection.Schema, c => c.Traces, (c, v) => c with { Traces = v })
        .Field("push", PushSection.Schema, c => c.Push, (c, v) => c with { Push = v })
        .Field("rules", RulesSection.Schema, c => c.Rules, (c, v) => c with { Rules = v })
        .Field("prometheus", PrometheusSection.Schema, c => c.Prometheus, (c, v) => c with { Prometheus = v })
        .Optional("probes", ProbesSection.Schema.OrNull(), c => c.Probes, (c, v) => c with { Probes = v })
        .Optional("backends", YamlTypes.MapOf(BackendConfig.Schema), c => c.Backends, (c, v) => c with { Backends = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    /// <summary>What holds where rule files say nothing.</summary>
    // Source: Prometheus, the default of global.evaluation_interval.
    public RuleFileOptions RuleFileOptions() => new()
    {
        DefaultInterval = Rules.EvaluationInterval ?? TimeSpan.FromMinutes(1),
        DefaultQueryOffset = Rules.QueryOffset ?? TimeSpan.Zero,
        MinInterval = Rules.MinInterval,
        DefaultTimeout = Rules.Timeout,
        DefaultRetries = (int)Rules.Retries,
        Parser = Series.ToOptions().Language,
        DefaultBackend = BackendOfRules(),
        EvaluatesHere = Rules.Evaluate == OwnKeysCheck.Here,
        EvaluatesDefaultHere = Rules.Evaluate.Length > 0 ? Rules.Evaluate == OwnKeysCheck.Here : Rules.Backend.Length == 0,
        Backends = [.. Backends.Keys.Order(StringComparer.Ordinal)],
    };

    // Whoever has all queries answered elsewhere has its rules evaluated over the same series.
    private string BackendOfRules() => Rules.Backend.Length == 0 ? Series.Backend
        : Rules.Backend == RuleGroupModel.OwnStore ? "" : Rules.Backend;

    private static TocsinConfig Check(TocsinConfig c, YamlRules rules)
    {
        foreach ((string name, string key) in new[] { (c.Series.Backend, "series"), (c.Rules.Backend, "rules") })
        {
            if (name.Length > 0 && (key != "rules" || name != RuleGroupModel.OwnStore) && !c.Backends.ContainsKey(name))
            {
                rules.Fail($"{key}.backend: unknown backend \"{name}\"", key, "backends names them");
            }
        }

        return c;
    }

    /// <summary>How messages are paced to a receiver that does not say.</summary>
    public DeliveryModel DeliveryDefaults() =>
        Delivery.Over(new DeliveryModel { Concurrency = (int)Notifications.SendsMax });
}

/// <summary><c>alertmanager</c>: which configuration to run and what it may leave out.</summary>
public sealed record AlertmanagerSection
{
    /// <summary>The Alertmanager configuration, beside this file if relative; empty for the command line's.</summary>
    public string ConfigFile { get; init; } = "";

    /// <summary>Settings that hold where <c>global</c> of that file says nothing, by the same keys; null for none.</summary>
    public GlobalConfig? GlobalDefaults { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<AlertmanagerSection> Schema { get; } = new YamlSchema<AlertmanagerSection>("tocsin.Alertmanager", new())
        .Optional("config_file", YamlTypes.Text, c => c.ConfigFile, (c, v) => c with { ConfigFile = v })
        .Optional("defaults", DefaultsSection.Schema.OrNull(), c => c.GlobalDefaults is null ? null : new(c.GlobalDefaults),
            (c, v) => c with { GlobalDefaults = v?.Global })
        .WithoutUnmarshaler();

    private sealed record DefaultsSection(GlobalConfig? Global)
    {
        public static YamlSchema<DefaultsSection> Schema { get; } =
            new YamlSchema<DefaultsSection>("tocsin.Defaults", new((GlobalConfig?)null))
            .Optional("global", GlobalConfig.Schema.OrNull(), c => c.Global, (_, v) => new(v))
            .WithoutUnmarshaler();
    }
}

/// <summary><c>storage</c>: where state is kept and for how long.</summary>
public sealed record StorageSection
{
    /// <summary>The folder; empty for the command line's.</summary>
    public string Path { get; init; } = "";

    /// <summary>How long history is kept.</summary>
    public TimeSpan HistoryAgeMax { get; init; } = TimeSpan.FromDays(15);

    /// <summary>How large the journal may grow, in MiB.</summary>
    public long HistoryMibMax { get; init; } = 2048;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<StorageSection> Schema { get; } = new YamlSchema<StorageSection>("tocsin.Storage", new())
        .Optional("path", YamlTypes.Text, c => c.Path, (c, v) => c with { Path = v })
        .Field("history_age_max", ConfigTypes.Duration, c => c.HistoryAgeMax, (c, v) => c with { HistoryAgeMax = v })
        .Field("history_mib_max", YamlTypes.Whole, c => c.HistoryMibMax, (c, v) => c with { HistoryMibMax = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static StorageSection Check(StorageSection c, YamlRules rules)
    {
        if (c.HistoryAgeMax <= TimeSpan.Zero)
        {
            rules.Fail("history_age_max must be greater than zero", "history_age_max");
        }

        if (c.HistoryMibMax is < 16 or > 1 << 20)
        {
            rules.Fail("history_mib_max must be between 16 and 1048576", "history_mib_max");
        }

        return c;
    }
}

/// <summary><c>web</c>: where to listen.</summary>
public sealed record WebSection
{
    /// <summary>The address, <c>:9093</c>; empty for the command line's.</summary>
    public string ListenAddress { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<WebSection> Schema { get; } = new YamlSchema<WebSection>("tocsin.Web", new())
        .Optional("listen_address", YamlTypes.Text, c => c.ListenAddress, (c, v) => c with { ListenAddress = v })
        .WithoutUnmarshaler()
        .Rule((c, rules) =>
        {
            if (HostPort.TryParse(c.ListenAddress, out _) is { } fault)
            {
                rules.Fail(fault, "listen_address");
            }

            return c;
        });
}

/// <summary><c>notifications</c>: when messages are sent, and how many at once.</summary>
public sealed record NotificationsSection
{
    /// <summary>Tell that an alert resolved even if it is muted by then, provided that people were told it fires.</summary>
    public bool ResolvedAfterMute { get; init; } = true;

    /// <summary>Tell again of an alert that fires on when its mute ends.</summary>
    public bool ResendAfterMute { get; init; }

    /// <summary>How many notifications may wait for one integration.</summary>
    public long OutboxItemsMax { get; init; } = 10_000;

    /// <summary>How many sends one integration may have under way at once, unless <c>delivery</c> says.</summary>
    public long SendsMax { get; init; } = 64;

    /// <summary>Raise an alert when a page reaches nobody.</summary>
    public bool UndeliverableAlert { get; init; } = true;

    /// <summary>The longest wait that a receiver's Retry-After can impose.</summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<NotificationsSection> Schema { get; } = new YamlSchema<NotificationsSection>("tocsin.Notifications", new())
        .Field("resolved_after_mute", YamlTypes.Flag, c => c.ResolvedAfterMute, (c, v) => c with { ResolvedAfterMute = v })
        .Field("resend_after_mute", YamlTypes.Flag, c => c.ResendAfterMute, (c, v) => c with { ResendAfterMute = v })
        .Field("outbox_items_max", YamlTypes.Whole, c => c.OutboxItemsMax, (c, v) => c with { OutboxItemsMax = v })
        .Field("sends_max", YamlTypes.Whole, c => c.SendsMax, (c, v) => c with { SendsMax = v })
        .Field("undeliverable_alert", YamlTypes.Flag, c => c.UndeliverableAlert, (c, v) => c with { UndeliverableAlert = v })
        .Field("retry_after_max", ConfigTypes.Duration, c => c.RetryAfterMax, (c, v) => c with { RetryAfterMax = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static NotificationsSection Check(NotificationsSection c, YamlRules rules)
    {
        if (c.OutboxItemsMax is < 1 or > 10_000_000)
        {
            rules.Fail("outbox_items_max must be between 1 and 10000000", "outbox_items_max");
        }

        if (c.SendsMax is < 1 or > 10_000)
        {
            rules.Fail("sends_max must be between 1 and 10000", "sends_max");
        }

        return c;
    }
}
