using System.Text;
using Tocsin.Templates.Values;

namespace Tocsin.Templates.Functions;

/// <summary>
/// Escapes for URL queries and for base 64, as Go's <c>net/url</c> and <c>encoding/base64</c> have them.
/// </summary>
public static class UrlText
{
    public static string QueryEscape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (byte b in GoText.ToBytes(text))
        {
            _ = char.IsAsciiLetterOrDigit((char)b) || b is (byte)'-' or (byte)'_' or (byte)'.' or (byte)'~'
                ? escaped.Append((char)b)
                : b == (byte)' ' ? escaped.Append('+') : escaped.Append('%').Append(Convert.ToHexString([b]));
        }

        return escaped.ToString();
    }

    /// <summary>Undoes <see cref="QueryEscape"/>.</summary>
    /// <exception cref="GoErrorException">A percent sign without two hexadecimal digits.</exception>
    public static string QueryUnescape(string text)
    {
        byte[] bytes = GoText.ToBytes(text);
        int kept = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            if (bytes[at] != (byte)'%')
            {
                bytes[kept++] = bytes[at] == (byte)'+' ? (byte)' ' : bytes[at];
                continue;
            }

            ReadOnlySpan<byte> escape = bytes.AsSpan(at, Math.Min(3, bytes.Length - at));
            if (escape.Length < 3 || !char.IsAsciiHexDigit((char)escape[1]) || !char.IsAsciiHexDigit((char)escape[2]))
            {
                throw new GoErrorException("invalid URL escape " + GoStrings.Quote(GoText.FromBytes(escape)));
            }

            bytes[kept++] = Convert.FromHexString(Encoding.ASCII.GetString(escape[1..]))[0];
            at += 2;
        }

        return GoText.FromBytes(bytes.AsSpan(0, kept));
    }

    public static string Base64Encode(string text) =>
        Convert.ToBase64String(GoText.ToBytes(text)).Replace('+', '-').Replace('/', '_');

    /// <summary>Reads padded base 64 in the URL-safe alphabet; line ends are passed over.</summary>
    /// <exception cref="GoErrorException">It is not that; the message tells the first byte that is wrong.</exception>
    public static string Base64Decode(string text)
    {
        byte[] source = GoText.ToBytes(text);
        var decoded = new List<byte>(source.Length);
        int quantum = 0;
        int digits = 0;
        for (int at = 0; at < source.Length; at++)
        {
            byte b = source[at];
            if (b is (byte)'\r' or (byte)'\n')
            {
                continue;
            }

            if (b == (byte)'=')
            {
                CheckPadding(source, at, digits);
                AddQuantum(decoded, quantum << (6 * (4 - digits)), digits - 1);
                return GoText.FromBytes([.. decoded]);
            }

            int digit = DigitOf(b);
            if (digit < 0)
            {
                throw Corrupt(at);
            }

            quantum = (quantum << 6) | digit;
            if (++digits == 4)
            {
                AddQuantum(decoded, quantum, 3);
                (quantum, digits) = (0, 0);
            }
        }

        return digits == 0 ? GoText.FromBytes([.. decoded]) : throw Corrupt(source.Length - digits);
    }

    // One or two padding characters, and nothing but line ends after them.
    private static void CheckPadding(byte[] source, int at, int digits)
    {
        if (digits < 2)
        {
            throw Corrupt(at);
        }

        int next = SkipLineEnds(source, at + 1);
        if (digits == 2)
        {
            if (next == source.Length)
            {
                throw Corrupt(source.Length);
            }

            if (source[next] != (byte)'=')
            {
                throw Corrupt(next);
            }

            next = SkipLineEnds(source, next + 1);
        }

        if (next < source.Length)
        {
            throw Corrupt(next);
        }
    }

    private static int SkipLineEnds(byte[] source, int at)
    {
        while (at < source.Length && source[at] is (byte)'\r' or (byte)'\n')
        {
            at++;
        }

        return at;
    }

    private static void AddQuantum(List<byte> decoded, int quantum, int count)
    {
        for (int i = 0; i < count; i++)
        {
            decoded.Add((byte)(quantum >> (16 - (8 * i))));
        }
    }

    private static int DigitOf(byte b) => b switch
    {
        >= (byte)'A' and <= (byte)'Z' => b - 'A',
        >= (byte)'a' and <= (byte)'z' => b - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => b - '0' + 52,
        (byte)'-' => 62,
        (byte)'_' => 63,
        _ => -1,
    };

    private static GoErrorException Corrupt(int at) => new($"illegal base64 data at input byte {at}");
}
