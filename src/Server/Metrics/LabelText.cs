using System.Globalization;
using System.Text;

namespace Tocsin.Server.Metrics;

/// <summary>Writes labels as the exposition has them: sorted by name, values escaped.</summary>
internal static class LabelText
{
    private const int ValueCharsMax = 1024;

    public static string Format(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        KeyValuePair<string, object?>[] sorted = tags.ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var text = new StringBuilder();
        string? previous = null;
        foreach ((string key, object? value) in sorted)
        {
            string name = Name(key);
            string content = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            if (name == previous || content.Length == 0)
            {
                // An empty value is the same as no label; a name twice would make the whole scrape invalid.
                continue;
            }

            text.Append(text.Length == 0 ? "" : ",").Append(name).Append("=\"");
            AppendEscaped(text, content.Length > ValueCharsMax ? content[..ValueCharsMax] : content);
            text.Append('"');
            previous = name;
        }

        return text.ToString();
    }

    /// <summary>A name that every Prometheus reads: what is not allowed becomes an underscore.</summary>
    public static string Name(string name)
    {
        bool valid = name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(IsNameCharacter);
        return valid
            ? name
            : string.Concat(name.Select((c, i) =>
                IsNameCharacter(c) && !(i == 0 && char.IsAsciiDigit(c)) ? c : '_').DefaultIfEmpty('_'));
    }

    private static bool IsNameCharacter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or ':';

    private static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (char c in value)
        {
            _ = c switch
            {
                '\\' => text.Append("\\\\"),
                '"' => text.Append("\\\""),
                '\n' => text.Append("\\n"),
                _ => text.Append(c),
            };
        }
    }
}
