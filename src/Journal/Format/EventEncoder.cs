using System.Buffers;
using System.Numerics;
using Tocsin.Journal.Events;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Format;

/// <summary>Turns events into the bytes of a block's body, on the thread that appends them.</summary>
/// <remarks>
/// One per thread, with buffers that stay: encoding allocates nothing once they have grown. Encoding happens outside
/// the queue's lock, so an event that throws while writing itself leaves nothing behind. See FORMAT.md, "event".
/// </remarks>
internal sealed class EventEncoder
{
    // Above this the buffers go back to the pool: one huge append must not hold memory for ever.
    private const int KeptBytes = 256 * 1024;

    [ThreadStatic]
    private static EventEncoder? _current;

    private byte[] _bytes = JournalBuffers.Rent<byte>(4096);
    private ulong[] _eventSubjects = ArrayPool<ulong>.Shared.Rent(64);
    private ulong[] _subjects = new ulong[64];
    private int _length;
    private int _subjectCount;

    /// <summary>This thread's encoder, empty.</summary>
    public static EventEncoder Current
    {
        get
        {
            EventEncoder encoder = _current ??= new EventEncoder();
            encoder.Clear();
            return encoder;
        }
    }

    /// <summary>The encoded events.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>All subjects, unsorted, repeats included.</summary>
    public ReadOnlySpan<ulong> Subjects => _subjects.AsSpan(0, _subjectCount);

    /// <summary>How many events there are.</summary>
    public int Count { get; private set; }

    /// <summary>The earliest instant of an event.</summary>
    public Instant AtMin { get; private set; }

    /// <summary>The latest instant of an event.</summary>
    public Instant AtMax { get; private set; }

    /// <summary>The kinds as a bit set; see <see cref="EventKinds.Bit"/>.</summary>
    public ulong Kinds { get; private set; }

    /// <summary>Encodes one more event.</summary>
    public void Add(JournalEvent happened)
    {
        var subjects = new SubjectCollector(_eventSubjects);
        var writer = new EventWriter(_bytes, _length);
        try
        {
            Encode(happened, ref writer, ref subjects);
            Keep(subjects.Keys);
        }
        finally
        {
            _eventSubjects = subjects.Detach();
            _bytes = writer.Detach(out int written);
            _length = written;
        }

        AtMin = Count == 0 ? happened.At : Instant.Min(AtMin, happened.At);
        AtMax = Count == 0 ? happened.At : Instant.Later(AtMax, happened.At);
        Kinds |= EventKinds.Bit(happened.Kind);
        Count++;
    }

    private static void Encode(JournalEvent happened, ref EventWriter writer, ref SubjectCollector subjects)
    {
        int start = writer.Length;
        happened.CollectSubjects(ref subjects);
        writer.WriteEnvelope(happened.Kind, happened.At, subjects.Keys);
        happened.Write(ref writer);
        writer.PatchUInt32(start, (uint)(writer.Length - start - sizeof(uint)));
    }

    private void Keep(ReadOnlySpan<ulong> subjects)
    {
        if (_subjects.Length - _subjectCount < subjects.Length)
        {
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)(_subjectCount + subjects.Length));
            Array.Resize(ref _subjects, size);
        }

        subjects.CopyTo(_subjects.AsSpan(_subjectCount));
        _subjectCount += subjects.Length;
    }

    private void Clear()
    {
        _length = 0;
        _subjectCount = 0;
        Count = 0;
        Kinds = 0;
        if (_bytes.Length > KeptBytes)
        {
            JournalBuffers.Return(_bytes);
            _bytes = JournalBuffers.Rent<byte>(4096);
        }

        if (_subjects.Length > KeptBytes / sizeof(ulong))
        {
            _subjects = new ulong[64];
        }
    }
}
