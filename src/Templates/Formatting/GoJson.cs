using System.Globalization;
using System.Text;
using Tocsin.Templates.GoTime;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Formatting;

/// <summary>Values as Go's <c>json.Marshal</c> writes them.</summary>
// Source: Go encoding/json: <>& and the two line separators are escaped, map keys sorted, floats shortest with an
// exponent below 1e-6 and from 1e21 on.
public static class GoJson
{
    private const int DepthMax = 200;

    /// <summary>The value as JSON.</summary>
    /// <exception cref="GoErrorException">The value has no JSON form, such as an infinite float.</exception>
    public static string Marshal(GoValue value)
    {
        var json = new StringBuilder();
        Append(json, value, 0);
        return json.ToString();
    }

    /// <summary>Writes a string with its quotes.</summary>
    public static void AppendString(StringBuilder json, string text)
    {
        json.Append('"');
        foreach (char c in GoText.ToValid(text))
        {
            switch (c)
            {
                case '"' or '\\':
                    json.Append('\\').Append(c);
                    break;
                case '\n':
                    json.Append("\\n");
                    break;
                case '\r':
                    json.Append("\\r");
                    break;
                case '\t':
                    json.Append("\\t");
                    break;
                case '\b':
                    json.Append("\\b");
                    break;
                case '\f':
                    json.Append("\\f");
                    break;
                case < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029':
                    json.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default:
                    json.Append(c);
                    break;
            }
        }

        json.Append('"');
    }

    private static void Append(StringBuilder json, GoValue value, int depth)
    {
        if (depth > DepthMax)
        {
            throw new GoErrorException("json: value nests too deeply");
        }

        switch (value)
        {
            case GoString text:
                AppendString(json, text.Text);
                break;
            case GoInt number:
                json.Append(number.Value);
                break;
            case GoFloat number:
                json.Append(Float(number.Value));
                break;
            case GoBool truth:
                json.Append(truth.Value ? "true" : "false");
                break;
            case TimeValue time:
                AppendString(json, TimeFormat.Format(time.Moment, TimeFormat.Rfc3339Nano));
                break;
            case GoList list:
                AppendList(json, list, depth);
                break;
            case GoMap map:
                AppendMap(json, map, depth);
                break;
            case GoStruct structure:
                AppendStruct(json, structure, depth);
                break;
            case GoPointer pointer:
                Append(json, pointer.Target, depth);
                break;
            default:
                json.Append("null");
                break;
        }
    }

    private static void AppendList(StringBuilder json, GoList list, int depth)
    {
        json.Append('[');
        for (int i = 0; i < list.Count; i++)
        {
            json.Append(i > 0 ? "," : "");
            Append(json, list[i], depth + 1);
        }

        json.Append(']');
    }

    private static void AppendMap(StringBuilder json, GoMap map, int depth)
    {
        json.Append('{');
        for (int i = 0; i < map.Count; i++)
        {
            json.Append(i > 0 ? "," : "");
            AppendString(json, map.KeyAt(i));
            json.Append(':');
            Append(json, map.ValueAt(i), depth + 1);
        }

        json.Append('}');
    }

    private static void AppendStruct(StringBuilder json, GoStruct structure, int depth)
    {
        json.Append('{');
        for (int i = 0; i < structure.Type.Fields.Count; i++)
        {
            if (structure.Type.Fields[i].JsonName is not { } name)
            {
                continue;
            }

            json.Append(json[^1] == '{' ? "" : ",");
            AppendString(json, name);
            json.Append(':');
            Append(json, structure.FieldAt(i), depth + 1);
        }

        json.Append('}');
    }

    private static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            throw new GoErrorException("json: unsupported value: " + FloatFormat.Format(value, 'g', -1));
        }

        double size = Math.Abs(value);
        if (size is 0 or (>= 1e-6 and < 1e21))
        {
            return FloatFormat.Format(value, 'f', -1);
        }

        // e-09 becomes e-9.
        string text = FloatFormat.Format(value, 'e', -1);
        return text.Length >= 4 && text[^4] == 'e' && text[^3] == '-' && text[^2] == '0' ? text[..^2] + text[^1] : text;
    }
}
