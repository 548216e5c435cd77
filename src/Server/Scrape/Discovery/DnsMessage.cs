using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Text;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>Writes questions to name servers and reads their answers.</summary>
// Source: RFC 1035 §4, RFC 2782.
internal static class DnsMessage
{
    private const int HeaderBytes = 12;
    private const int JumpsMax = 64;

    /// <summary>A question.</summary>
    /// <returns>Null for a name that DNS cannot have.</returns>
    public static byte[]? Ask(ushort id, string name, DnsType type)
    {
        var message = new List<byte>(64);
        Span<byte> header = stackalloc byte[HeaderBytes];
        header.Clear();
        BinaryPrimitives.WriteUInt16BigEndian(header, id);

        // Recursion desired, one question.
        header[2] = 1;
        header[5] = 1;
        message.AddRange(header);
        try
        {
            name = new IdnMapping { UseStd3AsciiRules = false }.GetAscii(name.TrimEnd('.'));
        }
        catch (ArgumentException)
        {
            return null;
        }

        foreach (string label in name.Split('.'))
        {
            if (label.Length is 0 or > 63)
            {
                return null;
            }

            message.Add((byte)label.Length);
            message.AddRange(Encoding.ASCII.GetBytes(label));
        }

        message.AddRange([0, 0, (byte)type, 0, 1]);
        return [.. message];
    }

    /// <summary>Reads an answer to a question.</summary>
    /// <param name="message">The answer.</param>
    /// <param name="id">The number of the question.</param>
    /// <param name="type">What was asked for.</param>
    /// <param name="isCut">It is not the whole answer, which TCP can carry.</param>
    /// <returns>Null if it is not an answer to the question.</returns>
    public static DnsAnswer? Read(ReadOnlySpan<byte> message, ushort id, DnsType type, out bool isCut)
    {
        isCut = false;
        if (message.Length < HeaderBytes || BinaryPrimitives.ReadUInt16BigEndian(message) != id || (message[2] & 0x80) == 0)
        {
            return null;
        }

        isCut = (message[2] & 2) != 0;
        int code = message[3] & 15;

        // 3: the name does not exist, which is an answer.
        if (code is not (0 or 3))
        {
            return new DnsAnswer([], $"the name server answers with code {code}");
        }

        int questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        int answers = BinaryPrimitives.ReadUInt16BigEndian(message[6..]);
        var records = new List<DnsRecord>();
        int at = HeaderBytes;
        for (int i = 0; i < questions; i++)
        {
            if (!TryName(message, ref at, out _))
            {
                return new DnsAnswer([], "the name server's answer is damaged");
            }

            at += 4;
        }

        for (int i = 0; i < answers; i++)
        {
            if (!TryRecord(message, ref at, type, records))
            {
                return new DnsAnswer([], "the name server's answer is damaged");
            }
        }

        return new DnsAnswer(records);
    }

    private static bool TryRecord(ReadOnlySpan<byte> message, ref int at, DnsType wanted, List<DnsRecord> records)
    {
        if (!TryName(message, ref at, out _) || at + 10 > message.Length)
        {
            return false;
        }

        var type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        at += 10;
        if (at + length > message.Length)
        {
            return false;
        }

        int within = at;
        at += length;
        if (type != wanted)
        {
            return true;
        }

        switch (type)
        {
            case DnsType.A when length == 4:
            case DnsType.Aaaa when length == 16:
                records.Add(new DnsRecord(type, new IPAddress(message.Slice(within, length)).ToString(), 0));
                return true;
            case DnsType.Mx when length > 2:
                within += 2;
                bool isGood = TryName(message, ref within, out string exchange);
                records.Add(new DnsRecord(type, exchange, 0));
                return isGood;
            case DnsType.Srv when length > 6:
                int port = BinaryPrimitives.ReadUInt16BigEndian(message[(within + 4)..]);
                within += 6;
                isGood = TryName(message, ref within, out string host);
                records.Add(new DnsRecord(type, host, port));
                return isGood;
            default:
                return false;
        }
    }

    private static bool TryName(ReadOnlySpan<byte> message, ref int at, out string name)
    {
        var text = new StringBuilder();
        int from = at;
        bool hasJumped = false;
        for (int jumps = 0; jumps < JumpsMax && from < message.Length;)
        {
            int length = message[from];
            if (length == 0)
            {
                at = hasJumped ? at : from + 1;
                name = text.Length == 0 ? "." : text.ToString();
                return true;
            }

            if ((length & 0xC0) == 0xC0 && from + 1 < message.Length)
            {
                at = hasJumped ? at : from + 2;
                from = ((length & 0x3F) << 8) | message[from + 1];
                hasJumped = true;
                jumps++;
                continue;
            }

            if (length > 63 || from + 1 + length > message.Length)
            {
                break;
            }

            text.Append(Encoding.ASCII.GetString(message.Slice(from + 1, length))).Append('.');
            from += length + 1;
        }

        name = "";
        return false;
    }
}
