namespace Tocsin.Load;

/// <summary>A measure, and the ratio to the real Alertmanager that is asked of Tocsin.</summary>
/// <param name="Name">Its name in the output.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Goal">The ratio; null where none is asked.</param>
/// <param name="MoreIsBetter">Whether the goal is a least or a most.</param>
internal sealed record Measure(string Name, string Unit, double? Goal, bool MoreIsBetter)
{
    /// <summary>Every measure, in the order of the table.</summary>
    public static readonly IReadOnlyList<Measure> All =
    [
        new("start_to_first_page", "ms", null, false),
        new("create_rate", "alerts/s", 4, true),
        new("refresh_rate", "alerts/s", 4, true),
        new("create_cpu", "µs/alert", 1.0 / 3, false),
        new("refresh_cpu", "µs/alert", 1.0 / 3, false),
        new("resident_memory", "MB", 0.5, false),
        new("memory_after_reads", "MB", 0.5, false),
        new("peak_memory", "MB", null, false),
        new("page_p50", "ms", null, false),
        new("page_p99", "ms", 1, false),
        new("groups_get", "ms", 0.2, false),
        new("filtered_get", "ms", 0.2, false),
        new("new_alert_cpu_10_mutes", "µs/alert", null, false),
        new("new_alert_cpu_10k_mutes", "µs/alert", null, false),
        new("mutes_cost_growth", "times", null, false),
        new("webhook_rate", "sends/s", null, true) { Bar = 2_000 },
        new("webhook_cpu", "µs/send", null, false),
        new("fanned_memory", "MB", null, false) { Bar = 200 },
        new("fanned_drain_memory", "MB", null, false) { Bar = 200 },
        new("fanned_drain_rate", "sends/s", null, true),
        new("fanned_drain_share", "of speed", null, true) { Bar = 0.9 },
        new("queued_memory", "MB", null, false) { Bar = 200 },
        new("queued_drain_memory", "MB", null, false) { Bar = 200 },
        new("queued_drain_rate", "sends/s", null, true),
        new("queued_drain_share", "of speed", null, true) { Bar = 0.9 },
        new("healthy_p99", "ms", null, false),
        new("healthy_p99_refused", "times", null, false) { Bar = 1.2 },
        new("healthy_p99_hung", "times", null, false) { Bar = 1.2 },
    ];

    /// <summary>What is asked of Tocsin by itself; null where nothing is.</summary>
    public double? Bar { get; init; }

    /// <summary>Whether a value of Tocsin's reaches the bar.</summary>
    public bool IsOverBar(double value) => Bar is not { } bar || (MoreIsBetter ? value >= bar : value <= bar);

    /// <summary>Whether a ratio reaches the goal.</summary>
    public bool IsReached(double ratio) => Goal is not { } goal || (MoreIsBetter ? ratio >= goal : ratio <= goal);
}
