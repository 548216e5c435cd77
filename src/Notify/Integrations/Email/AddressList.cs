using System.Text;

namespace Tocsin.Notify.Integrations.Email;

/// <summary>One mailbox of an address list.</summary>
/// <param name="Name">The display name; empty if there is none.</param>
/// <param name="Address">The address, <c>local@domain</c>.</param>
internal sealed record MailAddressEntry(string Name, string Address);

/// <summary>Reads lists of addresses as they stand in mail headers (RFC 5322 §3.4, without groups and routes).</summary>
internal static class AddressList
{
    /// <summary>Reads a list; an empty entry between two commas is passed over.</summary>
    /// <returns>What is wrong, or null.</returns>
    public static string? TryParse(string text, out IReadOnlyList<MailAddressEntry> addresses)
    {
        var found = new List<MailAddressEntry>();
        addresses = found;
        foreach (string part in Split(text))
        {
            if (part.Trim().Length == 0)
            {
                continue;
            }

            if (ParseOne(part.Trim()) is not { } one)
            {
                return $"{Model.Labels.GoQuote.Quote(part.Trim())} is not a mail address";
            }

            found.Add(one);
        }

        return found.Count == 0 ? "there is no mail address" : null;
    }

    // At commas outside quotes, angle brackets and comments.
    private static List<string> Split(string text)
    {
        List<string> parts = [];
        var part = new StringBuilder();
        bool quoted = false;
        int depth = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c == '\\' && quoted && i + 1 < text.Length)
            {
                part.Append(c).Append(text[++i]);
                continue;
            }

            quoted ^= c == '"';
            depth += quoted ? 0 : c is '<' or '(' ? 1 : c is '>' or ')' ? -1 : 0;
            if (c == ',' && !quoted && depth <= 0)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(c);
            }
        }

        parts.Add(part.ToString());
        return parts;
    }

    private static MailAddressEntry? ParseOne(string text)
    {
        int open = text.LastIndexOf('<');
        string address = text;
        string name = "";
        if (open >= 0)
        {
            if (!text.EndsWith('>'))
            {
                return null;
            }

            address = text[(open + 1)..^1].Trim();
            name = Unquote(text[..open].Trim());
        }

        int at = address.LastIndexOf('@');
        bool isWhole = at > 0 && at < address.Length - 1
            && !address.Any(c => c <= ' ' || c is '<' or '>' or '(' or ')' or ',' or ';' or '\x7f');
        return isWhole ? new MailAddressEntry(name, address) : null;
    }

    private static string Unquote(string name)
    {
        if (name.Length < 2 || name[0] != '"' || name[^1] != '"')
        {
            return name;
        }

        var plain = new StringBuilder(name.Length);
        for (int i = 1; i < name.Length - 1; i++)
        {
            i += name[i] == '\\' && i + 1 < name.Length - 1 ? 1 : 0;
            plain.Append(name[i]);
        }

        return plain.ToString();
    }
}
