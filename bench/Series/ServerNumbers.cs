using System.Globalization;
using System.Text;

namespace Tocsin.SeriesLoad;

/// <summary>
/// What was measured, side by side. A goal is a ratio of Tocsin's number to Prometheus's or to VictoriaMetrics's, or
/// Tocsin's own.
/// </summary>
internal sealed class ServerNumbers
{
    private static readonly Measure[] Measures =
    [
        new("rule_round_plain", "ms CPU"),
        new("rule_round", "ms CPU") { Goal = 0.1, To = StoreMake.Prometheus },
        new("rules_10k_load", "ms CPU"),
        new("rules_10k_round", "ms CPU") { Goal = 3_750 },
        new("rules_10k_reload", "ms CPU") { Goal = 1_000 },
        new("firing_1000_plain", "ms CPU"),
        new("firing_1000_texts", "ms CPU"),
        new("firing_1000_added", "ms CPU") { Goal = 3 },
        new("ingest_wall", "s") { Goal = 1, To = StoreMake.VictoriaMetrics },
        new("ingest_cpu", "s") { Goal = 1, To = StoreMake.VictoriaMetrics },
        new("memory_per_series", "bytes") { Goal = 0.5, To = StoreMake.Prometheus },
        new("memory_most", "bytes"),
        new("bytes_per_sample", "bytes") { Goal = 2.1 },
        new("rate_1000_cpu", "ms CPU") { Goal = 0.2, To = StoreMake.Prometheus },
        new("rate_1000_median", "ms") { Goal = 0.2, To = StoreMake.Prometheus },
        new("rate_1000_first", "ms CPU"),
        new("rate_1000_inside", "ms CPU"),
        new("rate_10x_cpu", "ms CPU") { Goal = 0.2, To = StoreMake.Prometheus },
        new("rate_100x_cpu", "ms CPU") { Goal = 0.2, To = StoreMake.Prometheus },
        new("rate_10x_growth", "times") { Goal = 12 },
        new("rate_100x_growth", "times") { Goal = 120 },
        new("scrape_cpu", "cores") { Goal = 0.5, To = StoreMake.Prometheus },
        new("scrape_memory", "MiB") { Goal = 0.5, To = StoreMake.Prometheus },
        new("scrape_memory_most", "MiB"),
        new("scrapes", ""),
        new("scrapes_missed", "") { Goal = 0 },
        new("block_most", "MiB") { Goal = 64 },
        new("block_left", "MiB") { Goal = 16 },
        new("spans_cpu", "cores") { Goal = 0.1 },
        new("spans_per_second", ""),
        new("spans_memory", "MiB"),
        new("start_again", "s") { Goal = 1 },
        new("start_2h", "s") { Goal = 1 },
        new("start_2h_cpu", "s CPU") { Goal = 1 },
        new("start_2h_killed", "s") { Goal = 1 },
        new("start_2h_killed_cpu", "s CPU") { Goal = 1 },
    ];

    private readonly Dictionary<(string Name, StoreMake Make), double> _numbers = [];

    /// <summary>Sets a number.</summary>
    public void Set(string name, StoreMake make, double value) => _numbers[(name, make)] = value;

    /// <summary>A number that was set; null if it was not.</summary>
    public double? Value(string name, StoreMake make) =>
        _numbers.TryGetValue((name, make), out double value) ? value : null;

    /// <summary>The table.</summary>
    public string Table()
    {
        StringBuilder table = new StringBuilder().AppendLine(
            Row("measure", "unit", "prometheus", "victoria", "tocsin", "to prom.", "to vict.", "goal", ""));
        foreach (Measure measure in Measures)
        {
            double? ours = Value(measure, StoreMake.Tocsin);
            double? judged = measure.To is { } to ? ours / Value(measure, to) : ours;
            string verdict = judged is null || measure.Goal is null ? "" : judged <= measure.Goal ? "ok" : "MISSED";
            table.AppendLine(Row(
                measure.Name, measure.Unit, Text(Value(measure, StoreMake.Prometheus)),
                Text(Value(measure, StoreMake.VictoriaMetrics)), Text(ours),
                Text(ours / Value(measure, StoreMake.Prometheus)), Text(ours / Value(measure, StoreMake.VictoriaMetrics)),
                measure.Told, verdict));
        }

        return table.ToString();
    }

    private static string Row(params ReadOnlySpan<string> cells) =>
        $"{cells[0],-19}{cells[1],-7}{cells[2],12}{cells[3],10}{cells[4],10}{cells[5],10}{cells[6],10}{cells[7],14}  {cells[8]}"
            .TrimEnd();

    private static string Text(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private double? Value(Measure measure, StoreMake make) => Value(measure.Name, make);

    private sealed record Measure(string Name, string Unit)
    {
        public double? Goal { get; init; }

        // Null for a goal that is Tocsin's own number.
        public StoreMake? To { get; init; }

        public string Told => Goal is null ? "" : $"≤ {Text(Goal)}{(To is { } to ? $"× {to.ToString()[..4]}." : "")}";
    }
}
