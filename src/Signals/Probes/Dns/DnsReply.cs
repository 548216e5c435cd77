using System.Buffers.Binary;

namespace Tocsin.Signals.Probes.Dns;

/// <summary>What a name server answers. Immutable.</summary>
public sealed record DnsReply
{
    private const int HeaderBytes = 12;
    private const ushort OptType = 41;

    /// <summary>The code, 0 for no error; with the upper bits of an OPT record.</summary>
    public required int Code { get; init; }

    /// <summary>More was to be said than the message holds.</summary>
    public required bool IsCut { get; init; }

    /// <summary>The records that answer.</summary>
    public required IReadOnlyList<DnsRecord> Answers { get; init; }

    /// <summary>The records that say who knows.</summary>
    public required IReadOnlyList<DnsRecord> Authorities { get; init; }

    /// <summary>The records beside them.</summary>
    public required IReadOnlyList<DnsRecord> Additionals { get; init; }

    /// <summary>True if a message answers the question of that number; others are passed over.</summary>
    public static bool IsFor(ReadOnlySpan<byte> message, ushort id) =>
        message.Length >= HeaderBytes && BinaryPrimitives.ReadUInt16BigEndian(message) == id;

    /// <summary>Reads a message.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? TryRead(ReadOnlySpan<byte> message, out DnsReply? reply)
    {
        reply = null;
        if (message.Length < HeaderBytes)
        {
            return "the answer is shorter than a DNS message";
        }

        if ((message[2] & 0x80) == 0)
        {
            return "the answer is a question";
        }

        int at = HeaderBytes;
        for (int i = 0; i < Count(message, 4); i++)
        {
            if (!DnsNameText.TryRead(message, ref at, out _) || (at += 4) > message.Length)
            {
                return "the question in the answer is damaged";
            }
        }

        var sections = new List<DnsRecord>[3];
        for (int section = 0; section < sections.Length; section++)
        {
            sections[section] = [];
            for (int i = 0; i < Count(message, 6 + (2 * section)); i++)
            {
                // A cut message may end within its last records; what was whole counts.
                if (at == message.Length)
                {
                    break;
                }

                if (!DnsRecord.TryRead(message, ref at, out DnsRecord? record))
                {
                    return $"record {i + 1} of section {section + 1} of the answer is damaged";
                }

                sections[section].Add(record);
            }
        }

        uint upper = sections[2].Find(record => record.Type == OptType)?.Ttl >> 24 ?? 0;
        reply = new DnsReply
        {
            Code = (message[3] & 15) | (int)(upper << 4),
            IsCut = (message[2] & 2) != 0,
            Answers = sections[0],
            Authorities = sections[1],
            Additionals = sections[2],
        };
        return null;
    }

    private static int Count(ReadOnlySpan<byte> message, int at) => BinaryPrimitives.ReadUInt16BigEndian(message[at..]);
}
