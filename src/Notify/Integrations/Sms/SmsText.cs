using System.Collections.Frozen;
using System.Text;

namespace Tocsin.Notify.Integrations.Sms;

/// <summary>
/// How text messages are counted. A text in the phones' own alphabet has 160 characters in one message and 153 in each of
/// several; any other character makes it 70 and 67. Pure.
/// </summary>
// 3GPP TS 23.038 (alphabet), TS 23.040 (parts): https://www.twilio.com/docs/glossary/what-sms-character-limit
public static class SmsText
{
    private const int Single7Bit = 160;
    private const int Part7Bit = 153;
    private const int SingleUcs2 = 70;
    private const int PartUcs2 = 67;

    // More than any number of messages that a configuration allows could hold.
    private const int CharsMax = 4000;

    private static readonly FrozenSet<char> Basic = (
        "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
        + "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà").ToFrozenSet();

    // Each takes two places, and both in the same message.
    private static readonly FrozenSet<char> Extended = "\f^{}\\[~]|€".ToFrozenSet();

    private static readonly FrozenDictionary<char, string> Plainer = new (string Fine, string Plain)[]
    {
        ("“”„«»", "\""), ("‘’‚`´", "'"), ("–—−‑•", "-"), ("…", "..."), ("\t\u00a0", " "), ("×", "x"), ("→", "->"), ("≥", ">="),
        ("≤", "<="),
    }
    .SelectMany(t => t.Fine, (t, fine) => KeyValuePair.Create(fine, t.Plain)).ToFrozenDictionary();

    /// <summary>How many messages the text takes; at least 1.</summary>
    public static int Segments(ReadOnlySpan<char> text)
    {
        bool is7Bit = Is7Bit(text);
        (int single, int part) = is7Bit ? (Single7Bit, Part7Bit) : (SingleUcs2, PartUcs2);
        int all = 0;
        int segments = 1;
        int used = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            int size = !is7Bit ? rune.Utf16SequenceLength : Extended.Contains((char)rune.Value) ? 2 : 1;
            all += size;
            if (used + size > part)
            {
                segments++;
                used = 0;
            }

            used += size;
        }

        return all <= single ? 1 : segments;
    }

    /// <summary>The text in at most that many messages; a longer one is cut at a whole character and ends with dots.</summary>
    public static string Fit(string text, int segmentsMax)
    {
        string plain = Plain(text.Length > CharsMax ? text[..CharsMax] : text);
        if (plain.Length > 0 && char.IsHighSurrogate(plain[^1]))
        {
            plain = plain[..^1];
        }

        if (Segments(plain) <= segmentsMax && text.Length <= CharsMax)
        {
            return plain;
        }

        // A longer beginning never takes fewer messages, so the longest one that fits can be searched by halves.
        List<int> ends = [0];
        foreach (Rune rune in plain.EnumerateRunes())
        {
            ends.Add(ends[^1] + rune.Utf16SequenceLength);
        }

        (int fits, int exceeds) = (0, ends.Count);
        while (exceeds - fits > 1)
        {
            int middle = (fits + exceeds) / 2;
            (fits, exceeds) = Segments(Cut(plain, ends[middle])) <= segmentsMax ? (middle, exceeds) : (fits, middle);
        }

        return Cut(plain, ends[fits]);
    }

    private static string Cut(string text, int length) =>
        text[..length].TrimEnd() + (Is7Bit(text.AsSpan(0, length)) ? "..." : "…");

    // Fine typography would cost more than half of the room; letters of other languages are worth it.
    private static string Plain(string text)
    {
        if (Is7Bit(text))
        {
            return text;
        }

        var plain = new StringBuilder(text.Length);
        foreach (char c in text)
        {
            _ = Plainer.TryGetValue(c, out string? plainer) ? plain.Append(plainer) : plain.Append(c);
        }

        string result = plain.ToString();
        return Is7Bit(result) ? result : text;
    }

    private static bool Is7Bit(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if (!Basic.Contains(c) && !Extended.Contains(c))
            {
                return false;
            }
        }

        return true;
    }
}
