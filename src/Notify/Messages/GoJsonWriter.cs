using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tocsin.Notify.Messages;

/// <summary>
/// Writes JSON byte for byte as Go's <c>encoding/json</c> does: no spaces, <c>&lt;&gt;&amp;</c> escaped, other
/// characters as they are. Receivers compare bodies and signatures, so the bytes are part of the promise.
/// </summary>
/// <remarks>Not thread-safe. The caller keeps to the grammar of JSON; commas are written by the writer.</remarks>
public sealed class GoJsonWriter
{
    // What needs no escape and is one byte, which is nearly every text.
    private const string PlainTexts =
        " !#$%'()*+,-./0123456789:;=?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~";

    private static readonly SearchValues<char> PlainChars = SearchValues.Create(PlainTexts);
    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create(Encoding.ASCII.GetBytes(PlainTexts));

    private readonly ArrayBufferWriter<byte> _bytes = new(1024);
    private bool _needsComma;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.WrittenMemory;

    /// <summary>What was written, as text.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_bytes.WrittenSpan);

    /// <summary>Begins an object.</summary>
    public GoJsonWriter BeginObject() => Open((byte)'{');

    /// <summary>Ends an object.</summary>
    public GoJsonWriter EndObject() => Close((byte)'}');

    /// <summary>Begins an array.</summary>
    public GoJsonWriter BeginArray() => Open((byte)'[');

    /// <summary>Ends an array.</summary>
    public GoJsonWriter EndArray() => Close((byte)']');

    /// <summary>Writes the name of the value that follows.</summary>
    public GoJsonWriter Name(string name)
    {
        Value(name);
        Byte((byte)':');
        _needsComma = false;
        return this;
    }

    /// <summary>Writes a name and a text.</summary>
    public GoJsonWriter Field(string name, string value) => Name(name).Value(value);

    /// <summary>Writes a name and a text, both UTF-8.</summary>
    public GoJsonWriter Field(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Value(name);
        Byte((byte)':');
        _needsComma = false;
        return Value(value);
    }

    /// <summary>Writes a name and a text, or nothing if the text is empty (Go's <c>omitempty</c>).</summary>
    public GoJsonWriter FieldUnlessEmpty(string name, string value) => value.Length == 0 ? this : Field(name, value);

    /// <summary>Writes a whole value that another writer made.</summary>
    public GoJsonWriter Raw(GoJsonWriter value) => Literal(value._bytes.WrittenSpan);

    /// <summary>Writes null.</summary>
    public GoJsonWriter Null() => Literal("null"u8);

    /// <summary>Writes a truth value.</summary>
    public GoJsonWriter Value(bool value) => Literal(value ? "true"u8 : "false"u8);

    /// <summary>Writes a whole number.</summary>
    public GoJsonWriter Value(long value) => Value((Int128)value);

    /// <summary>Writes a whole number.</summary>
    public GoJsonWriter Value(Int128 value) =>
        Literal(Encoding.ASCII.GetBytes(value.ToString(CultureInfo.InvariantCulture)));

    /// <summary>Writes a number; one that JSON cannot hold becomes null.</summary>
    // Source: Go encoding/json, floatEncoder: shortest digits, an exponent only below 1e-6 and from 1e21.
    public GoJsonWriter Value(double value)
    {
        if (!double.IsFinite(value))
        {
            return Null();
        }

        double size = Math.Abs(value);
        bool isScientific = size != 0 && (size < 1e-6 || size >= 1e21);
        return Literal(Encoding.ASCII.GetBytes(isScientific ? Scientific(value) : Plain(value)));
    }

    /// <summary>Writes a text.</summary>
    public GoJsonWriter Value(string value)
    {
        Separate();
        Byte((byte)'"');
        int start = value.AsSpan().ContainsAnyExcept(PlainChars) ? WriteEscaped(value) : 0;
        Utf8(value.AsSpan(start));
        Byte((byte)'"');
        _needsComma = true;
        return this;
    }

