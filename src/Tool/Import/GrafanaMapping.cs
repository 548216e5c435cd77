using System.Globalization;
using Tocsin.Model.Durations;
using static Tocsin.Tool.Import.SettingPlace;

namespace Tocsin.Tool.Import;

/// <summary>What the settings of Grafana's alerting mean here.</summary>
// Source: Grafana documentation, "Configure Grafana": [alerting] up to version 10, [unified_alerting] since version 8.
internal sealed class GrafanaMapping
{
    private const string NoPoll =
        "Nothing is polled from a database: rule files are looked at by rules.watch_interval, all else at a reload.";
    private const string Journal = "Every state, attempt and mute is in the journal; it cannot be turned off.";

    private readonly Dictionary<string, Func<GrafanaSetting, MappedSetting>> _known;

    public GrafanaMapping() => _known = new(StringComparer.Ordinal)
    {
        ["alerting.enabled"] = IsOn,
        ["alerting.execute_alerts"] = IsOn,
        ["alerting.error_or_timeout"] = OnError,
        ["alerting.nodata_or_nullvalues"] = NoData,
        ["alerting.concurrent_query_limit"] = Queries,
        ["alerting.evaluation_timeout_seconds"] = s => Timeout(s, Seconds(s)),
        ["alerting.max_attempts"] = Attempts,
        ["alerting.min_interval_seconds"] = s => MinInterval(s, Seconds(s)),
        ["alerting.max_annotation_age"] = History,
        ["alerting.max_annotations_to_keep"] = s => Nothing(
            s, "The journal is bounded by age and size, storage.history_age_max and history_mib_max, not by a number of entries."),
        ["unified_alerting.enabled"] = IsOn,
        ["unified_alerting.execute_alerts"] = IsOn,
        ["unified_alerting.min_interval"] = s => MinInterval(s, Span(s)),
        ["unified_alerting.max_attempts"] = Attempts,
        ["unified_alerting.evaluation_timeout"] = s => Timeout(s, Span(s)),
        ["unified_alerting.rule_group_max_rules"] = s => Nothing(
            s, "A group may have any number of rules: a slow one is evaluated beside the others and takes no time from them."),
        ["unified_alerting.rule_group_max_evaluation_duration"] = s => Nothing(
            s, "Each rule has its own time, rules.timeout; a group as a whole needs none, since slow rules do not hold it up."),
        ["unified_alerting.admin_config_poll_interval"] = s => Nothing(s, NoPoll),
        ["unified_alerting.alertmanager_config_poll_interval"] = s => Nothing(s, NoPoll),
        ["unified_alerting.notification_logs.enabled"] = s => Nothing(s, Journal),
        ["unified_alerting.notification_logs.max_size"] = Size,
        ["unified_alerting.notification_logs.max_age"] = History,
        ["unified_alerting.notification_logs.max_silence_age"] = Silences,
    };

    /// <summary>What is wrong with the values, each with its key.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Maps all settings, in their order; of two for one key that of <c>unified_alerting</c> holds if it is on.</summary>
    public List<MappedSetting> Map(IReadOnlyList<GrafanaSetting> settings)
    {
        bool isUnified = settings.Any(s => s.Key.StartsWith("unified_alerting.", StringComparison.Ordinal))
            && !settings.Any(s => s is { Key: "unified_alerting.enabled", Value: "false" });
        string first = isUnified ? "unified_alerting." : "alerting.";
        List<MappedSetting> mapped = [.. settings.Select(Map)];
        for (int i = 0; i < mapped.Count; i++)
        {
            // Of two settings for one key only one can hold.
            MappedSetting each = mapped[i];
            MappedSetting? other = mapped.Find(m => m.Value.Length > 0 && m.Key == each.Key && m.Setting != each.Setting
                && m.Setting.Key.StartsWith(first, StringComparison.Ordinal));
            if (each.Value.Length > 0 && other is not null && !each.Setting.Key.StartsWith(first, StringComparison.Ordinal))
            {
                mapped[i] = each with { Value = "", Text = $"{other.Setting.Key} holds." };
            }
        }

        return mapped;
    }

    private MappedSetting Map(GrafanaSetting setting) => setting.Value.Length == 0
        ? Nothing(setting, "It is not set, so that Grafana's default holds there.")
        : _known.TryGetValue(setting.Key, out var map)
        ? map(setting)
        : Nothing(setting, "This is no setting that the import knows; look for what it does in docs/rule-policies.md.");

    private static MappedSetting Nothing(GrafanaSetting setting, string why) => new(setting, None, "", "", why);

    private static MappedSetting IsOn(GrafanaSetting setting) => new(setting, OwnFile, "rules.files", "", setting.Value == "false"
        ? "Without rule files nothing is evaluated: name none."
        : "Rules are evaluated as soon as rule files are named.");

