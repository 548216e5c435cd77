using System.Text.Json;

namespace Tocsin.Server.Backends;

/// <summary>What stands around every answer of Prometheus's API. Immutable.</summary>
// Source: Prometheus HTTP API, "Format overview".
internal sealed record ApiEnvelope
{
    /// <summary>The class of the error; empty if there is none.</summary>
    public string ErrorType { get; private init; } = "";

    /// <summary>The error; empty if there is none.</summary>
    public string Error { get; private init; } = "";

    /// <summary>Whether it says that it succeeded.</summary>
    public bool IsSuccess { get; private init; }

    /// <summary>What may make the answer one in part.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>What else is to be told.</summary>
    public IReadOnlyList<string> Infos { get; private init; } = [];

    /// <summary>The value of <c>data</c>, as it stands there; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Data { get; private init; }

    /// <summary>Reads one.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    /// <exception cref="FormatException">It is other JSON.</exception>
    public static ApiEnvelope Read(ReadOnlyMemory<byte> body)
    {
        var reader = new Utf8JsonReader(body.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            throw new FormatException("it is no object");
        }

        var envelope = new ApiEnvelope();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            long begin = reader.TokenStartIndex;
            switch (name)
            {
                case "status" when reader.TokenType == JsonTokenType.String:
                    envelope = envelope with { IsSuccess = reader.ValueTextEquals("success"u8) };
                    break;
                case "errorType" when reader.TokenType == JsonTokenType.String:
                    envelope = envelope with { ErrorType = reader.GetString()! };
                    break;
                case "error" when reader.TokenType == JsonTokenType.String:
                    envelope = envelope with { Error = reader.GetString()! };
                    break;
                case "warnings":
                    envelope = envelope with { Warnings = Texts(ref reader) };
                    break;
                case "infos":
                    envelope = envelope with { Infos = Texts(ref reader) };
                    break;
                case "data":
                    reader.Skip();
                    envelope = envelope with { Data = body[(int)begin..(int)reader.BytesConsumed] };
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return envelope;
    }

    private static List<string> Texts(ref Utf8JsonReader reader)
    {
        const int Most = 100;
        var texts = new List<string>();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            return texts;
        }

        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String && texts.Count < Most)
            {
                texts.Add(reader.GetString()!);
            }
            else
            {
                reader.Skip();
            }
        }

        return texts;
    }
}
