using Tocsin.Server.Hosting;

namespace Tocsin.Server.Metrics;

/// <summary>
/// The metrics that dashboards and alerts for Alertmanager read, with the series that must be there before anything
/// happens. The parts of the program measure under these names; here is what they share.
/// </summary>
public static class MetricCatalog
{
    /// <summary>The integrations, by the name that metrics have for them.</summary>
    public static IReadOnlyList<string> Integrations { get; } =
    [
        "discord", "email", "incidentio", "jira", "mattermost", "msteams", "msteamsv2", "opsgenie", "pagerduty",
        "pushover", "rocketchat", "slack", "sns", "telegram", "victorops", "webex", "webhook", "wechat",
    ];

    /// <summary>Why notifications fail, as a label.</summary>
    public static IReadOnlyList<string> FailureReasons { get; } =
        ["clientError", "contextCanceled", "contextDeadlineExceeded", "other", "serverError"];

    /// <summary>Why notifications are held back, as a label.</summary>
    public static IReadOnlyList<string> SuppressionReasons { get; } =
        ["active_time_interval", "inhibition", "mute_time_interval", "silence"];

    private static readonly string[] ScrapeCodes = ["200", "500", "503"];

    /// <summary>The families for a server with these features.</summary>
    public static IReadOnlyList<FamilySpec> For(FeatureFlags features) =>
        [.. Alerts(), .. Notifications(features), .. Silences(), .. NotificationLog(), .. Http(), .. Topology(), .. Alertmanagers()];

    private static IEnumerable<FamilySpec> Alerts() =>
    [
        Gauge("alerts", "Alerts by state.", "state", ["active", "suppressed", "unprocessed"]),
        Counter("alerts_received_total", "Alerts received.") with
        {
            Initial =
            [
                Pairs(("status", "firing"), ("version", "v2")), Pairs(("status", "resolved"), ("version", "v2")),
            ],
        },
        Counter("alerts_invalid_total", "Alerts received that were not valid.", "version", ["v2"]),
        Plain(Counter("alerts_limited_total", "Alerts refused because their alert name had too many.")),
        Plain(Gauge("alerts_per_alert_limit", "Alerts of one alert name at most, 0 for no limit.")),
        Gauge("dispatcher_aggregation_groups", "Groups with alerts.") with { Initial = [[]] },
        Plain(Summary("dispatcher_alert_processing_duration_seconds", "Time to route an alert to its groups.")),
        Plain(Counter("dispatcher_aggregation_group_limit_reached_total", "Groups not made because of the limit.")),
        Plain(Counter("dispatcher_aggregation_group_creation_retries_total", "Retries at making a group.")),
        Plain(Counter("dispatcher_aggregation_group_creation_given_up_total", "Alerts left without a group.")),
    ];

    private static IEnumerable<FamilySpec> Notifications(FeatureFlags features)
    {
        // With more labels the series are not known before the first notification.
        bool known = features is { ReceiverNameInMetrics: false, AlertNamesInMetrics: false, GroupKeyInMetrics: false };
        IReadOnlyList<string> integrations = known ? Integrations : [];
        yield return Counter("notifications_total", "Notifications attempted.", "integration", integrations);
        yield return Counter("notifications_failed_total", "Notifications that failed.") with
        {
            Initial =
            [
                .. integrations.SelectMany(_ => FailureReasons, (i, r) => Pairs(("integration", i), ("reason", r))),
            ],
        };
        yield return Counter("notification_requests_total", "Requests to deliver.", "integration", integrations);
        yield return Counter(
            "notification_requests_failed_total",
            "Requests to deliver that failed.",
            "integration",
            integrations);
        yield return Histogram("notification_latency_seconds", "Time to deliver a notification.") with
        {
            Buckets = [1, 5, 10, 15, 20],
            Initial = [.. integrations.Select(i => Pairs(("integration", i)))],
        };
        yield return Counter(
            "notifications_suppressed_total",
            "Notifications held back by silences, inhibition or time intervals.",
            "reason",
            known ? SuppressionReasons : []);
    }