    private MappedSetting OnError(GrafanaSetting setting) => Policy(
        setting, "on_error", "the error is told by the alert DatasourceError of the rule, and its own alerts stay as they stand");

    private MappedSetting NoData(GrafanaSetting setting) => Policy(
        setting, "no_data", "the lack is told by the alert DatasourceNoData of the rule, and its own alerts stay as they stand");

    private MappedSetting Policy(GrafanaSetting setting, string key, string alert)
    {
        string? value = setting.Value.ToLowerInvariant().Replace(' ', '_') switch
        {
            "alerting" or "no_data" or "nodata" or "error" => "alert",
            "keep_state" or "keeplast" or "keep_last_state" => "keep",
            "ok" or "normal" => "ok",
            _ => null,
        };
        if (value is null)
        {
            Faults.Add($"{setting.Key}: {setting.Value} is none of alerting, no_data, keep_state and ok");
        }

        return new MappedSetting(setting, Group, key, value ?? "", value switch
        {
            "alert" => $"A key of each group, or of an alert: {alert}.",
            "keep" => "A key of each group, or of an alert: its alerts stay as they stand.",
            _ => "A key of each group, or of an alert: its alerts end.",
        });
    }

    private MappedSetting Queries(GrafanaSetting setting)
    {
        long limit = Math.Clamp(Whole(setting), 2, 1000);
        return new MappedSetting(setting, OwnFile, "rules.concurrent_queries_max", Text(limit),
            "Queries of rules at once: that of the round, and those of slow rules beside it; at least 2.");
    }

    private MappedSetting Attempts(GrafanaSetting setting)
    {
        long retries = Math.Clamp(Whole(setting) - 1, 0, 10);
        return new MappedSetting(setting, OwnFile, "rules.retries", Text(retries),
            "Grafana counts the first attempt, and this key only those after it; at most 10, none past the next instant.");
    }

    private static MappedSetting Timeout(GrafanaSetting setting, TimeSpan time) => new(
        setting, OwnFile, "rules.timeout", Written(time), "How long each attempt at an evaluation may take; a group may say otherwise.");

    private static MappedSetting MinInterval(GrafanaSetting setting, TimeSpan time) => new(
        setting, OwnFile, "rules.min_interval", Written(time), "Groups that ask for less are raised to it, as in Grafana, with a warning.");

    private MappedSetting History(GrafanaSetting setting)
    {
        TimeSpan age = Span(setting);
        return age == TimeSpan.Zero
            ? Nothing(setting, "Zero is for ever in Grafana; here storage.history_age_max must be some time, 15d by default.")
            : new MappedSetting(setting, OwnFile, "storage.history_age_max", Written(age),
                "How long the history of states and notifications is kept.");
    }

    private MappedSetting Size(GrafanaSetting setting)
    {
        string digits = setting.Value.ToUpperInvariant().TrimEnd('B').TrimEnd('I');
        double factor = digits.Length == 0 ? 0 : digits[^1] switch { 'K' => 1 / 1024.0, 'M' => 1, 'G' => 1024, 'T' => 1 << 20, _ => 0 };
        if (factor == 0 || !double.TryParse(digits[..^1], NumberStyles.Float, CultureInfo.InvariantCulture, out double size) || size <= 0)
        {
            Faults.Add($"{setting.Key}: {setting.Value} is no size such as 1GB");
            return Nothing(setting, "");
        }

        long mib = (long)Math.Clamp(Math.Ceiling(size * factor), 16, 1 << 20);
        return new MappedSetting(setting, OwnFile, "storage.history_mib_max", Text(mib),
            "How large the journal may grow, which holds the history of notifications and all else that happened.");
    }

    private MappedSetting Silences(GrafanaSetting setting) => new(
        setting, Flag, "--data.retention", Written(Span(setting)),
        "How long a silence is kept after its end, and how long the notification log remembers.");

    private long Whole(GrafanaSetting setting)
    {
        if (!long.TryParse(setting.Value, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            Faults.Add($"{setting.Key}: {setting.Value} is no whole number");
        }

        return number;
    }

    private TimeSpan Seconds(GrafanaSetting setting) => TimeSpan.FromSeconds(Math.Min(Whole(setting), int.MaxValue));

    private TimeSpan Span(GrafanaSetting setting)
    {
        if (!PrometheusDuration.TryParse(setting.Value, out TimeSpan span, out _))
        {
            Faults.Add($"{setting.Key}: {setting.Value} is no duration such as 30s");
        }

        return span;
    }

    private static string Written(TimeSpan span) => PrometheusDuration.Format(span);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
