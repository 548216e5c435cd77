using System.Text;
using System.Text.Unicode;
using Tocsin.Model.Labels;

namespace Tocsin.Signals.Push;

/// <summary>One line of a pushed text, and how much of it is read. What it reads returns what is wrong, or null.</summary>
internal ref struct PushTextLine(ReadOnlySpan<byte> line)
{
    private readonly ReadOnlySpan<byte> _line = line;
    private int _at;

    /// <summary>Nothing is left.</summary>
    public readonly bool IsAtEnd => _at >= _line.Length;

    /// <summary>What is left.</summary>
    public readonly ReadOnlySpan<byte> Rest => _line[_at..];

    /// <summary>Whether this character is next.</summary>
    public readonly bool IsAt(char c) => !IsAtEnd && _line[_at] == (byte)c;

    /// <summary>Goes past one character.</summary>
    public void Skip() => _at++;

    /// <summary>Reads a quoted text from behind its first quote.</summary>
    public string? ReadQuoted(out string value)
    {
        int begin = _at;
        while (!IsAtEnd && _line[_at] != (byte)'"')
        {
            _at += _line[_at] == (byte)'\\' ? 2 : 1;
        }

        value = "";
        if (IsAtEnd)
        {
            return $"label value {Show(_line[begin..])} contains unescaped new-line";
        }

        ReadOnlySpan<byte> quoted = _line[begin.._at];
        _at++;
        return Utf8.IsValid(quoted) ? TryUnescape(quoted, out value) : $"invalid label value {Show(quoted)}";
    }

    /// <summary>Reads a name; empty if there is none. In quotes, too, it has to be classic.</summary>
    public string? ReadName(bool isMetric, out string name)
    {
        if (IsAt('"'))
        {
            _at++;
            return ReadQuoted(out name) ?? (LabelName.IsClassic(isMetric ? name.Replace(':', '_') : name)
                ? null
                : $"invalid {(isMetric ? "metric" : "label")} name {GoQuote.Quote(name)}");
        }

        int begin = _at;
        while (!IsAtEnd)
        {
            byte b = _line[_at];
            bool isGood = char.IsAsciiLetter((char)b) || b == (byte)'_' || (isMetric && b == (byte)':')
                || (_at > begin && char.IsAsciiDigit((char)b));
            if (!isGood)
            {
                break;
            }

            _at++;
        }

        name = Encoding.ASCII.GetString(_line[begin.._at]);
        return null;
    }

    /// <summary>Reads up to the next blank.</summary>
    public ReadOnlySpan<byte> ReadWord()
    {
        int begin = _at;
        while (!IsAtEnd && _line[_at] is not ((byte)' ' or (byte)'\t'))
        {
            _at++;
        }

        return _line[begin.._at];
    }

    /// <summary>Goes past blanks.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd && _line[_at] is (byte)' ' or (byte)'\t')
        {
            _at++;
        }
    }

    /// <summary>A text without its escapes.</summary>
    public static string? TryUnescape(ReadOnlySpan<byte> text, out string plain)
    {
        plain = "";
        var buffer = new byte[text.Length];
        int length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            byte b = text[i];
            if (b == (byte)'\\')
            {
                i++;
                b = i < text.Length ? text[i] : (byte)'\n';
                if (b is not ((byte)'\\' or (byte)'"' or (byte)'n'))
                {
                    return $"invalid escape sequence '\\{(char)b}'";
                }

                b = b == (byte)'n' ? (byte)'\n' : b;
            }

            buffer[length++] = b;
        }

        plain = Encoding.UTF8.GetString(buffer, 0, length);
        return null;
    }

    /// <summary>The next byte, for an error.</summary>
    public readonly string ShowByte() => IsAtEnd ? "'\\n'" : $"'{(char)_line[_at]}'";

    /// <summary>What of a text an error can show.</summary>
    public static string Show(ReadOnlySpan<byte> text) =>
        GoQuote.Quote(Encoding.UTF8.GetString(text[..Math.Min(text.Length, 100)]));
}
