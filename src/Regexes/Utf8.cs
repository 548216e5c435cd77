using System.Buffers;
using System.Text;

namespace Tocsin.Regexes;

/// <summary>Reads code points as Go does.</summary>
internal static class Utf8
{
    /// <summary>The code point at <paramref name="at"/>, which moves on; an invalid byte is one U+FFFD.</summary>
    public static int Decode(ReadOnlySpan<byte> text, ref int at)
    {
        if (Rune.DecodeFromUtf8(text[at..], out Rune rune, out int used) == OperationStatus.Done)
        {
            at += used;
            return rune.Value;
        }

        at++;
        return Rune.ReplacementChar.Value;
    }

    /// <summary>The code point that ends at <paramref name="at"/>, or -1 at the start.</summary>
    public static int DecodeBefore(ReadOnlySpan<byte> text, int at)
    {
        if (at == 0)
        {
            return -1;
        }

        return Rune.DecodeLastFromUtf8(text[..at], out Rune rune, out _) == OperationStatus.Done
            ? rune.Value
            : Rune.ReplacementChar.Value;
    }
}
