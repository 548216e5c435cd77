using System.Buffers.Binary;
using Tocsin.Model;

namespace Tocsin.Journal.Format;

/// <summary>
/// Gathers encoded events, of one batch or of blocks to be merged, and builds the block. Not thread-safe.
/// </summary>
public sealed class BlockBuilder : IDisposable
{
    private byte[] _body = [];
    private ulong[] _subjects = [];
    private byte[] _sortedSubjects = [];
    private byte[] _packed = [];
    private int _subjectCount;
    private Instant _atMin;
    private Instant _atMax;
    private ulong _kinds;

    /// <summary>How many events were added.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes of body there are.</summary>
    public int BodyBytes { get; private set; }

    /// <summary>Adds encoded events.</summary>
    internal void Add(EventEncoder events)
    {
        AddBytes(events.Bytes);
        JournalBuffers.Grow(ref _subjects, _subjectCount, events.Subjects.Length);
        events.Subjects.CopyTo(_subjects.AsSpan(_subjectCount));
        _subjectCount += events.Subjects.Length;
        AddNumbers(events.Count, events.AtMin, events.AtMax, events.Kinds);
    }

    /// <summary>Adds the events of a block that ends where the next one begins.</summary>
    public void Add(Block block)
    {
        AddBytes(block.Body.Span);
        ReadOnlySpan<byte> subjects = block.Subjects.Span;
        int count = subjects.Length / sizeof(ulong);
        JournalBuffers.Grow(ref _subjects, _subjectCount, count);
        for (int i = 0; i < count; i++)
        {
            _subjects[_subjectCount++] = BinaryPrimitives.ReadUInt64LittleEndian(subjects[(i * sizeof(ulong))..]);
        }

        AddNumbers(block.Count, block.AtMin, block.AtMax, block.Kinds);
    }

    /// <summary>Builds the block; it lives on this builder's buffers until <see cref="Dispose"/>.</summary>
    public Block Build(long firstSeq)
    {
        var block = new Block
        {
            FirstSeq = firstSeq,
            LastSeq = firstSeq + Count - 1,
            AtMin = _atMin,
            AtMax = _atMax,
            Kinds = _kinds,
            Subjects = SortSubjects(),
            Body = _body.AsMemory(0, BodyBytes),
            Packed = BlockPacking.Pack(_body.AsSpan(0, BodyBytes), ref _packed),
        };
        return block with { Crc = block.ComputeCrc() };
    }

    /// <summary>Gives the buffers back to the pool and is empty again.</summary>
    public void Dispose()
    {
        JournalBuffers.Release(ref _body);
        JournalBuffers.Release(ref _subjects);
        JournalBuffers.Release(ref _sortedSubjects);
        JournalBuffers.Release(ref _packed);
        _subjectCount = 0;
        _kinds = 0;
        Count = 0;
        BodyBytes = 0;
    }

    private void AddBytes(ReadOnlySpan<byte> bytes)
    {
        JournalBuffers.Grow(ref _body, BodyBytes, bytes.Length);
        bytes.CopyTo(_body.AsSpan(BodyBytes));
        BodyBytes += bytes.Length;
    }

    private void AddNumbers(int count, Instant atMin, Instant atMax, ulong kinds)
    {
        _atMin = Count == 0 ? atMin : Instant.Min(_atMin, atMin);
        _atMax = Count == 0 ? atMax : Instant.Later(_atMax, atMax);
        _kinds |= kinds;
        Count += count;
    }

    // A look-up searches this list by halves; repeats would only make it longer.
    private ReadOnlyMemory<byte> SortSubjects()
    {
        Span<ulong> keys = _subjects.AsSpan(0, _subjectCount);
        keys.Sort();
        JournalBuffers.Grow(ref _sortedSubjects, 0, _subjectCount * sizeof(ulong));
        int length = 0;
        for (int i = 0; i < keys.Length; i++)
        {
            if (i == 0 || keys[i] != keys[i - 1])
            {
                BinaryPrimitives.WriteUInt64LittleEndian(_sortedSubjects.AsSpan(length), keys[i]);
                length += sizeof(ulong);
            }
        }

        return _sortedSubjects.AsMemory(0, length);
    }
}
