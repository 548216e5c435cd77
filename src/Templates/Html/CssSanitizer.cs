using System.Buffers;
using System.Globalization;
using System.Text;

namespace Tocsin.Templates.Html;

/// <summary>Makes values harmless in CSS.</summary>
internal static class CssSanitizer
{
    private const string Special = "\0\t\n\f\r\"&'()+/:;<>\\{}";

    // What could end a value, start another rule or call something.
    private static readonly SearchValues<char> UnsafeInValue = SearchValues.Create("\0\"'()/;@[\\]`{}<>");

    /// <summary>For inside a CSS string; also safe in the attribute around it.</summary>
    public static string String(Content value)
    {
        string text = value.Text;
        var escaped = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (!Special.Contains(c, StringComparison.Ordinal))
            {
                escaped.Append(c);
            }
            else if (c == '\\')
            {
                escaped.Append("\\\\");
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\{(int)c:x}");
                // A digit after the escape would belong to it, and a space would be eaten by it.
                bool needsEnd = i + 1 == text.Length || char.IsAsciiHexDigit(text[i + 1]) || CssText.IsSpace(text[i + 1]);
                escaped.Append(needsEnd ? " " : "");
            }
        }

        return escaped.ToString();
    }

    /// <summary>For a value: passes quantities, names, keywords and colours, and nothing that could end or run something.</summary>
    public static string Value(Content value)
    {
        string text = CssText.Decode(value.Text);
        bool isUnsafe = text.AsSpan().ContainsAny(UnsafeInValue) || text.Contains("--", StringComparison.Ordinal);
        string letters = string.Concat(text.Where(IsNamePart));
        // Old browsers run these, however they are spaced; the second is written -moz-binding.
        bool runs = letters.Contains("expression", StringComparison.OrdinalIgnoreCase)
            || letters.Contains("mozbinding", StringComparison.OrdinalIgnoreCase);
        return isUnsafe || runs ? HtmlSanitizer.Failsafe : text;
    }

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c == '_';
}
