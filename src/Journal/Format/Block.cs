using System.Buffers.Binary;
using Tocsin.Journal.Events;
using Tocsin.Model;
using Tocsin.Model.Checksums;

namespace Tocsin.Journal.Format;

/// <summary>
/// The events of one commit, or of several merged: the unit that stores keep. Immutable once built; the memory belongs
/// to whoever built it and may be pooled, so a store copies what it keeps.
/// </summary>
public sealed record Block
{
    /// <summary>The sequence number of the first event, from 1.</summary>
    public required long FirstSeq { get; init; }

    /// <summary>The sequence number of the last event; numbers within a block have no gaps.</summary>
    public required long LastSeq { get; init; }

    /// <summary>The earliest instant of an event.</summary>
    public required Instant AtMin { get; init; }

    /// <summary>The latest instant of an event.</summary>
    public required Instant AtMax { get; init; }

    /// <summary>The kinds of the events as a bit set; kinds from 63 on share the last bit.</summary>
    public required ulong Kinds { get; init; }

    /// <summary>The keys of all subjects, ascending and distinct, 8 bytes little-endian each.</summary>
    public required ReadOnlyMemory<byte> Subjects { get; init; }

    /// <summary>The events, one behind the other.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The body as a Snappy block, made by whoever built the block to be stored instead; empty if the body is no longer
    /// than that, and in a block that was read.
    /// </summary>
    public ReadOnlyMemory<byte> Packed { get; init; }

    /// <summary>The CRC-32C of the numbers, the subjects and the body; see <see cref="ComputeCrc"/>.</summary>
    public uint Crc { get; init; }

    /// <summary>How many events there are.</summary>
    public int Count => (int)(LastSeq - FirstSeq + 1);

    /// <summary>What the block takes in a store, about.</summary>
    public int Bytes => Subjects.Length + (Packed.IsEmpty ? Body : Packed).Length;

    /// <summary>True if the bytes are those that were written.</summary>
    public bool IsIntact => Crc == ComputeCrc();

    /// <summary>A block of events in memory of its own, as a commit would make it.</summary>
    public static Block Of(long firstSeq, params ReadOnlySpan<JournalEvent> events)
    {
        EventEncoder encoder = EventEncoder.Current;
        foreach (JournalEvent one in events)
        {
            encoder.Add(one);
        }

        using var builder = new BlockBuilder();
        builder.Add(encoder);
        return builder.Build(firstSeq).Kept();
    }

    /// <summary>The same in memory of its own.</summary>
    public Block Kept() =>
        this with { Subjects = Subjects.ToArray(), Body = Body.ToArray(), Packed = Packed.ToArray() };

    /// <summary>
    /// The checksum over the numbers (8 bytes each, in the order of the properties), subjects and body.
    /// </summary>
    public uint ComputeCrc()
    {
        uint state = Crc32C.Start;
        state = Crc32C.Add(state, (ulong)FirstSeq);
        state = Crc32C.Add(state, (ulong)LastSeq);
        state = Crc32C.Add(state, (ulong)AtMin.Ticks);
        state = Crc32C.Add(state, (ulong)AtMax.Ticks);
        state = Crc32C.Add(state, Kinds);
        state = Crc32C.Add(state, Subjects.Span);
        return Crc32C.Finish(Crc32C.Add(state, Body.Span));
    }

    /// <summary>Takes the next event off a block's body; null if its kind is unknown to this version.</summary>
    /// <exception cref="JournalFormatException">The bytes are damaged.</exception>
    public static JournalEvent? ReadEvent(scoped ref ReadOnlySpan<byte> body) => EventEnvelope.Next(ref body).Decode();

    /// <summary>True if <paramref name="subjects"/>, ascending keys as stored, hold <paramref name="key"/>.</summary>
    internal static bool HoldsSubject(ReadOnlySpan<byte> subjects, ulong key)
    {
        int low = 0;
        int high = (subjects.Length / sizeof(ulong)) - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            ulong found = BinaryPrimitives.ReadUInt64LittleEndian(subjects[(middle * sizeof(ulong))..]);
            if (found == key)
            {
                return true;
            }

            (low, high) = found < key ? (middle + 1, high) : (low, middle - 1);
        }

        return false;
    }
}
