using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Tocsin.Model.Matching;

/// <summary>
/// The older, tolerant matcher grammar: a classic label name, an operator, and the rest as a value, quoted or not,
/// perhaps empty. Braces are optional one by one; commas separate outside quotes.
/// </summary>
// Source: Alertmanager pkg/labels, ParseMatchers and ParseMatcher; its error texts.
internal static class ClassicMatcherParser
{
    /// <summary>Reads a list of matchers.</summary>
    public static bool TryParse(
        string input, [NotNullWhen(true)] out List<LabelMatcher>? matchers, [NotNullWhen(false)] out string? error)
    {
        matchers = null;
        var read = new List<LabelMatcher>();
        foreach (string token in Split(input))
        {
            if (!TryParseOne(token, out LabelMatcher? matcher, out error))
            {
                return false;
            }

            read.Add(matcher);
        }

        matchers = read;
        error = null;
        return true;
    }

    /// <summary>Reads one matcher.</summary>
    public static bool TryParseOne(
        string input, [NotNullWhen(true)] out LabelMatcher? matcher, [NotNullWhen(false)] out string? error)
    {
        matcher = null;
        if (!TryCut(input, out string name, out MatchOp op, out string raw))
        {
            error = $"bad matcher format: {input}";
            return false;
        }

        if (Unescape(raw) is not { } value)
        {
            error = $"matcher value contains unescaped double quote: {raw}";
            return false;
        }

        return LabelMatcher.TryCreate(op, name, value, out matcher, out error);
    }

    private static List<string> Split(string input)
    {
        string text = input.StartsWith('{') ? input[1..] : input;
        text = text.EndsWith('}') ? text[..^1] : text;
        var tokens = new List<string>();
        var token = new StringBuilder();
        bool inQuotes = false;
        bool escaped = false;
        foreach (char c in text)
        {
            if (c == ',' && !inQuotes)
            {
                // Upstream leaves the escape pending across a comma here; so does this.
                tokens.Add(token.ToString());
                token.Clear();
                continue;
            }

            if (c == '"')
            {
                inQuotes = escaped ? inQuotes : !inQuotes;
                escaped = false;
            }
            else if (c != ',')
            {
                escaped = c == '\\' && !escaped;
            }

            token.Append(c);
        }

        string last = TrimGo(token.ToString());
        if (last.Length > 0)
        {
            tokens.Add(last);
        }

        return tokens;
    }

    // ^\s*([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(=~|=|!=|!~)\s*((?s).*?)\s*$ with ASCII white space.
    private static bool TryCut(string input, out string name, out MatchOp op, out string raw)
    {
        name = raw = "";
        op = MatchOp.Equal;
        string text = input.Trim(AsciiSpaces);
        int at = 0;
        while (at < text.Length && (char.IsAsciiLetter(text[at]) || text[at] is '_' or ':'
            || (at > 0 && char.IsAsciiDigit(text[at]))))
        {
            at++;
        }

        name = text[..at];
        string rest = text[at..].TrimStart(AsciiSpaces);
        if (at == 0 || rest.Length == 0)
        {
            return false;
        }

        MatchOp? found = rest switch
        {
            ['=', '~', ..] => MatchOp.Regex,
            ['=', ..] => MatchOp.Equal,
            ['!', '=', ..] => MatchOp.NotEqual,
            ['!', '~', ..] => MatchOp.NotRegex,
            _ => null,
        };
        op = found ?? MatchOp.Equal;
        raw = rest[Math.Min(rest.Length, found is null ? 0 : op.Sign().Length)..].TrimStart(AsciiSpaces);
        return found is not null;
    }

    private static readonly char[] AsciiSpaces = ['\t', '\n', '\f', '\r', ' '];

    // Go's TrimSpace knows Unicode's white space, the regex above only ASCII's.
    private static string TrimGo(string text) => text.Trim();

    // OpenMetrics escapes; a backslash before anything else is itself. Null if a quote stands where it may not.
    private static string? Unescape(string raw)
    {
        bool needsEnd = raw.StartsWith('"');
        string text = needsEnd ? raw[1..] : raw;
        var value = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && i < text.Length - 1)
            {
                char next = text[++i];
                _ = next switch
                {
                    'n' => value.Append('\n'),
                    '"' or '\\' => value.Append(next),
                    _ => value.Append('\\').Append(next),
                };
            }
            else if (c == '"')
            {
                if (!needsEnd || i < text.Length - 1)
                {
                    return null;
                }

                needsEnd = false;
            }
            else
            {
                value.Append(c);
            }
        }

        return needsEnd ? null : value.ToString();
    }
}
