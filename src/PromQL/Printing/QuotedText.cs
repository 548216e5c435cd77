using System.Buffers;
using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.PromQL.Printing;

/// <summary>Texts of expressions in double quotes.</summary>
internal static class QuotedText
{
    /// <summary>
    /// The text as Go quotes it. A lone surrogate U+DC00 + byte stands for a byte that is not UTF-8 and prints as
    /// <c>\xff</c>.
    /// </summary>
    public static string Quote(string text)
    {
        int broken = IndexOfBroken(text);
        if (broken < 0)
        {
            return GoQuote.Quote(text);
        }

        var quoted = new StringBuilder("\"");
        while (broken >= 0)
        {
            quoted.Append(GoQuote.Quote(text[..broken]).AsSpan()[1..^1]);
            quoted.Append(CultureInfo.InvariantCulture, $"\\x{text[broken] & 0xFF:x2}");
            text = text[(broken + 1)..];
            broken = IndexOfBroken(text);
        }

        return quoted.Append(GoQuote.Quote(text).AsSpan()[1..]).ToString();
    }

    private static int IndexOfBroken(string text)
    {
        int at = 0;
        while (at < text.Length)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(at), out _, out int used) != OperationStatus.Done)
            {
                return at;
            }

            at += used;
        }

        return -1;
    }
}
