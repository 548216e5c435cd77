using System.Text;
using System.Text.Unicode;
using Tocsin.Model.Labels;
using Tocsin.Model.Relabel;

namespace Tocsin.Signals.Scrape;

/// <summary>Reads how the text formats name a series: <c>name{label="value",…}</c>, or <c>{"a name",…}</c>.</summary>
internal static class SeriesText
{
    private const string Repeated = " is not unique";
    private const string Empty = " is empty";

    /// <summary>Where the name and the labels of a line end; -1 if the line does not have them.</summary>
    /// <remarks>Known series are found by these bytes alone, so this is all the parsing that most samples get.</remarks>
    /// <param name="line">From the first byte of the series to the end of the body.</param>
    /// <param name="isStrict">OpenMetrics allows no space before the brace.</param>
    public static int FindEnd(ReadOnlySpan<byte> line, bool isStrict)
    {
        int at = 0;
        while (at < line.Length && IsNameByte(line[at]))
        {
            at++;
        }

        int name = at;
        while (!isStrict && at < line.Length && line[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }

        if (at >= line.Length || line[at] != (byte)'{')
        {
            return name == 0 ? -1 : name;
        }

        int end = FindBrace(line[at..]);
        return end < 0 ? -1 : at + end + 1;
    }

    /// <summary>Where the closing brace of a text that begins with the opening one lies; -1 if nowhere.</summary>
    public static int FindBrace(ReadOnlySpan<byte> text)
    {
        int at = 1;
        while (at < text.Length)
        {
            int next = text[at..].IndexOfAny((byte)'"', (byte)'}', (byte)'\n');
            if (next < 0 || text[at + next] == (byte)'\n')
            {
                return -1;
            }

            at += next;
            if (text[at] == (byte)'}')
            {
                return at;
            }

            int close = FindQuote(text[(at + 1)..]);
            if (close < 0)
            {
                return -1;
            }

            at += close + 2;
        }

        return -1;
    }

    /// <summary>Reads the name and the labels.</summary>
    /// <param name="text">What <see cref="FindEnd"/> bounded.</param>
    /// <param name="rules">How it is read.</param>
    /// <param name="labels">Gets the labels, the name as <c>__name__</c>.</param>
    /// <param name="isSyntax">What is wrong is the form, not the content.</param>
    /// <returns>What is wrong, or null.</returns>
    public static string? Read(ReadOnlySpan<byte> text, Rules rules, LabelEdits labels, out bool isSyntax)
    {
        isSyntax = true;
        int at = 0;
        while (at < text.Length && IsNameByte(text[at]))
        {
            at++;
        }

        if (at > 0)
        {
            if (char.IsAsciiDigit((char)text[0]))
            {
                return $"a metric's name cannot begin with '{(char)text[0]}'";
            }

            labels[LabelName.MetricName] = Encoding.ASCII.GetString(text[..at]);
        }

        SkipSpace(text, ref at);
        if (at == text.Length)
        {
            return null;
        }

        // Past the opening brace.
        at++;
        while (true)
        {
            Skip(text, rules, ref at);
            if (at < text.Length && text[at] == (byte)'}')
            {
                return rules.HasName && !labels.Has(LabelName.MetricName) ? "expected a metric's name" : null;
            }

            if (ReadLabel(text, rules, labels, ref at) is { } wrong)
            {
                isSyntax = !wrong.EndsWith(Repeated, StringComparison.Ordinal) && !wrong.EndsWith(Empty, StringComparison.Ordinal);
                return wrong;
            }

            Skip(text, rules, ref at);
            if (at < text.Length && text[at] == (byte)',')
            {
                at++;
            }
            else if (at >= text.Length || (rules.IsStrict && text[at] != (byte)'}'))
            {
                return "expected a comma or a closing brace after a label";
            }
        }
    }

    private static string? ReadLabel(ReadOnlySpan<byte> text, Rules rules, LabelEdits labels, ref int at)
    {
        bool isQuoted = text[at] == (byte)'"';
        if (!TryReadName(text, ref at, out string name))
        {
            return isQuoted ? "this quoted name is not UTF-8, or has no end" : "expected a label's name";
        }

        Skip(text, rules, ref at);
        if (at >= text.Length || text[at] != (byte)'=')
        {
            if (!isQuoted || labels.Has(LabelName.MetricName))
            {
                return "expected '=' after a label's name";
            }

            labels[LabelName.MetricName] = name;
            return name.Length == 0 ? "a metric's name" + Empty : null;
        }

        at++;
        Skip(text, rules, ref at);
        int close = at < text.Length && text[at] == (byte)'"' ? FindQuote(text[(at + 1)..]) : -1;
        if (close < 0)
        {
            return "expected a label's value in quotes";
        }

        ReadOnlySpan<byte> quoted = text.Slice(at + 1, close);
        at += close + 2;
        if (!Utf8.IsValid(quoted))
        {
            return $"the value of label {GoQuote.Quote(name)} is not UTF-8";
        }

        if (labels.Has(name))
        {
            return $"label name {GoQuote.Quote(name)}" + Repeated;
        }

        labels[name] = Normalize(rules.Kind, name, Unescape(quoted));
        return name.Length == 0 ? "a label's name" + Empty : null;
    }

    private static bool TryReadName(ReadOnlySpan<byte> text, ref int at, out string name)
    {
        int start = at;
        name = "";
        if (text[at] == (byte)'"')
        {
            int close = FindQuote(text[(at + 1)..]);
            if (close < 0 || !Utf8.IsValid(text.Slice(at + 1, close)))
            {
                return false;
            }

            name = Unescape(text.Slice(at + 1, close));
            at += close + 2;
            return true;
        }

        while (at < text.Length && IsNameByte(text[at]) && text[at] != (byte)':')
        {
            at++;
        }

        name = Encoding.ASCII.GetString(text[start..at]);
        return at > start && !char.IsAsciiDigit((char)text[start]);
    }

    // Source: Prometheus model/textparse, normalizeFloatsInLabelValues: "1" and "1.0" are one bucket.
    private static string Normalize(MetricKind kind, string name, string value)
    {
        bool isFloat = (kind == MetricKind.Histogram && name == "le") || (kind == MetricKind.Summary && name == "quantile");
        return isFloat && GoFloat.TryParse(Encoding.UTF8.GetBytes(value), out double number) ? GoFloat.Format(number) : value;
    }

    // Another character after a backslash stays, with the backslash.
    private static string Unescape(ReadOnlySpan<byte> quoted)
    {
        if (!quoted.Contains((byte)'\\'))
        {
            return Encoding.UTF8.GetString(quoted);
        }

        string text = Encoding.UTF8.GetString(quoted);
        var plain = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char next = text[i] == '\\' && i + 1 < text.Length ? text[i + 1] : '\0';
            if (next is '\\' or '"' or 'n')
            {
                plain.Append(next == 'n' ? '\n' : next);
                i++;
            }
            else
            {
                plain.Append(text[i]);
            }
        }

        return plain.ToString();
    }

    // Where the quote that ends a quoted text lies, seen from after the one that begins it.
    private static int FindQuote(ReadOnlySpan<byte> text)
    {
        int at = 0;
        while (at < text.Length)
        {
            int next = text[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (text[at] == (byte)'"')
            {
                return at;
            }

            at += 2;
        }

        return -1;
    }

    private static void Skip(ReadOnlySpan<byte> text, Rules rules, ref int at)
    {
        if (!rules.IsStrict)
        {
            SkipSpace(text, ref at);
        }
    }

    private static void SkipSpace(ReadOnlySpan<byte> text, ref int at)
    {
        while (at < text.Length && text[at] is (byte)' ' or (byte)'\t')
        {
            at++;
        }
    }

    private static bool IsNameByte(byte b) => char.IsAsciiLetterOrDigit((char)b) || b is (byte)'_' or (byte)':';

    /// <summary>How a series is read.</summary>
    /// <param name="Kind">What the metric is, since bounds and quantiles have one spelling.</param>
    /// <param name="IsStrict">No blanks, and a comma between any two labels: OpenMetrics.</param>
    /// <param name="HasName">It is a series, not the labels of an exemplar.</param>
    public readonly record struct Rules(MetricKind Kind, bool IsStrict, bool HasName);
}
