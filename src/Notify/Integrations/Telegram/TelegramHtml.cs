using System.Net;
using System.Text;

namespace Tocsin.Notify.Integrations.Telegram;

/// <summary>Handles the HTML that Telegram knows: a few inline tags and five character references.</summary>
// https://core.telegram.org/bots/api#html-style
internal static class TelegramHtml
{
    // https://core.telegram.org/bots/api#sendmessage: 4096 characters after the markup is read. What is sent is bounded
    // too, at 32 KiB: https://github.com/tdlib/telegram-bot-api, get_formatted_text.
    private const int VisibleRunesMax = TelegramText.RunesMax;
    private const int BytesMax = 32 * 1024;

    /// <summary>Makes a text safe within HTML.</summary>
    public static string Escape(string text) => text
        .Replace("&", "&amp;", StringComparison.Ordinal)
        .Replace("<", "&lt;", StringComparison.Ordinal)
        .Replace(">", "&gt;", StringComparison.Ordinal);

    /// <summary>The text as people would read it.</summary>
    public static string ToPlain(string html)
    {
        var plain = new StringBuilder(html.Length);
        foreach (Piece piece in Pieces(html))
        {
            plain.Append(piece.IsTag ? "" : WebUtility.HtmlDecode(piece.Text));
        }

        return plain.ToString();
    }

    /// <summary>
    /// Both texts if they fit. Else as much of the first as there is room for, every open tag closed, an ellipsis,
    /// <paramref name="note"/> and the second.
    /// </summary>
    public static string Fit(string html, string note, string tail)
    {
        if (LengthOf(html + tail).Fits(VisibleRunesMax, BytesMax))
        {
            return html + tail;
        }

        string end = "…" + note + tail;
        Length reserved = LengthOf(end);
        return Begin(html, VisibleRunesMax - reserved.Runes, BytesMax - reserved.Bytes) + end;
    }

    private static string Begin(string html, int runesMax, int bytesMax)
    {
        var open = new Stack<string>();
        var begin = new StringBuilder();
        int runes = 0;
        int bytes = 0;
        int closing = 0;
        foreach (Piece piece in Pieces(html))
        {
            string name = piece.IsTag ? NameOf(piece.Text) : "";
            bool isEnd = name.StartsWith('/');
            int more = piece.IsTag && !isEnd ? name.Length + "</>".Length : 0;
            runes += piece.IsTag ? 0 : 1;
            bytes += Encoding.UTF8.GetByteCount(piece.Text);
            if (runes > runesMax || bytes + closing + more > bytesMax)
            {
                break;
            }

            begin.Append(piece.Text);
            closing += more;
            if (more > 0)
            {
                open.Push(name);
            }
            else if (isEnd && open.TryPop(out string? closed))
            {
                closing -= closed.Length + "</>".Length;
            }
        }

        foreach (string name in open)
        {
            begin.Append("</").Append(name).Append('>');
        }

        return begin.ToString();
    }

    private static Length LengthOf(string html)
    {
        int runes = 0;
        foreach (Piece piece in Pieces(html))
        {
            runes += piece.IsTag ? 0 : 1;
        }

        return new Length(runes, Encoding.UTF8.GetByteCount(html));
    }

    private static string NameOf(string tag)
    {
        int end = tag.AsSpan(1).IndexOfAny(" \t\n>") + 1;
        return tag[1..end];
    }

    // A tag, a character reference or a rune: what must not be cut in two.
    private static IEnumerable<Piece> Pieces(string html)
    {
        int at = 0;
        while (at < html.Length)
        {
            int length = LengthAt(html, at, out bool isTag);
            yield return new Piece(html.Substring(at, length), isTag);
            at += length;
        }
    }

    private static int LengthAt(string html, int at, out bool isTag)
    {
        char next = at + 1 < html.Length ? html[at + 1] : ' ';
        int close = html[at] == '<' && (char.IsAsciiLetter(next) || next == '/') ? html.IndexOf('>', at) : -1;
        isTag = close > 0;
        if (isTag)
        {
            return close - at + 1;
        }

        int end = html[at] == '&' ? html.IndexOf(';', at) : -1;
        if (end > 0 && IsReference(html.AsSpan(at + 1, end - at - 1)))
        {
            return end - at + 1;
        }

        return char.IsHighSurrogate(html[at]) && char.IsLowSurrogate(next) ? 2 : 1;
    }

    private static bool IsReference(ReadOnlySpan<char> name) =>
        name is "lt" or "gt" or "amp" or "quot"
        || (name.Length is > 1 and < 10 && name[0] == '#' && char.IsAsciiLetterOrDigit(name[1]));

    private readonly record struct Piece(string Text, bool IsTag);

    private readonly record struct Length(int Runes, int Bytes)
    {
        public bool Fits(int runesMax, int bytesMax) => Runes <= runesMax && Bytes <= bytesMax;
    }
}
