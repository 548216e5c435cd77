using System.Globalization;
using System.Text;

namespace Tocsin.Signals.Probes.Dns;

/// <summary>Names and texts within messages, as zone files write them.</summary>
internal static class DnsNameText
{
    private const int NameBytesMax = 255;
    private const int JumpsMax = 126;

    /// <summary>Reads a name, following what it has in common with others; it ends with a dot.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        name = "";
        var text = new StringBuilder();
        int from = at;
        int after = -1;
        int length = 0;
        for (int jumps = 0; from < message.Length;)
        {
            int first = message[from];
            if (first == 0)
            {
                at = after < 0 ? from + 1 : after;
                name = text.Length == 0 ? "." : text.ToString();
                return true;
            }

            if ((first & 0xC0) == 0xC0)
            {
                if (from + 1 >= message.Length || ++jumps > JumpsMax)
                {
                    return false;
                }

                after = after < 0 ? from + 2 : after;
                from = ((first & 0x3F) << 8) | message[from + 1];
                continue;
            }

            length += first + 1;
            if (first > 63 || from + 1 + first > message.Length || length >= NameBytesMax)
            {
                return false;
            }

            AppendLabel(text, message.Slice(from + 1, first));
            text.Append('.');
            from += first + 1;
        }

        return false;
    }

    /// <summary>The character-strings of a text record, each in quotes; null if they are damaged.</summary>
    public static string? Strings(ReadOnlySpan<byte> data)
    {
        var text = new StringBuilder();
        while (!data.IsEmpty)
        {
            if (!TryString(ref data, out ReadOnlySpan<byte> part))
            {
                return null;
            }

            AppendQuoted(text.Append(text.Length > 0 ? " " : ""), part);
        }

        return text.ToString();
    }

    /// <summary>Takes one character-string: a byte of length and as many bytes.</summary>
    public static bool TryString(ref ReadOnlySpan<byte> data, out ReadOnlySpan<byte> part)
    {
        part = default;
        if (data.IsEmpty || data[0] >= data.Length)
        {
            return false;
        }

        part = data.Slice(1, data[0]);
        data = data[(data[0] + 1)..];
        return true;
    }

    /// <summary>Bytes in quotes.</summary>
    public static StringBuilder AppendQuoted(StringBuilder text, ReadOnlySpan<byte> part)
    {
        text.Append('"');
        foreach (byte b in part)
        {
            if (b is (byte)'"' or (byte)'\\')
            {
                text.Append('\\').Append((char)b);
            }
            else
            {
                AppendByte(text, b, b is >= 0x20 and < 0x7F);
            }
        }

        return text.Append('"');
    }

    // Source: RFC 1035 §5.1, RFC 4343 §2.1.
    private static void AppendLabel(StringBuilder text, ReadOnlySpan<byte> label)
    {
        foreach (byte b in label)
        {
            if (b is (byte)'.' or (byte)' ' or (byte)'\'' or (byte)'@' or (byte)';' or (byte)'(' or (byte)')' or (byte)'"'
                or (byte)'\\')
            {
                text.Append('\\').Append((char)b);
            }
            else
            {
                AppendByte(text, b, b is > 0x20 and < 0x7F);
            }
        }
    }

    private static void AppendByte(StringBuilder text, byte b, bool isShown) =>
        _ = isShown ? text.Append((char)b) : text.Append('\\').Append(b.ToString("000", CultureInfo.InvariantCulture));
}
