using System.Text;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>Reads the fields of a URL's query or of a form. It never fails: what cannot be decoded is left out.</summary>
// Source: Go net/url, ParseQuery: ASP.NET's reader keeps broken escapes as text, which upstream does not.
internal static class FormFields
{
    /// <summary>Adds the fields of a text.</summary>
    /// <param name="text">Without the leading question mark.</param>
    /// <param name="into">Where they go. Bytes that are no UTF-8 become U+FFFD.</param>
    /// <returns>The first thing that is wrong, in Go's words; null if nothing is.</returns>
    public static string? Read(ReadOnlySpan<byte> text, List<KeyValuePair<string, string>> into)
    {
        string? fault = null;
        foreach (Range range in text.Split((byte)'&'))
        {
            ReadOnlySpan<byte> pair = text[range];
            if (pair.Contains((byte)';'))
            {
                fault ??= "invalid semicolon separator in query";
                continue;
            }

            if (pair.IsEmpty)
            {
                continue;
            }

            int equals = pair.IndexOf((byte)'=');
            ReadOnlySpan<byte> value = equals < 0 ? default : pair[(equals + 1)..];
            if (Decode(equals < 0 ? pair : pair[..equals], ref fault) is { } name && Decode(value, ref fault) is { } decoded)
            {
                into.Add(new(name, decoded));
            }
        }

        return fault;
    }

    private static string? Decode(ReadOnlySpan<byte> text, ref string? fault)
    {
        byte[] bytes = new byte[text.Length];
        int count = 0;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '%')
            {
                bytes[count++] = text[i] == '+' ? (byte)' ' : text[i];
                continue;
            }

            ReadOnlySpan<byte> escape = text.Slice(i, Math.Min(3, text.Length - i));
            if (escape.Length < 3 || Convert.FromHexString(escape[1..], bytes.AsSpan(count), out _, out _) != default)
            {
                fault ??= $"invalid URL escape \"{Encoding.UTF8.GetString(escape)}\"";
                return null;
            }

            count++;
            i += 2;
        }

        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
