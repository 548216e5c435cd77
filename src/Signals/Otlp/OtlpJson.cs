using System.Globalization;
using System.Text.Json;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>
/// Writes a message that came as JSON as protobuf, so that one decoder reads both and they cannot come to mean different
/// things. What is not known is passed over.
/// </summary>
// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding
internal static class OtlpJson
{
    private const int BytesMax = 128 << 20;

    private static readonly JsonReaderOptions Options = new() { MaxDepth = 64 };

    /// <summary>Converts a message.</summary>
    /// <param name="json">All of it.</param>
    /// <param name="message">What it is.</param>
    /// <param name="output">Gets the same as protobuf.</param>
    /// <returns>What is wrong with it; null if nothing is.</returns>
    public static string? Convert(ReadOnlySpan<byte> json, OtlpMessage message, ProtoWriter output)
    {
        var reader = new Utf8JsonReader(json, Options);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return "the body is no JSON object";
            }

            Write(ref reader, message, output);

            // Whatever follows is refused by the reader.
            reader.Read();
            return null;
        }
        catch (JsonException wrong)
        {
            return $"the body is damaged: {wrong.Message}";
        }
        catch (InvalidOperationException)
        {
            return string.Create(
                CultureInfo.InvariantCulture, $"the body is damaged: a text before byte {reader.BytesConsumed} is not valid Unicode");
        }
    }

    private static void Write(ref Utf8JsonReader json, OtlpMessage message, ProtoWriter output)
    {
        while (Next(ref json) == JsonTokenType.PropertyName)
        {
            OtlpField? field = message.Find(ref json);
            JsonTokenType token = Next(ref json);
            if (field is null)
            {
                json.Skip();
            }
            else if (token == JsonTokenType.StartArray)
            {
                while (Next(ref json) != JsonTokenType.EndArray)
                {
                    WriteValue(ref json, field, output);
                }
            }
            else if (token != JsonTokenType.Null)
            {
                WriteValue(ref json, field, output);
            }
        }
    }

    private static JsonTokenType Next(ref Utf8JsonReader json)
    {
        // The reader itself complains of a body that ends too early.
        json.Read();
        return json.TokenType;
    }

    private static void WriteValue(ref Utf8JsonReader json, OtlpField field, ProtoWriter output)
    {
        int number = field.Number;
        if (output.Length > BytesMax)
        {
            // Single digits take ten times as much in protobuf.
            throw new JsonException("it has too many numbers");
        }

        switch (field.Kind)
        {
            case OtlpFieldKind.Message:
                Expect(ref json, field, json.TokenType == JsonTokenType.StartObject);
                int begun = output.Begin(number);
                Write(ref json, field.Message!, output);
                output.End(begun);
                break;
            case OtlpFieldKind.Text:
                Expect(ref json, field, json.TokenType == JsonTokenType.String);
                output.Text(number, json.GetString()!);
                break;
            case OtlpFieldKind.Bytes:
                Expect(ref json, field, TryBase64(ref json, out byte[] bytes));
                output.Bytes(number, bytes);
                break;
            case OtlpFieldKind.Id:
                Expect(ref json, field, TryHex(ref json, out byte[] id));
                output.Bytes(number, id);
                break;
            case OtlpFieldKind.Flag:
                Expect(ref json, field, json.TokenType is JsonTokenType.True or JsonTokenType.False);
                output.Varint(number, json.TokenType == JsonTokenType.True ? 1UL : 0);
                break;
            case OtlpFieldKind.Float:
                Expect(ref json, field, TryFloat(ref json, out double value));
                output.Fixed(number, value);
                break;
            default:
                Expect(ref json, field, TryWhole(ref json, field, out ulong whole));
                WriteWhole(field, whole, output);
                break;
        }
    }

    private static void WriteWhole(OtlpField field, ulong whole, ProtoWriter output)
    {
        switch (field.Kind)
        {
            case OtlpFieldKind.Zigzag:
                output.Zigzag(field.Number, (long)whole);
                break;
            case OtlpFieldKind.Fixed:
                output.Fixed(field.Number, BitConverter.UInt64BitsToDouble(whole));
                break;
            default:
                output.Varint(field.Number, whole);
                break;
        }
    }

    private static bool TryBase64(ref Utf8JsonReader json, out byte[] bytes)
    {
        bytes = [];
        return json.TokenType == JsonTokenType.String && json.TryGetBytesFromBase64(out bytes!);
    }

    private static bool TryHex(ref Utf8JsonReader json, out byte[] id)
    {
        id = [];
        string text = json.TokenType == JsonTokenType.String ? json.GetString()! : "?";
        bool isHex = text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit);
        id = isHex ? System.Convert.FromHexString(text) : [];
        return isHex;
    }

    private static bool TryFloat(ref Utf8JsonReader json, out double value)
    {
        value = 0;
        if (json.TokenType == JsonTokenType.Number)
        {
            return json.TryGetDouble(out value);
        }

        string text = json.TokenType == JsonTokenType.String ? json.GetString()! : "?";
        value = text switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            _ => 0,
        };
        return value != 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    // 64 bits come as text, and may come as a number; an enumeration may come by its name.
    private static bool TryWhole(ref Utf8JsonReader json, OtlpField field, out ulong whole)
    {
        long signed = 0;
        bool isGood = false;
        whole = 0;
        if (json.TokenType == JsonTokenType.Number)
        {
            isGood = json.TryGetUInt64(out whole);
            bool isNegative = !isGood && json.TryGetInt64(out signed);
            whole = isNegative ? (ulong)signed : whole;
            return isGood || isNegative || TryRound(json.TryGetDouble(out double number) ? number : double.NaN, out whole);
        }

        string text = json.TokenType == JsonTokenType.String ? json.GetString()! : "";
        for (int i = 0; i < field.Values.Count; i++)
        {
            if (field.Values[i] == text)
            {
                whole = (ulong)i;
                return true;
            }
        }

        isGood = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out whole);
        bool isBelow = !isGood && long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out signed);
        whole = isBelow ? (ulong)signed : whole;
        return isGood || isBelow;
    }

    // Some write 1e9 for a whole number.
    private static bool TryRound(double number, out ulong whole)
    {
        bool isWhole = Math.Abs(number) <= 1L << 53 && Math.Floor(number) == number;
        whole = isWhole ? (ulong)(long)number : 0;
        return isWhole;
    }

    private static void Expect(ref Utf8JsonReader json, OtlpField field, bool isGood)
    {
        if (!isGood)
        {
            string name = System.Text.Encoding.UTF8.GetString(field.JsonName.Span);
            throw new JsonException(string.Create(
                CultureInfo.InvariantCulture, $"{name} before byte {json.BytesConsumed} is not what it should be"));
        }
    }
}
