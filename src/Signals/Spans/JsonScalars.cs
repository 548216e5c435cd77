using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace Tocsin.Signals.Spans;

/// <summary>Reads the scalars of OTLP's JSON, as lenient as protobuf's own mapping is: a number may be a text. Stateless.</summary>
internal static class JsonScalars
{
    /// <summary>An id in hexadecimal; nothing if there is none. False if it has another length.</summary>
    public static bool TryHex(ref Utf8JsonReader reader, scoped Span<byte> id)
    {
        reader.Read();
        if (reader.TokenType == JsonTokenType.Null)
        {
            return true;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw Wrong(reader, "an id in hexadecimal");
        }

        ReadOnlySpan<byte> hex = reader.ValueSpan;
        return hex.IsEmpty
            || (hex.Length == id.Length * 2 && Convert.FromHexString(hex, id, out _, out _) == OperationStatus.Done);
    }

    /// <summary>A number that has no sign.</summary>
    public static ulong Number(ref Utf8JsonReader reader)
    {
        ulong number = 0;
        bool isGood = reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.Number && reader.TryGetUInt64(out number))
            || (reader.TokenType == JsonTokenType.String
                && ulong.TryParse(reader.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out number));
        return isGood ? number : throw Wrong(reader, "a whole number");
    }

    /// <summary>A number that may have a sign.</summary>
    public static long Signed(ref Utf8JsonReader reader)
    {
        long number = 0;
        bool isGood = reader.TokenType == JsonTokenType.Null
            || (reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out number))
            || (reader.TokenType == JsonTokenType.String
                && long.TryParse(reader.ValueSpan, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number));
        return isGood ? number : throw Wrong(reader, "a whole number");
    }

    /// <summary>A number with a fraction.</summary>
    public static double Float(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            return reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value)
                ? value : throw Wrong(reader, "a number");
        }

        return reader.GetString() switch
        {
            "NaN" => double.NaN,
            "Infinity" => double.PositiveInfinity,
            "-Infinity" => double.NegativeInfinity,
            var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) => value,
            _ => throw Wrong(reader, "a number"),
        };
    }

    /// <summary>What is said of a value of another type.</summary>
    public static JsonException Wrong(in Utf8JsonReader reader, string wanted) =>
        new($"there is a {reader.TokenType} at byte {reader.TokenStartIndex}, where {wanted} is expected");
}
