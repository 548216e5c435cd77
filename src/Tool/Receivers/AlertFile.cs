using System.Text.Json;
using System.Text.Json.Nodes;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Tool.Amtool;
using Tocsin.Tool.CommandLine;

namespace Tocsin.Tool.Receivers;

/// <summary>
/// Reads alerts as JSON: one, a list as the API takes and gives it, or the body of a webhook. An alert without an end, or
/// with one to come, fires.
/// </summary>
internal static class AlertFile
{
    private const int AlertsMax = 1_000;

    /// <summary>Reads a file.</summary>
    /// <exception cref="CommandFailure">It holds no alerts.</exception>
    public static IReadOnlyList<Alert> Read(string path, Instant now)
    {
        try
        {
            return Read(JsonNode.Parse(File.ReadAllBytes(path)), path, now);
        }
        catch (JsonException e)
        {
            throw new CommandFailure($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"open {path}: {FileErrors.Describe(e)}", e);
        }
    }

    /// <summary>Reads alerts from JSON.</summary>
    /// <param name="json">The JSON.</param>
    /// <param name="source">Where it comes from, for errors.</param>
    /// <param name="now">The present.</param>
    /// <exception cref="CommandFailure">It holds no alerts.</exception>
    public static IReadOnlyList<Alert> Read(JsonNode? json, string source, Instant now)
    {
        JsonNode? list = json is JsonObject whole && whole.ContainsKey("alerts") ? whole["alerts"] : json;
        JsonObject[] alerts = list is JsonObject one ? [one] : [.. Json.Objects(list)];
        if (alerts.Length is 0 or > AlertsMax)
        {
            throw new CommandFailure($"{source}: there must be 1 to {AlertsMax} alerts, and there are {alerts.Length}");
        }

        return [.. alerts.Select(alert => Alert(alert, source, now))];
    }

    private static Alert Alert(JsonObject alert, string source, Instant now)
    {
        LabelSet labels = Labels(alert, "labels", source);
        Instant start = Time(alert, "startsAt", source);
        Instant end = Time(alert, "endsAt", source);
        return labels.Count == 0
            ? throw new CommandFailure($"{source}: an alert has no labels")
            : new Alert
            {
                Labels = labels,
                Annotations = Labels(alert, "annotations", source),
                StartsAt = start.IsZero ? now : start,
                EndsAt = end > now ? default : end,
                UpdatedAt = now,
                GeneratorUrl = Json.Text(alert, "generatorURL"),
            };
    }

    private static LabelSet Labels(JsonObject alert, string name, string source)
    {
        var labels = new LabelSetBuilder();
        foreach ((string key, JsonNode? value) in alert[name] as JsonObject ?? [])
        {
            labels.Add(key, value is JsonValue text && text.TryGetValue(out string? read)
                ? read
                : throw new CommandFailure($"{source}: {name}.{key} is not a text"));
        }

        return labels.Build(dropEmpty: true);
    }

    private static Instant Time(JsonObject alert, string name, string source)
    {
        string text = Json.Text(alert, name);
        return text.Length == 0 ? default
            : Rfc3339.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out Instant at) ? at
            : throw new CommandFailure($"{source}: {name} {GoQuote.Quote(text)} is not a time like 2026-01-31T18:00:00Z");
    }
}
