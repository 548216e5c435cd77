using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Logging;

/// <summary>Keys and values as Go's slog writes them as text.</summary>
internal static class LogfmtText
{
    /// <summary>Appends <c> key=value</c>, without the blank at the start of a line.</summary>
    public static void Append(StringBuilder line, string key, string value)
    {
        if (line.Length > 0)
        {
            line.Append(' ');
        }

        line.Append(NeedsQuotes(key) ? GoQuote.Quote(key) : key).Append('=');
        line.Append(NeedsQuotes(value) ? GoQuote.Quote(value) : value);
    }

    /// <summary>A value as text, independent of the machine's culture.</summary>
    public static string Format(object? value) => value switch
    {
        null => "<nil>",
        string text => text,
        bool flag => flag ? "true" : "false",
        DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
        TimeSpan span => Seconds(span),
        Exception error => error.Message,
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        System.Collections.IEnumerable list => string.Join(' ', list.Cast<object?>().Select(Format)),
        _ => value.ToString() ?? "",
    };

    private static string Seconds(TimeSpan span) =>
        span.TotalSeconds.ToString("0.#########", CultureInfo.InvariantCulture) + "s";

    // Source: Go's slog text handler: everything that a reader splitting at blanks and '=' would misread.
    private static bool NeedsQuotes(string text)
    {
        if (text.Length == 0)
        {
            return true;
        }

        foreach (char c in text)
        {
            bool plain = c < 0x80
                ? c is > ' ' and not '"' and not '=' and not '\x7F'
                : !char.IsSurrogate(c) && !char.IsControl(c) && !char.IsWhiteSpace(c) && c != '\uFFFD';
            if (!plain)
            {
                return true;
            }
        }

        return false;
    }
}
