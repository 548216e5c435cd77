using System.Buffers;
using System.Globalization;
using System.Text;
using Tocsin.Signals.RemoteWrite;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>The values of attributes as text: what is not text already is written as JSON is.</summary>
// Source: opentelemetry.proto.common.v1, KeyValue and AnyValue; OpenTelemetry specification, AnyValue to string.
internal static class AttributeText
{
    private const int DepthMax = 32;

    private static readonly SearchValues<char> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, 32).Select(c => (char)c), '"', '\\', '<', '>', '&', '\u2028', '\u2029']);

    /// <summary>Reads an attribute.</summary>
    /// <param name="attribute">The message KeyValue.</param>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its value; null if that is longer than a label may be.</param>
    /// <returns>False if it cannot be decoded.</returns>
    public static bool TryRead(ReadOnlySpan<byte> attribute, out string key, out string? value)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> any = default;
        var field = new ProtoReader(attribute);
        while (field.TryNext())
        {
            if (field.Wire == ProtoWire.Bytes && field.Field == 1)
            {
                name = field.Bytes;
            }
            else if (field.Wire == ProtoWire.Bytes && field.Field == 2)
            {
                any = field.Bytes;
            }
        }

        bool fits = attribute.Length <= TextBudget.LabelBytesMax;
        key = fits ? Encoding.UTF8.GetString(name) : "";
        value = null;
        return !field.IsDamaged && (!fits || TryText(any, out value));
    }

    private static bool TryText(ReadOnlySpan<byte> any, out string? text)
    {
        text = "";
        ProtoReader value = ValueOf(any);
        if (value.IsDamaged || value.Field == 0)
        {
            return !value.IsDamaged;
        }

        switch (value.Field)
        {
            case 1:
                text = Encoding.UTF8.GetString(value.Bytes);
                return true;
            case 4:
                text = PlainNumber.Json(value.AsFloat);
                return true;
            case 7:
                text = Convert.ToBase64String(value.Bytes);
                return true;
            default:
                var json = new StringBuilder();
                bool isGood = TryAppend(json, any, 0);
                text = json.ToString();
                return isGood;
        }
    }

    // The last of several wins, as in every oneof.
    private static ProtoReader ValueOf(ReadOnlySpan<byte> any)
    {
        ProtoReader last = default;
        var field = new ProtoReader(any);
        while (field.TryNext())
        {
            bool fits = field.Field switch
            {
                1 or 5 or 6 or 7 => field.Wire == ProtoWire.Bytes,
                2 or 3 => field.Wire == ProtoWire.Varint,
                4 => field.Wire == ProtoWire.Fixed64,
                _ => false,
            };
            last = fits ? field : last;
        }

        return field.IsDamaged ? field : last;
    }

    private static bool TryAppend(StringBuilder json, ReadOnlySpan<byte> any, int depth)
    {
        ProtoReader value = ValueOf(any);
        if (value.IsDamaged || depth > DepthMax)
        {
            return false;
        }

        switch (value.Field)
        {
            case 1:
                AppendString(json, Encoding.UTF8.GetString(value.Bytes));
                return true;
            case 2:
                json.Append(value.Number != 0 ? "true" : "false");
                return true;
            case 3:
                json.Append(value.AsSigned.ToString(CultureInfo.InvariantCulture));
                return true;
            case 4:
                json.Append(double.IsFinite(value.AsFloat) ? PlainNumber.Json(value.AsFloat) : "null");
                return true;
            case 5:
                return TryAppendList(json, value.Bytes, depth);
            case 6:
                return TryAppendMap(json, value.Bytes, depth);
            case 7:
                AppendString(json, Convert.ToBase64String(value.Bytes));
                return true;
            default:
                json.Append("null");
                return true;
        }
    }

    private static bool TryAppendList(StringBuilder json, ReadOnlySpan<byte> list, int depth)
    {
        json.Append('[');
        bool isFirst = true;
        var item = new ProtoReader(list);
        while (item.TryNext())
        {
            if (item.Field != 1 || item.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            json.Append(isFirst ? "" : ",");
            isFirst = false;
            if (!TryAppend(json, item.Bytes, depth + 1))
            {
                return false;
            }
        }

        json.Append(']');
        return !item.IsDamaged;
    }

    private static bool TryAppendMap(StringBuilder json, ReadOnlySpan<byte> map, int depth)
    {
        // By key, so that one map is one text whatever the order in which it was sent.
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var item = new ProtoReader(map);
        while (item.TryNext())
        {
            if (item.Field != 1 || item.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            var value = new StringBuilder();
            if (!TryAppendPair(value, item.Bytes, depth, out string key))
            {
                return false;
            }

            sorted[key] = value.ToString();
        }

        json.Append('{');
        foreach ((string key, string value) in sorted)
        {
            json.Append(json[^1] == '{' ? "" : ",");
            AppendString(json, key);
            json.Append(':').Append(value);
        }

        json.Append('}');
        return !item.IsDamaged;
    }

    private static bool TryAppendPair(StringBuilder value, ReadOnlySpan<byte> pair, int depth, out string key)
    {
        key = "";
        ReadOnlySpan<byte> any = default;
        var field = new ProtoReader(pair);
        while (field.TryNext())
        {
            if (field.Wire == ProtoWire.Bytes && field.Field == 1)
            {
                key = Encoding.UTF8.GetString(field.Bytes);
            }
            else if (field.Wire == ProtoWire.Bytes && field.Field == 2)
            {
                any = field.Bytes;
            }
        }

        return !field.IsDamaged && TryAppend(value, any, depth + 1);
    }

    private static void AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        ReadOnlySpan<char> rest = text;
        for (int at = rest.IndexOfAny(Escaped); at >= 0; at = rest.IndexOfAny(Escaped))
        {
            json.Append(rest[..at]);
            AppendEscaped(json, rest[at]);
            rest = rest[(at + 1)..];
        }

        json.Append(rest).Append('"');
    }

    private static void AppendEscaped(StringBuilder json, char c) => _ = c switch
    {
        '"' => json.Append("\\\""),
        '\\' => json.Append("\\\\"),
        '\b' => json.Append("\\b"),
        '\f' => json.Append("\\f"),
        '\n' => json.Append("\\n"),
        '\r' => json.Append("\\r"),
        '\t' => json.Append("\\t"),
        _ => json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
