using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.Model.Labels;
using Tocsin.Tool.Amtool;

namespace Tocsin.Tool.Query;

/// <summary>Writes a series as PromQL does: <c>up{job="node"}</c>.</summary>
internal static partial class SeriesName
{
    /// <summary>The name of the metric and the labels.</summary>
    /// <param name="metric">Labels by name, as the API gives them.</param>
    /// <param name="without">Labels that are told elsewhere.</param>
    public static string Of(JsonNode? metric, IReadOnlyCollection<string>? without = null)
    {
        string name = Json.Text(metric, "__name__");
        bool isBare = Bare().IsMatch(name);
        string[] labels =
        [
            .. name.Length > 0 && !isBare ? [GoQuote.Quote(name)] : Array.Empty<string>(),
            .. Json.Texts(metric).Where(l => l.Key != "__name__" && without?.Contains(l.Key) != true)
                .OrderBy(l => l.Key, StringComparer.Ordinal).Select(Pair),
        ];
        return (isBare ? name : "") + (labels.Length > 0 || !isBare ? $"{{{string.Join(", ", labels)}}}" : "");
    }

    /// <summary>One label.</summary>
    public static string Pair(KeyValuePair<string, string> label) =>
        $"{(Bare().IsMatch(label.Key) ? label.Key : GoQuote.Quote(label.Key))}={GoQuote.Quote(label.Value)}";

    [GeneratedRegex("^[a-zA-Z_:][a-zA-Z0-9_:]*$")]
    private static partial Regex Bare();
}
