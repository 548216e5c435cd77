using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Tocsin.Signals.Spans;

namespace Tocsin.Server.Spans;

/// <summary>How the settings of the span metrics stand before their counts.</summary>
[JsonSerializable(typeof(SpanOptions))]
internal sealed partial class SpanSettings : JsonSerializerContext
{
    /// <summary>Writes them.</summary>
    public static byte[] Write(SpanOptions options) => JsonSerializer.SerializeToUtf8Bytes(options, Default.SpanOptions);

    /// <summary>Reads what <see cref="Write"/> wrote; what an older version did not write is as it is by default.</summary>
    /// <exception cref="JsonException">It is no such text.</exception>
    public static SpanOptions? Read(ReadOnlySpan<byte> json)
    {
        var whole = (JsonObject)JsonSerializer.SerializeToNode(new SpanOptions(), Default.SpanOptions)!;
        if (JsonNode.Parse(json) is not JsonObject written)
        {
            return null;
        }

        Overlay(whole, written);
        return whole.Deserialize(Default.SpanOptions);
    }

    private static void Overlay(JsonObject whole, JsonObject written)
    {
        foreach ((string name, JsonNode? value) in written)
        {
            if (value is JsonObject inner && whole[name] is JsonObject under)
            {
                Overlay(under, inner);
            }
            else
            {
                whole[name] = value?.DeepClone();
            }
        }
    }
}
