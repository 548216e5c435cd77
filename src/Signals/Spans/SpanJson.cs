using System.Buffers.Binary;
using System.Text.Json;

namespace Tocsin.Signals.Spans;

/// <summary>Decodes a trace request from OTLP's JSON into a batch, with the same meaning as the bytes have. Stateless.</summary>
// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding: names in camel case, ids in hexadecimal, enums
// as numbers; what is not known is passed over. Names and enums as protobuf's own mapping also allows them are read, too.
internal static class SpanJson
{
    /// <summary>Decodes a request.</summary>
    /// <returns>What is wrong with it, so that the batch must not be used; null if nothing is.</returns>
    public static string? TryDecode(ReadOnlyMemory<byte> body, SpanBatch into)
    {
        into.Clear(body);
        try
        {
            var reader = new Utf8JsonReader(body.Span);
            reader.Read();
            bool isObject = IsObject(reader);
            while (isObject && NextName(ref reader))
            {
                if (reader.ValueTextEquals("resourceSpans"u8) || reader.ValueTextEquals("resource_spans"u8))
                {
                    reader.Read();
                    bool isArray = IsArray(reader);
                    while (isArray && NextItem(ref reader))
                    {
                        ReadResourceSpans(ref reader, into);
                    }
                }
                else
                {
                    reader.Skip();
                }
            }

            return reader.Read() ? "there is more after the end of the object" : null;
        }
        catch (JsonException wrong)
        {
            return wrong.Message;
        }
        catch (InvalidOperationException wrong)
        {
            // A text with half a surrogate pair, or a value of another type.
            return wrong.Message;
        }
    }

    private static void ReadResourceSpans(ref Utf8JsonReader reader, SpanBatch into)
    {
        into.OpenResource();
        bool isObject = IsObject(reader);
        while (isObject && NextName(ref reader))
        {
            if (reader.ValueTextEquals("resource"u8))
            {
                reader.Read();
                ReadResource(ref reader, into);
            }
            else if (reader.ValueTextEquals("scopeSpans"u8) || reader.ValueTextEquals("scope_spans"u8))
            {
                reader.Read();
                bool isArray = IsArray(reader);
                while (isArray && NextItem(ref reader))
                {
                    ReadScopeSpans(ref reader, into);
                }
            }
            else
            {
                reader.Skip();
            }
        }

        into.CloseResource();
    }

    private static void ReadResource(ref Utf8JsonReader reader, SpanBatch into)
    {
        bool isObject = IsObject(reader);
        while (isObject && NextName(ref reader))
        {
            ReadAttributesOrSkip(ref reader, into, into.OfResource);
        }
    }

