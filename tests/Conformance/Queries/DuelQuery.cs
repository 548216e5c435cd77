using System.Globalization;
using System.Text.RegularExpressions;

namespace Tocsin.Conformance.Queries;

/// <summary>A request to both servers.</summary>
/// <param name="Path">Of the API.</param>
/// <param name="Text">The expression.</param>
/// <param name="Fields">All parameters.</param>
internal sealed partial record DuelQuery(string Path, string Text, KeyValuePair<string, string>[] Fields)
{
    /// <summary>The order of an instant query's result means something if it is sorted.</summary>
    public bool IsOrdered => Path == "api/v1/query" && Sorted().IsMatch(Text);

    public static DuelQuery Next(Random random, QueryGenerator generator, long baseMs)
    {
        string text = Base().Replace(
            generator.Next(),
            m => Seconds(baseMs + (1000 * long.Parse(m.Groups["second"].ValueSpan, CultureInfo.InvariantCulture))));
        var fields = new List<KeyValuePair<string, string>> { new("query", text) };
        long at = baseMs + random.Next(-300_000, 4_000_000);
        at = random.Next(3) == 0 ? at : at / 15_000 * 15_000;
        if (random.Next(30) == 0)
        {
            fields.Add(new("lookback_delta", random.Next(2) == 0 ? "1m" : "900"));
        }

        if (random.Next(5) < 3)
        {
            fields.Add(new("time", Seconds(at)));
            return new DuelQuery("api/v1/query", text, [.. fields]);
        }

        int step = random.Next(4) switch { 0 => 15_000, 1 => 60_000, 2 => 7_001, _ => random.Next(1, 600_000) };
        fields.Add(new("start", Seconds(at)));
        fields.Add(new("end", Seconds(at + ((long)step * random.Next(40)))));
        fields.Add(new("step", Seconds(step)));
        return new DuelQuery("api/v1/query_range", text, [.. fields]);
    }

    public override string ToString() => string.Join(' ', Fields.Select(f => $"{f.Key}={f.Value}"));

    private static string Seconds(long milliseconds) => (milliseconds / 1000m).ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{base\+(?<second>-?[0-9]+)\}")]
    private static partial Regex Base();

    [GeneratedRegex(@"^(sort|sort_desc|sort_by_label|sort_by_label_desc)\(")]
    private static partial Regex Sorted();
}
