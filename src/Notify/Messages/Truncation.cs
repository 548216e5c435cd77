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
}
