using System.Globalization;
using System.Text;

namespace Tocsin.Tool.Receivers;

/// <summary>Makes a mail readable: the quoted-printable parts as they look when opened.</summary>
internal static class MailText
{
    private const string Encoded = "Content-Transfer-Encoding: quoted-printable";

    /// <summary>The mail with its parts decoded; headers stay as they are.</summary>
    public static string Readable(string mail)
    {
        var text = new StringBuilder();
        var part = new List<byte>();
        bool isEncoded = false;
        bool isBody = false;
        foreach (string line in mail.ReplaceLineEndings("\n").Split('\n'))
        {
            if (line.StartsWith("--", StringComparison.Ordinal) && (!isBody || line.StartsWith("--tocsin-", StringComparison.Ordinal)))
            {
                Flush(part, text);
                (isEncoded, isBody) = (false, false);
            }

            if (isEncoded && isBody)
            {
                Decode(line, part);
                continue;
            }

            isEncoded |= line.Equals(Encoded, StringComparison.OrdinalIgnoreCase);
            isBody |= line.Length == 0;
            text.Append(line).Append('\n');
        }

        Flush(part, text);
        return text.ToString();
    }

    // RFC 2045 §6.7: "=" and two digits are a byte, "=" at the end of a line joins it with the next.
    private static void Decode(string line, List<byte> part)
    {
        for (int i = 0; i < line.Length; i++)
        {
            bool isByte = line[i] == '=' && i + 2 < line.Length;
            if (isByte && byte.TryParse(line.AsSpan(i + 1, 2), NumberStyles.AllowHexSpecifier, null, out byte value))
            {
                part.Add(value);
                i += 2;
            }
            else if (line[i] == '=' && i + 1 == line.Length)
            {
                return;
            }
            else
            {
                part.AddRange(Encoding.UTF8.GetBytes(line[i].ToString()));
            }
        }

        part.Add((byte)'\n');
    }

    private static void Flush(List<byte> part, StringBuilder text)
    {
        text.Append(Encoding.UTF8.GetString([.. part]));
        part.Clear();
    }
}
