using System.Buffers.Binary;
using Tocsin.Journal.Events;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Format;

/// <summary>
/// One stored event, not yet decoded: enough to pass over it cheaply.
/// <code>
/// +-----------+----------+---------+------------+----------------+--------------------+
/// | u32 bytes | u16 kind | i64 at  | varint n   | n * u16 short  | fields             |
/// +-----------+----------+---------+------------+----------------+--------------------+
///   of all that follows                           low bits of the subjects' keys
/// </code>
/// </summary>
internal readonly ref struct EventEnvelope
{
    /// <summary>The bytes in front of the subjects.</summary>
    public const int FixedBytes = 14;

    private readonly ReadOnlySpan<byte> _shorts;
    private readonly ReadOnlySpan<byte> _fields;

    private EventEnvelope(EventKind kind, Instant at, ReadOnlySpan<byte> shorts, ReadOnlySpan<byte> fields)
    {
        Kind = kind;
        At = at;
        _shorts = shorts;
        _fields = fields;
    }

    /// <summary>The kind, which this version may not know.</summary>
    public EventKind Kind { get; }

    /// <summary>When it happened.</summary>
    public Instant At { get; }

    /// <summary>Takes the next event off <paramref name="body"/>.</summary>
    public static EventEnvelope Next(scoped ref ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedBytes)
        {
            throw new JournalFormatException("a block ends within an event");
        }

        uint bytes = BinaryPrimitives.ReadUInt32LittleEndian(body);
        if (bytes < FixedBytes - sizeof(uint) || bytes > (uint)(body.Length - sizeof(uint)))
        {
            throw new JournalFormatException("an event is longer than its block");
        }

        var kind = (EventKind)BinaryPrimitives.ReadUInt16LittleEndian(body[4..]);
        ReadOnlySpan<byte> rest = body.Slice(6, (int)bytes - sizeof(ushort));
        body = body[(sizeof(uint) + (int)bytes)..];
        var reader = new EventReader(rest);
        Instant at = reader.ReadInstant();
        int subjects = reader.ReadCount();
        ReadOnlySpan<byte> shorts = reader.Take(subjects * sizeof(ushort));
        return new EventEnvelope(kind, at, shorts, reader.Take(reader.Remaining));
    }

    /// <summary>False if the event is surely not about the subject.</summary>
    public bool MayConcern(SubjectKey subject)
    {
        for (int i = 0; i < _shorts.Length; i += sizeof(ushort))
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(_shorts[i..]) == subject.Hint)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Decodes the event; null if its kind is unknown to this version.</summary>
    public JournalEvent? Decode()
    {
        var reader = new EventReader(_fields);
        return EventRegistry.Read(Kind, At, ref reader);
    }
}
