using System.Globalization;
using System.Text;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>The two encodings that carry UTF-8 through mail: encoded words in headers, quoted-printable in bodies.</summary>
internal static class MailEncoding
{
    private const int EncodedWordCharsMax = 75;
    private const int LineCharsMax = 76;
    private const string WordStart = "=?utf-8?q?";
    private const string WordEnd = "?=";

    /// <summary>A header's value in printable ASCII, folded if it is long (RFC 2047). Line breaks become spaces.</summary>
    public static string Header(string value)
    {
        string line = string.Join(' ', value.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).Trim();
        return line.All(c => c is >= ' ' and <= '~' or '\t') ? Fold(line) : EncodedWords(line);
    }

    /// <summary>A list of addresses for a header: names are encoded, addresses are not.</summary>
    public static string Addresses(IReadOnlyList<MailAddressEntry> addresses) =>
        string.Join(",\r\n ", addresses.Select(a => a.Name.Length == 0 ? a.Address : $"{Phrase(a.Name)} <{a.Address}>"));

    /// <summary>Quoted-printable text (RFC 2045 §6.7) with CRLF line ends.</summary>
    public static string QuotedPrintable(string text)
    {
        var encoded = new StringBuilder(text.Length + (text.Length / 8));
        string[] lines = text.Replace("\r\n", "\n", StringComparison.Ordinal).Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            encoded.Append(i == 0 ? "" : "\r\n");
            AppendLine(encoded, Encoding.UTF8.GetBytes(lines[i]));
        }

        return encoded.ToString();
    }

    private static void AppendLine(StringBuilder encoded, byte[] line)
    {
        int column = 0;
        for (int i = 0; i < line.Length; i++)
        {
            byte b = line[i];
            bool isLast = i == line.Length - 1;
            bool isPlain = (b is > (byte)' ' and <= (byte)'~' && b != (byte)'=') || (b is (byte)' ' or (byte)'\t' && !isLast);
            int width = isPlain ? 1 : 3;

            // One column is left for the soft line break, unless this is the end of the line.
            if (column + width > LineCharsMax - (isLast ? 0 : 1))
            {
                encoded.Append("=\r\n");
                column = 0;
            }

            _ = isPlain ? encoded.Append((char)b) : encoded.Append('=').Append(b.ToString("X2", CultureInfo.InvariantCulture));
            column += width;
        }
    }

    private static string EncodedWords(string line)
    {
        var words = new StringBuilder(WordStart);
        int length = WordStart.Length;
        foreach (Rune rune in line.EnumerateRunes())
        {
            string piece = Piece(rune);
            if (length + piece.Length + WordEnd.Length > EncodedWordCharsMax)
            {
                words.Append(WordEnd).Append("\r\n ").Append(WordStart);
                length = WordStart.Length;
            }

            words.Append(piece);
            length += piece.Length;
        }

        return words.Append(WordEnd).ToString();
    }

    private static string Piece(Rune rune)
    {
        if (rune.Value == ' ')
        {
            return "_";
        }

        if (rune.IsAscii && char.IsAsciiLetterOrDigit((char)rune.Value))
        {
            return rune.ToString();
        }

        Span<byte> utf8 = stackalloc byte[4];
        int count = rune.EncodeToUtf8(utf8);
        var piece = new StringBuilder();
        foreach (byte b in utf8[..count])
        {
            piece.Append('=').Append(b.ToString("X2", CultureInfo.InvariantCulture));
        }

        return piece.ToString();
    }

    // A display name: as it is if it is a list of atoms, quoted if it is ASCII, otherwise encoded.
    private static string Phrase(string name)
    {
        string line = name.Replace('\r', ' ').Replace('\n', ' ');
        if (!line.All(c => c is >= ' ' and <= '~'))
        {
            return EncodedWords(line);
        }

        bool isAtoms = line.All(c => char.IsAsciiLetterOrDigit(c) || c is ' ' or '-' or '_' or '\'');
        return isAtoms
            ? line
            : "\"" + line.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";
    }

    // RFC 5322 wants lines of at most 998 characters and likes 78; a header may be broken before a space.
    private static string Fold(string line)
    {
        if (line.Length <= 900)
        {
            return line;
        }

        var folded = new StringBuilder(line.Length + 32);
        int column = 0;
        foreach (string word in line.Split(' '))
        {
            bool breaks = column > 0 && column + word.Length > 700;
            folded.Append(column == 0 ? "" : breaks ? "\r\n " : " ").Append(word);
            column = breaks ? word.Length + 1 : column + word.Length + 1;
        }

        return folded.Length > 0 && folded.ToString().Split("\r\n").All(l => l.Length <= 998)
            ? folded.ToString()
            : EncodedWords(line);
    }
}
