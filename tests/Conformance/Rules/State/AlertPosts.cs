using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Rules.State;

/// <summary>What an Alertmanager was told: of each alert, by its labels, its states in the order in which they came.</summary>
internal static class AlertPosts
{
    /// <summary>Reads requests.</summary>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Read(IEnumerable<Received> requests) => requests
        .SelectMany(request => JsonNode.Parse(request.Bytes)!.AsArray())
        .GroupBy(alert => RuleSightings.Canonical(alert!["labels"]))
        .ToDictionary(alert => alert.Key, alert => (IReadOnlyList<string>)[.. alert.Select(State!)]);

    /// <summary>Where two differ; the last state may be under way to one of them.</summary>
    public static IEnumerable<(string Alert, string Wanted, string Got)> Differences(
        IReadOnlyDictionary<string, IReadOnlyList<string>> wanted, IReadOnlyDictionary<string, IReadOnlyList<string>> got)
    {
        foreach (string alert in wanted.Keys.Union(got.Keys).Order(StringComparer.Ordinal))
        {
            IReadOnlyList<string> left = wanted.GetValueOrDefault(alert, []);
            IReadOnlyList<string> right = got.GetValueOrDefault(alert, []);
            int common = Math.Min(left.Count, right.Count);
            if (Math.Abs(left.Count - right.Count) > 1 || !left.Take(common).SequenceEqual(right.Take(common)))
            {
                yield return (alert, string.Join("; ", left), string.Join("; ", right));
            }
        }
    }

    private static string State(JsonNode alert) =>
        $"{RuleSightings.Ms(alert["startsAt"]!)} to {RuleSightings.Ms(alert["endsAt"]!)} "
        + $"{RuleSightings.Canonical(alert["annotations"] ?? new JsonObject())} {alert["generatorURL"]}";
}