    private static IEnumerable<FamilySpec> Silences() =>
    [
        Gauge("silences", "Silences by state.", "state", ["active", "expired", "pending"]),
        Plain(Summary("silences_gc_duration_seconds", "Time to remove expired silences.")),
        Plain(Counter("silences_gc_errors_total", "Removals of expired silences that failed.")),
        Plain(Summary("silences_snapshot_duration_seconds", "Time to save silences.")),
        Plain(Gauge("silences_snapshot_size_bytes", "Size of the last save of silences.")),
        Plain(Counter("silences_maintenance_total", "Rounds of maintenance of silences.")),
        Plain(Counter("silences_maintenance_errors_total", "Such rounds that failed.")),
        Plain(Counter("silences_queries_total", "Queries of silences.")),
        Plain(Counter("silences_query_errors_total", "Queries of silences that failed.")),
        Plain(Histogram("silences_query_duration_seconds", "Time to query silences.")),
        Plain(Counter("silences_query_silences_scanned_total", "Silences looked at by queries.")),
        Plain(Counter("silences_query_silences_skipped_total", "Silences that an index kept queries from looking at.")),
        Plain(Counter("silences_gossip_messages_propagated_total", "Messages about silences passed on to peers.")),
        Counter(
            "silences_matcher_compile_errors_total",
            "Matchers of silences that could not be read.",
            "stage",
            ["index", "load_snapshot"]),
        Plain(Gauge("silences_matcher_index_size", "Entries of the index of matchers.")),
        Plain(Gauge("silences_state_size", "Silences held.")),
        Plain(Gauge("silences_version_index_size", "Entries of the index of versions.")),
    ];

    private static IEnumerable<FamilySpec> NotificationLog() =>
    [
        Plain(Summary("nflog_gc_duration_seconds", "Time to remove old entries of the notification log.")),
        Plain(Summary("nflog_snapshot_duration_seconds", "Time to save the notification log.")),
        Plain(Gauge("nflog_snapshot_size_bytes", "Size of the last save of the notification log.")),
        Plain(Counter("nflog_maintenance_total", "Rounds of maintenance of the notification log.")),
        Plain(Counter("nflog_maintenance_errors_total", "Such rounds that failed.")),
        Plain(Counter("nflog_queries_total", "Queries of the notification log.")),
        Plain(Counter("nflog_query_errors_total", "Queries of the notification log that failed.")),
        Plain(Histogram("nflog_query_duration_seconds", "Time to query the notification log.")),
        Plain(Counter("nflog_gossip_messages_propagated_total", "Messages about it passed on to peers.")),
    ];

    private static IEnumerable<FamilySpec> Http() =>
    [
        Histogram("http_request_duration_seconds", "Time to answer HTTP requests."),
        Histogram("http_response_size_bytes", "Size of HTTP answers.") with
        {
            Buckets = [100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000],
        },
        Gauge("http_requests_in_flight", "HTTP requests being answered.", "method", ["get"]),
        Counter("http_concurrency_limit_exceeded_total", "Requests refused because too many ran.", "method", ["get"]),
        new FamilySpec("promhttp_metric_handler_requests_total", MetricKind.Counter, "Scrapes by status code.")
        {
            Initial = [.. ScrapeCodes.Select(code => Pairs(("code", code)))],
        },
        Plain(new FamilySpec("promhttp_metric_handler_requests_in_flight", MetricKind.Gauge, "Scrapes running.")),
    ];

    private static IEnumerable<FamilySpec> Topology() =>
    [
        Gauge("config_hash", "Hash of the configuration in force, not a cryptographic one."),
        Gauge("config_last_reload_successful", "Whether the last reload of the configuration worked."),
        Gauge("config_last_reload_success_timestamp_seconds", "When the configuration was last read."),
        Gauge("receivers", "Receivers configured."),
        Gauge("integrations", "Integrations configured."),
        Gauge("inhibition_rules", "Inhibition rules configured."),
        Plain(Gauge("cluster_enabled", "Whether this server is part of a cluster.")),
    ];

    // Their help and series come with the first Alertmanager.
    private static IEnumerable<FamilySpec> Alertmanagers() =>
    [
        new FamilySpec("prometheus_notifications_latency_seconds", MetricKind.Summary, "How long a request took."),
    ];

    private static FamilySpec Plain(FamilySpec spec) => spec with { Initial = [[]] };

    private static FamilySpec Counter(string name, string help) =>
        new("alertmanager_" + name, MetricKind.Counter, help);

    private static FamilySpec Counter(string name, string help, string label, IReadOnlyList<string> values) =>
        Counter(name, help) with { Initial = [.. values.Select(v => Pairs((label, v)))] };

    private static FamilySpec Gauge(string name, string help) => new("alertmanager_" + name, MetricKind.Gauge, help);

    private static FamilySpec Gauge(string name, string help, string label, IReadOnlyList<string> values) =>
        Gauge(name, help) with { Initial = [.. values.Select(v => Pairs((label, v)))] };

    private static FamilySpec Histogram(string name, string help) =>
        new("alertmanager_" + name, MetricKind.Histogram, help);

    private static FamilySpec Summary(string name, string help) =>
        new("alertmanager_" + name, MetricKind.Summary, help);

    private static IReadOnlyList<KeyValuePair<string, string>> Pairs(params (string Name, string Value)[] labels) =>
        [.. labels.Select(l => KeyValuePair.Create(l.Name, l.Value))];
}
