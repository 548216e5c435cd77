using System.Buffers;
using System.Text;

namespace Tocsin.Templates.Values;

/// <summary>
/// Go's view of a string as UTF-8 bytes, over .NET strings. A byte that is part of no rune (cut by <c>slice</c>, or
/// written as <c>"\xff"</c>) is carried as the lone surrogate U+DC00 + byte, so that lengths, slices and bytes stay
/// exact; <see cref="ToValid"/> turns what is left of those into U+FFFD at the very end.
/// </summary>
public static class GoText
{
    private const char EscapeBase = '\uDC00';

    /// <summary>The length in UTF-8 bytes.</summary>
    public static int ByteLength(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text.Length;
        }

        if (!MayHaveEscapes(text))
        {
            return Encoding.UTF8.GetByteCount(text);
        }

        int length = 0;
        for (int at = 0; at < text.Length;)
        {
            length += WidthAt(text, at, out int units);
            at += units;
        }

        return length;
    }

    /// <summary>The number of runes; a byte outside a rune counts as one.</summary>
    public static int RuneCount(string text)
    {
        int count = 0;
        for (int at = 0; at < text.Length; count++)
        {
            WidthAt(text, at, out int units);
            at += units;
        }

        return count;
    }

    /// <summary>The text up to that many runes.</summary>
    public static string FirstRunes(string text, int count)
    {
        int at = 0;
        for (int i = 0; i < count && at < text.Length; i++)
        {
            WidthAt(text, at, out int units);
            at += units;
        }

        return at == text.Length ? text : text[..at];
    }

    /// <summary>The bytes <c>[from, to)</c> of the UTF-8 form as a string.</summary>
    public static string Slice(string text, int from, int to) =>
        Ascii.IsValid(text) ? text[from..to] : FromBytes(ToBytes(text).AsSpan(from, to - from));

    /// <summary>The UTF-8 form.</summary>
    public static byte[] ToBytes(string text)
    {
        if (!MayHaveEscapes(text))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        byte[] bytes = new byte[ByteLength(text)];
        int written = 0;
        for (int at = 0; at < text.Length;)
        {
            if (IsEscape(text, at))
            {
                bytes[written++] = (byte)(text[at++] - EscapeBase);
                continue;
            }

            Rune.DecodeFromUtf16(text.AsSpan(at), out Rune rune, out int units);
            written += rune.EncodeToUtf8(bytes.AsSpan(written));
            at += units;
        }

        return bytes;
    }

    /// <summary>The string of those bytes.</summary>
    public static string FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (Ascii.IsValid(bytes))
        {
            return Encoding.ASCII.GetString(bytes);
        }

        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int width) == OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                // Go steps over one byte at a time where a rune is broken.
                text.Append((char)(EscapeBase + bytes[0]));
                width = 1;
            }

            bytes = bytes[width..];
        }

        return text.ToString();
    }

    /// <summary>
    /// The text fit for any encoder: each byte outside a rune, and each lone surrogate, becomes U+FFFD.
    /// </summary>
    public static string ToValid(string text)
    {
        int first = text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF');
        if (first < 0 || !HasLoneSurrogate(text, first))
        {
            return text;
        }

        // Through bytes, because pieces that were cut apart may have become whole again.
        string joined = FromBytes(ToBytes(text));
        var valid = new StringBuilder(joined.Length);
        foreach (Rune rune in joined.EnumerateRunes())
        {
            valid.Append(rune.ToString());
        }

        return valid.ToString();
    }

    /// <summary>Compares by UTF-8 bytes, which is Go's string order; UTF-16 order differs beyond U+FFFF.</summary>
    public static int CompareBytes(string left, string right)
    {
        if (Ascii.IsValid(left) && Ascii.IsValid(right))
        {
            return string.CompareOrdinal(left, right);
        }

        return ToBytes(left).AsSpan().SequenceCompareTo(ToBytes(right));
    }

    /// <summary>True if the unit at <paramref name="at"/> stands for a byte outside a rune.</summary>
    internal static bool IsEscape(string text, int at) =>
        text[at] is >= '\uDC80' and <= '\uDCFF' && (at == 0 || !char.IsHighSurrogate(text[at - 1]));

    private static bool MayHaveEscapes(string text) => text.AsSpan().IndexOfAnyInRange('\uD800', '\uDFFF') >= 0;

    // The UTF-8 width and the UTF-16 width of what stands at the offset.
    private static int WidthAt(string text, int at, out int units)
    {
        char c = text[at];
        units = 1;
        if (c < 0x80 || IsEscape(text, at))
        {
            return 1;
        }

        if (char.IsHighSurrogate(c) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
        {
            units = 2;
            return 4;
        }

        return c < 0x800 ? 2 : 3;
    }

    private static bool HasLoneSurrogate(string text, int from)
    {
        for (int at = from; at < text.Length; at++)
        {
            if (char.IsHighSurrogate(text[at]) && at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]))
            {
                at++;
            }
            else if (char.IsSurrogate(text[at]))
            {
                return true;
            }
        }

        return false;
    }
}
