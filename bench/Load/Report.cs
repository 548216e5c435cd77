using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Load;

/// <summary>The numbers side by side, as a table and as JSON.</summary>
internal sealed class Report(IReadOnlyDictionary<Subject, Numbers> results, Options options)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>One line per measure: each server's number, the ratio and whether the goal is reached.</summary>
    public string Table()
    {
        var table = new StringBuilder();
        table.AppendLine(Row("measure", "unit", "alertmanager", "tocsin", "ratio", "goal", ""));
        foreach (Measure measure in Measure.All.Where(m => results.Values.Any(n => n.ContainsKey(m.Name))))
        {
            double? real = Value(Subject.Alertmanager, measure);
            double? ours = Value(Subject.Tocsin, measure);
            double? ratio = real is > 0 ? ours / real : null;
            string sign = measure.MoreIsBetter ? "≥ " : "≤ ";
            string goal = (measure.Goal ?? measure.Bar) is { } asked ? sign + Number(asked) : "";
            bool? isReached = measure.Goal is not null
                ? ratio is { } reached ? measure.IsReached(reached) : null
                : measure.Bar is not null && ours is { } value ? measure.IsOverBar(value) : null;
            string verdict = isReached is { } isGood ? isGood ? "ok" : "MISSED" : "";
            table.AppendLine(Row(measure.Name, measure.Unit, Number(real), Number(ours), Number(ratio), goal, verdict));
        }

        table.Append(CultureInfo.InvariantCulture, $"{options.Scaled(Suite.Alerts)} alerts in batches of {Suite.BatchSize} ");
        table.Append(CultureInfo.InvariantCulture, $"from {Suite.Clients} clients, {Environment.ProcessorCount} cores");
        return table.ToString();
    }

    /// <summary>The same for programs.</summary>
    public string Json()
    {
        var root = new JsonObject { ["alerts"] = options.Scaled(Suite.Alerts), ["cores"] = Environment.ProcessorCount };
        foreach ((Subject subject, Numbers numbers) in results)
        {
            root[subject.ToString().ToLowerInvariant()] = new JsonObject(
                numbers.Select(n => KeyValuePair.Create(n.Key, (JsonNode?)Math.Round(n.Value, 3))));
        }

        return root.ToJsonString(Indented) + "\n";
    }

    private static string Row(params ReadOnlySpan<string> cells) =>
        $"{cells[0],-25}{cells[1],-10}{cells[2],13}{cells[3],13}{cells[4],9}{cells[5],9}  {cells[6]}".TrimEnd();

    private static string Number(double? value) => value switch
    {
        null => "–",
        >= 100 => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
    };

    private double? Value(Subject subject, Measure measure) =>
        results.TryGetValue(subject, out Numbers? numbers) && numbers.TryGetValue(measure.Name, out double value) ? value : null;
}