    private static void ReadScopeSpans(ref Utf8JsonReader reader, SpanBatch into)
    {
        bool isObject = IsObject(reader);
        while (isObject && NextName(ref reader))
        {
            if (reader.ValueTextEquals("spans"u8))
            {
                reader.Read();
                bool isArray = IsArray(reader);
                while (isArray && NextItem(ref reader))
                {
                    ReadSpan(ref reader, into);
                }
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static void ReadSpan(ref Utf8JsonReader reader, SpanBatch into)
    {
        ref SpanRow row = ref into.OpenSpan();
        bool hasGoodIds = true;
        (ulong Start, ulong End) time = default;
        bool isObject = IsObject(reader);
        while (isObject && NextName(ref reader))
        {
            if (reader.ValueTextEquals("name"u8))
            {
                reader.Read();
                row.Name = ReadText(ref reader, into);
            }
            else if (reader.ValueTextEquals("startTimeUnixNano"u8) || reader.ValueTextEquals("start_time_unix_nano"u8))
            {
                time.Start = NextNumber(ref reader);
            }
            else if (reader.ValueTextEquals("endTimeUnixNano"u8) || reader.ValueTextEquals("end_time_unix_nano"u8))
            {
                time.End = NextNumber(ref reader);
            }
            else if (reader.ValueTextEquals("kind"u8))
            {
                reader.Read();
                row.Kind = reader.TokenType == JsonTokenType.String
                    ? SpanWords.KindOf(reader.GetString()) : SpanWords.KindOf(JsonScalars.Number(ref reader));
            }
            else if (reader.ValueTextEquals("status"u8))
            {
                reader.Read();
                ReadStatus(ref reader, ref row);
            }
            else if (!TryReadId(ref reader, ref row, ref hasGoodIds))
            {
                ReadAttributesOrSkip(ref reader, into, into.OfSpan);
            }
        }

        if (into.IsFull)
        {
            throw new JsonException($"there are more than {SpanBatch.SpansMax} spans");
        }

        row.DurationNs = SpanBatch.DurationOf(time.Start, time.End);
        into.CloseSpan(hasGoodIds);
    }

    private static bool TryReadId(ref Utf8JsonReader reader, ref SpanRow row, ref bool isGood)
    {
        Span<byte> id = stackalloc byte[16];
        id.Clear();
        if (reader.ValueTextEquals("traceId"u8) || reader.ValueTextEquals("trace_id"u8))
        {
            isGood &= JsonScalars.TryHex(ref reader, id);
            row.TraceHigh = BinaryPrimitives.ReadUInt64BigEndian(id);
            row.TraceLow = BinaryPrimitives.ReadUInt64BigEndian(id[sizeof(ulong)..]);
            return true;
        }

        if (reader.ValueTextEquals("spanId"u8) || reader.ValueTextEquals("span_id"u8))
        {
            isGood &= JsonScalars.TryHex(ref reader, id[..sizeof(ulong)]);
            row.SpanId = BinaryPrimitives.ReadUInt64BigEndian(id);
            return true;
        }

        if (reader.ValueTextEquals("parentSpanId"u8) || reader.ValueTextEquals("parent_span_id"u8))
        {
            isGood &= JsonScalars.TryHex(ref reader, id[..sizeof(ulong)]);
            row.ParentId = BinaryPrimitives.ReadUInt64BigEndian(id);
            return true;
        }

        return false;
    }

    private static void ReadStatus(ref Utf8JsonReader reader, ref SpanRow row)
    {
        bool isObject = IsObject(reader);
        while (isObject && NextName(ref reader))
        {
            if (!reader.ValueTextEquals("code"u8))
            {
                reader.Skip();
                continue;
            }

            reader.Read();
            row.Status = reader.TokenType == JsonTokenType.String
                ? SpanWords.StatusOf(reader.GetString()) : SpanWords.StatusOf(JsonScalars.Number(ref reader));
        }
    }

    private static void ReadAttributesOrSkip(ref Utf8JsonReader reader, SpanBatch batch, SpanText[] into)
    {
        if (!reader.ValueTextEquals("attributes"u8))
        {
            reader.Skip();
            return;
        }

        reader.Read();
        bool isArray = IsArray(reader);
        while (isArray && NextItem(ref reader))
        {
            ReadAttribute(ref reader, batch, into);
        }
    }

    private static void ReadAttribute(ref Utf8JsonReader reader, SpanBatch batch, SpanText[] into)
    {
        int place = -1;
        SpanText value = SpanText.None;
        bool isObject = IsObject(reader);
        while (isObject && NextName(ref reader))
        {
            if (reader.ValueTextEquals("key"u8))
            {
                reader.Read();
                place = batch.Names.Find(batch.Of(ReadText(ref reader, batch)));
            }
            else if (reader.ValueTextEquals("value"u8))
            {
                reader.Read();
                value = ReadValue(ref reader, batch);
            }
            else
            {
                reader.Skip();
            }
        }

        if (place >= 0 && into[place].IsNone)
        {
            into[place] = value;
        }
    }

    private static SpanText ReadValue(ref Utf8JsonReader reader, SpanBatch batch)
    {
        SpanText text = SpanText.None;
        bool isObject = IsObject(reader);
        while (isObject && NextName(ref reader))
        {
            if (reader.ValueTextEquals("stringValue"u8) || reader.ValueTextEquals("string_value"u8)
                || reader.ValueTextEquals("bytesValue"u8) || reader.ValueTextEquals("bytes_value"u8))
            {
                reader.Read();
                text = ReadText(ref reader, batch);
            }
            else if (reader.ValueTextEquals("boolValue"u8) || reader.ValueTextEquals("bool_value"u8))
            {
                reader.Read();
                text = batch.Write(reader.GetBoolean() ? "true"u8 : "false"u8);
            }
            else if (reader.ValueTextEquals("intValue"u8) || reader.ValueTextEquals("int_value"u8))
            {
                reader.Read();
                text = SpanValues.Write(batch, JsonScalars.Signed(ref reader));
            }
            else if (reader.ValueTextEquals("doubleValue"u8) || reader.ValueTextEquals("double_value"u8))
            {
                reader.Read();
                text = SpanValues.Write(batch, JsonScalars.Float(ref reader));
            }
            else
            {
                reader.Skip();
            }
        }

        return text;
    }

    private static ulong NextNumber(ref Utf8JsonReader reader)
    {
        reader.Read();
        return JsonScalars.Number(ref reader);
    }

    // Null is as good as nothing, as in protobuf's own mapping.
    private static SpanText ReadText(ref Utf8JsonReader reader, SpanBatch batch)
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return SpanText.None;
        }

        if (reader.TokenType != JsonTokenType.String)
        {
            throw JsonScalars.Wrong(reader, "a text");
        }

        return reader.ValueIsEscaped
            ? batch.Take(reader.CopyString(batch.Room(reader.ValueSpan.Length)))
            : batch.Find(reader.ValueSpan);
    }

    // Whether there is an object here; null is as good as none.
    private static bool IsObject(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartObject => true,
        JsonTokenType.Null => false,
        _ => throw JsonScalars.Wrong(reader, "an object"),
    };

    private static bool IsArray(in Utf8JsonReader reader) => reader.TokenType switch
    {
        JsonTokenType.StartArray => true,
        JsonTokenType.Null => false,
        _ => throw JsonScalars.Wrong(reader, "an array"),
    };

    private static bool NextName(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static bool NextItem(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType != JsonTokenType.EndArray;
}
