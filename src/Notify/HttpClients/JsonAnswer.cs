using System.Text.Json;

namespace Tocsin.Notify.HttpClients;

/// <summary>The JSON object that a receiver answered, read without trust: what is missing or of another kind is empty.</summary>
internal readonly struct JsonAnswer
{
    private readonly JsonElement _object;

    private JsonAnswer(JsonElement element) => _object = element;

    /// <summary>The object; null if the text is not JSON, or JSON of another kind.</summary>
    public static JsonAnswer? Parse(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new JsonAnswer(document.RootElement.Clone())
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A truth value.</summary>
    public bool IsTrue(string name) => _object.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A text; empty if there is none.</summary>
    public string Text(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    /// <summary>A number; null if there is none.</summary>
    public double? Number(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetDouble(out double number) && double.IsFinite(number)
            ? number
            : null;

    /// <summary>A whole number; null if there is none.</summary>
    public long? Whole(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out long number)
            ? number
            : null;

    /// <summary>An object within; null if there is none.</summary>
    public JsonAnswer? Object(string name) =>
        _object.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Object
            ? new JsonAnswer(value)
            : null;

    /// <summary>How long a receiver asks us to wait; null if it does not, or for less than nothing, or for longer than a day.</summary>
    public TimeSpan? Seconds(string name) =>
        Number(name) is > 0 and <= 86_400 and { } seconds ? TimeSpan.FromSeconds(seconds) : null;
}
