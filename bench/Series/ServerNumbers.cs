using System.Globalization;
using System.Text;

namespace Tocsin.SeriesLoad;

/// <summary>What was measured, side by side. A goal is a ratio of Tocsin's number to Prometheus's, or Tocsin's own.</summary>
internal sealed class ServerNumbers
{
    private static readonly (string Name, string Unit, double? Ratio, double? Own)[] Measures =
    [
        ("rule_round_plain", "ms CPU", null, null),
        ("rule_round", "ms CPU", 0.1, null),
        ("ingest_wall", "s", null, null),
        ("ingest_cpu", "s", null, null),
        ("memory_per_series", "bytes", 0.5, null),
        ("bytes_per_sample", "bytes", null, 2.1),
        ("rate_1000_cpu", "ms CPU", 0.2, null),
        ("rate_1000_median", "ms", null, null),
        ("start_again", "s", null, 1),
    ];

    private readonly Dictionary<(string Name, bool IsOurs), double> _numbers = [];

    /// <summary>Sets a number.</summary>
    public void Set(string name, bool isOurs, double value) => _numbers[(name, isOurs)] = value;

    /// <summary>The table.</summary>
    public string Table()
    {
        StringBuilder table = new StringBuilder().AppendLine(Row("measure", "unit", "prometheus", "tocsin", "ratio", "goal", ""));
        foreach ((string name, string unit, double? ratioGoal, double? ownGoal) in Measures)
        {
            double? real = Value(name, false);
            double? ours = Value(name, true);
            double? ratio = ours / real;
            double? judged = ownGoal is null ? ratio : ours;
            string goal = ratioGoal is { } r ? $"≤ {Text(r)}×" : ownGoal is { } o ? $"≤ {Text(o)}" : "";
            string verdict = goal.Length == 0 || judged is null ? "" : judged <= (ratioGoal ?? ownGoal) ? "ok" : "MISSED";
            table.AppendLine(Row(name, unit, Text(real), Text(ours), Text(ratio), goal, verdict));
        }

        return table.ToString();
    }

    private static string Row(params ReadOnlySpan<string> cells) =>
        $"{cells[0],-20}{cells[1],-8}{cells[2],12}{cells[3],12}{cells[4],9}{cells[5],9}  {cells[6]}".TrimEnd();

    private static string Text(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.###", CultureInfo.InvariantCulture),
    };

    private double? Value(string name, bool isOurs) => _numbers.TryGetValue((name, isOurs), out double value) ? value : null;
}
