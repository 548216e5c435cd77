using System.Globalization;
using System.Text;

namespace Tocsin.Templates.Html;

/// <summary>Makes values harmless in JavaScript, also where an HTML attribute is around it.</summary>
internal static class JsSanitizer
{
    private const string StringSpecial = "\"&'+/<>\\`";

    /// <summary>For inside a quoted string.</summary>
    public static string String(Content value) => Escape(value.Text, StringSpecial, slashed: "/\\");

    /// <summary>For a template literal, where <c>${</c> would start code.</summary>
    public static string TemplateLiteral(Content value) => Escape(value.Text, StringSpecial + "${}", slashed: "/\\");

    /// <summary>For a regular expression, which then matches the value itself.</summary>
    public static string Regexp(Content value)
    {
        string escaped = Escape(value.Text, "\"$&'()*+-./<>?[\\]^{|}", slashed: "$()*-./?[\\]^{|}");
        // An empty one would be a comment: //
        return escaped.Length == 0 ? "(?:)" : escaped;
    }

    /// <summary>For an expression: JSON, spaced so that it does not run into a word beside it.</summary>
    /// <param name="json">The value as JSON.</param>
    public static string Value(string json)
    {
        if (json.Length == 0)
        {
            // x/{{.}}*y must not become x/*y.
            return " null ";
        }

        string pad = JsTransitions.IsWordPart(json[0]) || JsTransitions.IsWordPart(json[^1]) ? " " : "";
        json = json.Replace("\u2028", "\\u2028", StringComparison.Ordinal).Replace("\u2029", "\\u2029", StringComparison.Ordinal);
        return pad + json + pad;
    }

    /// <summary>For an expression, where a value is no JSON: nothing, with the reason in a comment.</summary>
    public static string NoValue(string reason)
    {
        reason = reason.Replace("*/", "* /", StringComparison.Ordinal)
            .Replace("<script", "\\x3Cscript", StringComparison.OrdinalIgnoreCase)
            .Replace("</script", "\\x3C/script", StringComparison.OrdinalIgnoreCase)
            .Replace("<!--", "\\x3C!--", StringComparison.Ordinal);
        // The space keeps a slash before it from making the comment one to the line's end.
        return $" /* {reason} */null ";
    }

    private static string Escape(string text, string special, string slashed)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (char c in text)
        {
            if (slashed.Contains(c, StringComparison.Ordinal))
            {
                escaped.Append('\\').Append(c);
            }
            else if (c < ' ' || c is '\u2028' or '\u2029' || special.Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(Control(c));
            }
            else
            {
                escaped.Append(c);
            }
        }

        return escaped.ToString();
    }

    private static string Control(char c) => c switch
    {
        '\t' => "\\t",
        '\n' => "\\n",
        '\f' => "\\f",
        '\r' => "\\r",
        _ => string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
    };
}
