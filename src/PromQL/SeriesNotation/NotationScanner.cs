using System.Globalization;

namespace Tocsin.PromQL.SeriesNotation;

/// <summary>Walks the text of a written series.</summary>
internal ref struct NotationScanner(ReadOnlySpan<char> text)
{
    private readonly ReadOnlySpan<char> _text = text;

    /// <summary>Where it stands.</summary>
    public int At { get; private set; }

    /// <summary>True at the end of the text.</summary>
    public readonly bool IsAtEnd => At >= _text.Length;

    /// <summary>The character at hand, or NUL at the end.</summary>
    public readonly char Current => IsAtEnd ? '\0' : _text[At];

    /// <summary>Passes over blanks and tells whether there were any.</summary>
    public bool SkipBlanks()
    {
        int from = At;
        while (Current is ' ' or '\t')
        {
            At++;
        }

        return At > from;
    }

    /// <summary>Passes over the text if it stands here.</summary>
    public bool Take(string expected)
    {
        bool stands = _text[At..].StartsWith(expected, StringComparison.Ordinal);
        At += stands ? expected.Length : 0;
        return stands;
    }

    /// <summary>Passes over a character that must stand here.</summary>
    public void Expect(char expected)
    {
        if (Current != expected || IsAtEnd)
        {
            throw Fault($"expected \"{expected}\"");
        }

        At++;
    }

    /// <summary>Reads letters, digits, underscores and colons; may be empty.</summary>
    public ReadOnlySpan<char> Word()
    {
        int from = At;
        while (char.IsAsciiLetterOrDigit(Current) || Current is '_' or ':')
        {
            At++;
        }

        return _text[from..At];
    }

    /// <summary>Reads letters and underscores; may be empty.</summary>
    public ReadOnlySpan<char> Letters()
    {
        int from = At;
        while (char.IsAsciiLetter(Current) || Current == '_')
        {
            At++;
        }

        return _text[from..At];
    }

    /// <summary>Reads a number without a sign: decimal, with an exponent, <c>Inf</c> or <c>NaN</c>; no hexadecimal.</summary>
    public double Unsigned()
    {
        int from = At;
        if (char.IsAsciiLetter(Current))
        {
            ReadOnlySpan<char> word = Letters();
            return word.Equals("inf", StringComparison.OrdinalIgnoreCase) ? double.PositiveInfinity
                : word.Equals("nan", StringComparison.OrdinalIgnoreCase)
                    ? BitConverter.Int64BitsToDouble(Model.Samples.StaleMarker.NormalNaNBits)
                : throw Fault($"unexpected \"{word}\"", from);
        }

        SkipDigits();
        if (Current == '.')
        {
            At++;
            SkipDigits();
        }

        if (Current is 'e' or 'E')
        {
            At++;
            At += Current is '+' or '-' ? 1 : 0;
            SkipDigits();
        }

        return double.TryParse(_text[from..At], NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            ? value
            : throw Fault("expected a number", from);
    }

    /// <summary>Reads a number that may have a sign.</summary>
    public double Signed()
    {
        bool negative = Current == '-';
        At += Current is '+' or '-' ? 1 : 0;
        double value = Unsigned();
        return negative ? -value : value;
    }

    /// <summary>Reads a whole number that may have a minus sign.</summary>
    public int Integer()
    {
        int from = At;
        At += Current == '-' ? 1 : 0;
        SkipDigits();
        return int.TryParse(_text[from..At], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Fault("expected a whole number", from);
    }

    /// <summary>Reads a text in quotes, single, double or back.</summary>
    public string Quoted()
    {
        int from = At;
        char quote = Current;
        var value = new System.Text.StringBuilder();
        At++;
        while (!IsAtEnd && Current != quote)
        {
            if (Current == '\\' && quote != '`')
            {
                At++;
                value.Append(Current switch { 'n' => '\n', 't' => '\t', 'r' => '\r', char other => other });
            }
            else
            {
                value.Append(Current);
            }

            At++;
        }

        return !IsAtEnd && Current == quote ? Ended(value) : throw Fault("unterminated quoted string", from);
    }

    /// <summary>A fault that names the place.</summary>
    public readonly FormatException Fault(string message, int? at = null) => new(
        string.Create(CultureInfo.InvariantCulture, $"1:{(at ?? At) + 1}: {message} in \"{_text}\""));

    private string Ended(System.Text.StringBuilder value)
    {
        At++;
        return value.ToString();
    }

    private void SkipDigits()
    {
        while (char.IsAsciiDigit(Current))
        {
            At++;
        }
    }
}