    /// <summary>Writes a text that is UTF-8.</summary>
    public GoJsonWriter Value(ReadOnlySpan<byte> value)
    {
        if (value.ContainsAnyExcept(PlainBytes))
        {
            return Value(Encoding.UTF8.GetString(value));
        }

        Separate();
        Byte((byte)'"');
        _bytes.Write(value);
        Byte((byte)'"');
        _needsComma = true;
        return this;
    }

    /// <summary>Ends the document with a line feed, as Go's encoder does.</summary>
    public GoJsonWriter EndDocument()
    {
        Byte((byte)'\n');
        return this;
    }

    // Writes all up to the last character that needs an escape, and says where the rest begins.
    private int WriteEscaped(string value)
    {
        int start = 0;
        for (int i = 0; i < value.Length; i++)
        {
            if (NeedsEscape(value, ref i, out string escape))
            {
                Utf8(value.AsSpan(start, i - start));
                Utf8(escape);
                start = i + 1;
            }
        }

        return start;
    }

    // On return i is at the character itself, or at its low surrogate if nothing needs escaping.
    private static bool NeedsEscape(string value, ref int i, out string escape)
    {
        char c = value[i];
        escape = c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            '\b' => "\\b",
            '\f' => "\\f",
            '\n' => "\\n",
            '\r' => "\\r",
            '\t' => "\\t",
            '<' => "\\u003c",
            '>' => "\\u003e",
            '&' => "\\u0026",
            '\u2028' => "\\u2028",
            '\u2029' => "\\u2029",
            < ' ' => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
            _ => "",
        };
        if (char.IsSurrogate(c))
        {
            if (char.IsHighSurrogate(c) && i + 1 < value.Length && char.IsLowSurrogate(value[i + 1]))
            {
                i++;
            }
            else
            {
                escape = "\\ufffd";
            }
        }

        return escape.Length > 0;
    }

    // The shortest digits that read back as the value, split into digits and the exponent of the first one.
    private static (string Sign, string Digits, int Exponent) Shortest(double value)
    {
        string text = value.ToString("E16", CultureInfo.InvariantCulture);
        for (int precision = 0; precision < 17; precision++)
        {
            string shorter = value.ToString("E" + precision, CultureInfo.InvariantCulture);
            if (double.Parse(shorter, CultureInfo.InvariantCulture) == value)
            {
                text = shorter;
                break;
            }
        }

        int e = text.IndexOf('E', StringComparison.Ordinal);
        string mantissa = text[..e].Replace(".", "", StringComparison.Ordinal);
        string sign = mantissa[0] == '-' ? "-" : "";
        int exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return (sign, mantissa[sign.Length..], exponent);
    }

    private static string Plain(double value)
    {
        (string sign, string digits, int exponent) = Shortest(value);
        if (exponent < 0)
        {
            return $"{sign}0.{new string('0', -exponent - 1)}{digits}";
        }

        return digits.Length <= exponent + 1
            ? sign + digits.PadRight(exponent + 1, '0')
            : $"{sign}{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }

    // Go writes e-07 as e-7, and e+21 with its sign.
    private static string Scientific(double value)
    {
        (string sign, string digits, int exponent) = Shortest(value);
        string fraction = digits.Length > 1 ? "." + digits[1..] : "";
        string exponentSign = exponent < 0 ? "-" : "+";
        return $"{sign}{digits[0]}{fraction}e{exponentSign}{Math.Abs(exponent)}";
    }

    private GoJsonWriter Open(byte bracket)
    {
        Separate();
        Byte(bracket);
        _needsComma = false;
        return this;
    }

    private GoJsonWriter Close(byte bracket)
    {
        Byte(bracket);
        _needsComma = true;
        return this;
    }

    private GoJsonWriter Literal(ReadOnlySpan<byte> text)
    {
        Separate();
        _bytes.Write(text);
        _needsComma = true;
        return this;
    }

    private void Separate()
    {
        if (_needsComma)
        {
            Byte((byte)',');
        }
    }

    private void Byte(byte value)
    {
        _bytes.GetSpan(1)[0] = value;
        _bytes.Advance(1);
    }

    private void Utf8(ReadOnlySpan<char> text)
    {
        if (!text.IsEmpty)
        {
            Encoding.UTF8.GetBytes(text, _bytes);
        }
    }
}
