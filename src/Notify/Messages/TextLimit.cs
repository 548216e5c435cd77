using System.Text;

namespace Tocsin.Notify.Messages;

/// <summary>How long a text a receiver takes. Immutable.</summary>
/// <param name="Max">The length that is still taken.</param>
/// <param name="IsBytes">True if it counts the bytes of UTF-8; false if it counts runes.</param>
internal readonly record struct TextLimit(int Max, bool IsBytes)
{
    private const string Fence = "```";

    /// <summary>Counts runes.</summary>
    public static TextLimit Runes(int max) => new(max, IsBytes: false);

    /// <summary>Counts the bytes of UTF-8.</summary>
    public static TextLimit Bytes(int max) => new(max, IsBytes: true);

    /// <summary>How long a text is.</summary>
    public int LengthOf(string text) => text.EnumerateRunes().Sum(LengthOf);

    /// <summary>
    /// Both texts if they fit. Else as much of the first as there is room for, an ellipsis, <paramref name="note"/> and
    /// the whole of the second, whose length counts but which is never cut.
    /// </summary>
    public string Fit(string text, string note, string tail)
    {
        string whole = text + tail;
        if (LengthOf(whole) <= Max)
        {
            return whole;
        }

        string end = "…" + note + tail;
        string kept = Begin(text, Max - LengthOf(end));
        if (!LeavesFenceOpen(kept))
        {
            return kept + end;
        }

        // Without the closing fence the note would stand in the block of code.
        string closing = "\n" + Fence;
        kept = Begin(text, Max - LengthOf(end) - LengthOf(closing));
        return LeavesFenceOpen(kept) ? kept + "…" + closing + note + tail : kept + end;
    }

    private static bool LeavesFenceOpen(string text)
    {
        int count = 0;
        for (int at = 0; (at = text.IndexOf(Fence, at, StringComparison.Ordinal)) >= 0; at += Fence.Length)
        {
            count++;
        }

        return count % 2 == 1;
    }

    private int LengthOf(Rune rune) => IsBytes ? rune.Utf8SequenceLength : 1;

    private string Begin(string text, int max)
    {
        int length = 0;
        int at = 0;
        foreach (Rune rune in text.EnumerateRunes())
        {
            length += LengthOf(rune);
            if (length > max)
            {
                break;
            }

            at += rune.Utf16SequenceLength;
        }

        return text[..at];
    }
}
