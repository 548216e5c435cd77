using System.Text;

namespace Tocsin.Notify.Messages;

/// <summary>Cuts texts to what a receiver takes.</summary>
internal static class Truncation
{
    /// <summary>At most <paramref name="max"/> runes; a longer text ends with an ellipsis.</summary>
    // Source: Alertmanager notify, TruncateInRunes.
    public static string InRunes(string text, int max)
    {
        if (text.Length <= max)
        {
            return text;
        }

        int count = 0;
        int cut = 0;
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            count++;
            at += rune.Utf16SequenceLength;
            cut = count == max - 1 ? at : cut;
        }

        return count <= max ? text : text[..cut] + "…";
    }

    /// <summary>At most <paramref name="max"/> bytes of UTF-8; a longer text ends with an ellipsis, and with a whole rune.</summary>
    public static string InBytes(string text, int max)
    {
        if (text.Length * 3 <= max || Encoding.UTF8.GetByteCount(text) <= max)
        {
            return text;
        }

        int bytes = Encoding.UTF8.GetByteCount("…");
        int cut = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > max)
            {
                break;
            }

            cut += rune.Utf16SequenceLength;
        }

        return text[..cut] + "…";
    }
}
