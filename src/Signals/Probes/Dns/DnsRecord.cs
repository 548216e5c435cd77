using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;

namespace Tocsin.Signals.Probes.Dns;

/// <summary>One record of an answer. Immutable.</summary>
/// <param name="Name">Whose it is, with a dot at the end.</param>
/// <param name="Type">Its type.</param>
/// <param name="Class">Its class.</param>
/// <param name="Ttl">How long it holds, in seconds.</param>
/// <param name="Content">What it says, as zone files write it.</param>
public sealed record DnsRecord(string Name, ushort Type, ushort Class, uint Ttl, string Content)
{
    private const int FixedBytes = 10;

    /// <summary>The serial number of a zone, which only a record of type SOA has.</summary>
    public uint? Serial { get; init; }

    /// <summary>The line that regexes look at: name, seconds, class, type and content, with tabs between them.</summary>
    // Source: the text that blackbox_exporter's DNS library gives a record.
    public override string ToString() => Type == 41
        ? string.Create(CultureInfo.InvariantCulture, $";; OPT PSEUDOSECTION:\n; EDNS: version {(Ttl >> 16) & 0xFF}; udp: {Class}")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{Name}\t{Ttl}\t{DnsNames.ClassName(Class)}\t{DnsNames.TypeName(Type)}\t{Content}");

    internal static bool TryRead(ReadOnlySpan<byte> message, ref int at, [NotNullWhen(true)] out DnsRecord? record)
    {
        record = null;
        if (!DnsNameText.TryRead(message, ref at, out string name) || at + FixedBytes > message.Length)
        {
            return false;
        }

        ushort type = BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
        ushort kind = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]);
        uint ttl = BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        at += FixedBytes;
        if (at + length > message.Length)
        {
            return false;
        }

        // Names within may point back into the message, which goes along up to the record's end.
        ReadOnlySpan<byte> upToEnd = message[..(at + length)];
        uint? serial = null;
        string? content = length == 0 ? "" : Read(upToEnd, at, type, ref serial);
        at += length;
        record = content is null ? null : new DnsRecord(name, type, kind, ttl, content) { Serial = serial };
        return record is not null;
    }

    // Null where the bytes do not fit the type.
    private static string? Read(ReadOnlySpan<byte> message, int at, ushort type, ref uint? serial)
    {
        ReadOnlySpan<byte> data = message[at..];
        switch (DnsNames.TypeName(type))
        {
            case "A":
                return data.Length == 4 ? new IPAddress(data).ToString() : null;
            case "AAAA":
                return data.Length == 16 ? AddressText(new IPAddress(data)) : null;
            case "NS" or "CNAME" or "PTR" or "DNAME" or "MB" or "MG" or "MR" or "MD" or "MF":
                return Names(message, at, 1);
            case "RP" or "MINFO":
                return Names(message, at, 2);
            case "MX" or "KX" or "RT" or "AFSDB":
                return data.Length < 2 ? null : Prefixed(message, at, 1);
            case "SRV":
                return data.Length < 6 ? null : Prefixed(message, at, 3);
            case "SOA":
                return Zone(message, at, ref serial);
            case "TXT" or "SPF" or "HINFO" or "AVC" or "NINFO" or "X25" or "ISDN":
                return DnsNameText.Strings(data);
            case "CAA":
                return Authority(data);
            case "NAPTR":
                return Pointer(message, at);
            case "DS" or "CDS" or "DLV" or "TA":
                return data.Length < 4 ? null : $"{Word(data)} {data[2]} {data[3]} {Convert.ToHexString(data[4..])}";
            case "DNSKEY" or "CDNSKEY" or "KEY":
                return data.Length < 4 ? null : $"{Word(data)} {data[2]} {data[3]} {Convert.ToBase64String(data[4..])}";
            case "TLSA" or "SMIMEA":
                return data.Length < 3 ? null : $"{data[0]} {data[1]} {data[2]} {Convert.ToHexStringLower(data[3..])}";
            case "SSHFP":
                return data.Length < 2 ? null : $"{data[0]} {data[1]} {Convert.ToHexString(data[2..])}";
            case "URI":
                return data.Length < 4 ? null
                    : DnsNameText.AppendQuoted(new StringBuilder($"{Word(data)} {Word(data[2..])} "), data[4..]).ToString();
            default:
                return $@"\# {data.Length} {Convert.ToHexStringLower(data)}";
        }
    }

    private static ushort Word(ReadOnlySpan<byte> data) => BinaryPrimitives.ReadUInt16BigEndian(data);

    // An IPv4 address within one of IPv6 keeps its six words in front.
    private static string AddressText(IPAddress address) =>
        address.IsIPv4MappedToIPv6 ? $"::ffff:{address.MapToIPv4()}" : address.ToString();

    private static string? Names(ReadOnlySpan<byte> message, int at, int count)
    {
        var text = new StringBuilder();
        for (int i = 0; i < count; i++)
        {
            if (!DnsNameText.TryRead(message, ref at, out string name))
            {
                return null;
            }

            text.Append(i == 0 ? "" : " ").Append(name);
        }

        return at == message.Length ? text.ToString() : null;
    }

    private static string? Prefixed(ReadOnlySpan<byte> message, int at, int words)
    {
        var text = new StringBuilder();
        for (int i = 0; i < words; i++, at += 2)
        {
            text.Append(CultureInfo.InvariantCulture, $"{Word(message[at..])} ");
        }

        return Names(message, at, 1) is { } name ? text.Append(name).ToString() : null;
    }

    private static string? Zone(ReadOnlySpan<byte> message, int at, ref uint? serial)
    {
        if (!DnsNameText.TryRead(message, ref at, out string server)
            || !DnsNameText.TryRead(message, ref at, out string mailbox)
            || at + 20 != message.Length)
        {
            return null;
        }

        var text = new StringBuilder($"{server} {mailbox}");
        serial = BinaryPrimitives.ReadUInt32BigEndian(message[at..]);
        for (int i = 0; i < 5; i++, at += 4)
        {
            text.Append(CultureInfo.InvariantCulture, $" {BinaryPrimitives.ReadUInt32BigEndian(message[at..])}");
        }

        return text.ToString();
    }

    private static string? Authority(ReadOnlySpan<byte> data)
    {
        if (data.Length < 2)
        {
            return null;
        }

        byte flags = data[0];
        data = data[1..];
        return DnsNameText.TryString(ref data, out ReadOnlySpan<byte> tag)
            ? DnsNameText.AppendQuoted(new StringBuilder($"{flags} {Encoding.ASCII.GetString(tag)} "), data).ToString()
            : null;
    }

    private static string? Pointer(ReadOnlySpan<byte> message, int at)
    {
        if (message.Length < at + 4)
        {
            return null;
        }

        var text = new StringBuilder($"{Word(message[at..])} {Word(message[(at + 2)..])} ");
        ReadOnlySpan<byte> rest = message[(at + 4)..];
        for (int i = 0; i < 3; i++)
        {
            if (!DnsNameText.TryString(ref rest, out ReadOnlySpan<byte> part))
            {
                return null;
            }

            DnsNameText.AppendQuoted(text, part).Append(' ');
        }

        return Names(message, message.Length - rest.Length, 1) is { } name ? text.Append(name).ToString() : null;
    }
}
