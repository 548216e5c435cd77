using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Rules.Groups;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Rules.State;

/// <summary>What <c>/api/v1/rules</c> told of each rule after each evaluation, while it was asked again and again.</summary>
internal sealed class RuleSightings
{
    private static readonly string[] OwnTimes = ["evaluationTime", "lastEvaluation"];
    private readonly Dictionary<(string Rule, long SlotMs), Dictionary<string, int>> _seen = [];

    /// <summary>The rules and instants that were seen.</summary>
    public IEnumerable<(string Rule, long SlotMs)> Places => _seen.Keys;

    /// <summary>
    /// What most answers told of a rule after an evaluation: one that came within the evaluation may tell the alerts of one
    /// and the time of another.
    /// </summary>
    public string At((string Rule, long SlotMs) place) => _seen[place].MaxBy(pair => pair.Value).Key;

    /// <summary>True if the rule was seen after that evaluation.</summary>
    public bool Has((string Rule, long SlotMs) place) => _seen.ContainsKey(place);

    /// <summary>Asks until an instant.</summary>
    public async Task WatchAsync(SeriesServer server, RealTime clock, double untilSecond)
    {
        for (double next = clock.Seconds; next < untilSecond; next += 0.1)
        {
            await clock.ReachAsync(next);
            Take(JsonNode.Parse((await server.Client.GetAsync("api/v1/rules")).Body)!);
        }
    }

    /// <summary>A rule or an alert in one spelling, without what each server measures for itself.</summary>
    public static string Canonical(JsonNode? node) => node switch
    {
        JsonObject fields => "{" + string.Join(',', fields
            .Where(f => !OwnTimes.Contains(f.Key)).OrderBy(f => f.Key, StringComparer.Ordinal)
            .Select(f => $"{f.Key}:{(f.Key is "activeAt" or "keepFiringSince" ? $"{Ms(f.Value!)}" : Canonical(f.Value))}")) + "}",
        JsonArray list => "[" + string.Join(',', list.Select(Canonical).Order(StringComparer.Ordinal)) + "]",
        null => "null",
        _ => node.GetValueKind() == JsonValueKind.String ? $"\"{(string)node!}\"" : node.ToJsonString(),
    };

    /// <summary>An instant as it is told, in Unix ms: the real one keeps nanoseconds, ours milliseconds, of the same.</summary>
    public static long Ms(JsonNode time) =>
        DateTimeOffset.Parse((string)time!, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private void Take(JsonNode answer)
    {
        foreach (JsonNode? group in answer["data"]!["groups"]!.AsArray())
        {
            (string file, string name) = ((string)group!["file"]!, (string)group["name"]!);
            var slots = GroupSlots.Hashed(file, name, TimeSpan.FromSeconds((double)group["interval"]!));
            int index = 0;
            foreach (JsonNode? rule in group["rules"]!.AsArray())
            {
                long slot = slots.AtOrBefore(Ms(rule!["lastEvaluation"]!));
                string place = $"{Path.GetFileName(file)} {name} {index++} {rule["name"]}";
                Dictionary<string, int> told = _seen.TryGetValue((place, slot), out Dictionary<string, int>? known)
                    ? known
                    : _seen[(place, slot)] = [];
                string text = Canonical(rule);
                told[text] = told.GetValueOrDefault(text) + 1;
            }
        }
    }
}
