using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace Tocsin.Server.Api;

/// <summary>Reads JSON strings as Go does: what is not valid Unicode becomes U+FFFD instead of an error.</summary>
internal static class JsonText
{
    private static ReadOnlySpan<byte> Replacement => "\uFFFD"u8;

    /// <summary>
    /// The string at hand as valid UTF-8. Points into the request where it needs no change, else into
    /// <paramref name="scratch"/>, which is replaced if it is too small.
    /// </summary>
    public static ReadOnlySpan<byte> Utf8(ref Utf8JsonReader reader, ref byte[] scratch)
    {
        ReadOnlySpan<byte> raw = reader.ValueSpan;
        if (!reader.ValueIsEscaped && System.Text.Unicode.Utf8.IsValid(raw))
        {
            return raw;
        }

        if (scratch.Length < raw.Length * 3)
        {
            scratch = new byte[raw.Length * 3];
        }

        return scratch.AsSpan(0, Unescape(raw, scratch));
    }

    /// <summary>The text of a string in a document.</summary>
    /// <exception cref="InvalidOperationException">It is not a string.</exception>
    public static string Of(JsonElement element) => element.ValueKind == JsonValueKind.String
        ? Decode(JsonMarshal.GetRawUtf8Value(element)[1..^1])
        : throw new InvalidOperationException($"found {element.ValueKind} where a string is wanted");

    /// <summary>The name of a property in a document.</summary>
    public static string NameOf(JsonProperty property) => Decode(JsonMarshal.GetRawUtf8PropertyName(property));

    private static string Decode(ReadOnlySpan<byte> raw)
    {
        byte[] utf8 = new byte[raw.Length * 3];
        return Encoding.UTF8.GetString(utf8, 0, Unescape(raw, utf8));
    }

    private static int Unescape(ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int length = 0;
        while (!raw.IsEmpty)
        {
            if (raw[0] == '\\')
            {
                length += UnescapeOne(ref raw, destination[length..]);
                continue;
            }

            bool valid = Rune.DecodeFromUtf8(raw, out _, out int consumed) == System.Buffers.OperationStatus.Done;
            ReadOnlySpan<byte> piece = valid ? raw[..consumed] : Replacement;
            piece.CopyTo(destination[length..]);
            length += piece.Length;

            // Go replaces each invalid byte on its own.
            raw = raw[(valid ? consumed : 1)..];
        }

        return length;
    }

    private static int UnescapeOne(ref ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        byte kind = raw[1];
        if (kind == 'u')
        {
            return UnescapeUnicode(ref raw, destination);
        }

        destination[0] = kind switch
        {
            (byte)'b' => (byte)'\b',
            (byte)'f' => (byte)'\f',
            (byte)'n' => (byte)'\n',
            (byte)'r' => (byte)'\r',
            (byte)'t' => (byte)'\t',
            _ => kind,
        };
        raw = raw[2..];
        return 1;
    }

    private static int UnescapeUnicode(ref ReadOnlySpan<byte> raw, Span<byte> destination)
    {
        int unit = HexUnit(raw);
        raw = raw[6..];
        if (char.IsHighSurrogate((char)unit) && raw.Length >= 6 && raw[0] == '\\' && raw[1] == 'u'
            && char.IsLowSurrogate((char)HexUnit(raw)))
        {
            int low = HexUnit(raw);
            raw = raw[6..];
            return new Rune((char)unit, (char)low).EncodeToUtf8(destination);
        }

        Rune rune = Rune.TryCreate(unit, out Rune valid) ? valid : Rune.ReplacementChar;
        return rune.EncodeToUtf8(destination);
    }

    // The reader has checked that four hexadecimal digits follow.
    private static int HexUnit(ReadOnlySpan<byte> escape)
    {
        int unit = 0;
        for (int i = 2; i < 6; i++)
        {
            int digit = escape[i];
            unit = (unit << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return unit;
    }
}
