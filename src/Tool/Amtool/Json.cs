using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tocsin.Tool.Amtool;

/// <summary>Reads and writes JSON of the API leniently: what is missing or of another kind is empty.</summary>
internal static class Json
{
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>A text, or an empty one.</summary>
    public static string Text(JsonNode? node, params ReadOnlySpan<string> path)
    {
        foreach (string key in path)
        {
            node = (node as JsonObject)?[key];
        }

        return node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
    }

    /// <summary>A truth, or <paramref name="otherwise"/>.</summary>
    public static bool Truth(JsonNode? node, string key, bool otherwise) =>
        (node as JsonObject)?[key] is JsonValue value && value.TryGetValue(out bool truth) ? truth : otherwise;

    /// <summary>A whole number, or 0.</summary>
    public static long Whole(JsonNode? node, string key) =>
        (node as JsonObject)?[key] is JsonValue value && value.TryGetValue(out long number) ? number : 0;

    /// <summary>The objects of a list.</summary>
    public static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>Texts by name.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Texts(JsonNode? map) =>
        (map as JsonObject ?? []).Select(p => KeyValuePair.Create(p.Key, Text(p.Value)));

    /// <summary>JSON in one line as Go's encoder writes it.</summary>
    // Source: Go encoding/json: these characters are escaped so that JSON can stand in HTML. Outside texts JSON has
    // none of them.
    public static string Compact(JsonNode node) => node.ToJsonString(Plain)
        .Replace("<", "\\u003c", StringComparison.Ordinal)
        .Replace(">", "\\u003e", StringComparison.Ordinal)
        .Replace("&", "\\u0026", StringComparison.Ordinal)
        .Replace("\u2028", "\\u2028", StringComparison.Ordinal)
        .Replace("\u2029", "\\u2029", StringComparison.Ordinal);
}
