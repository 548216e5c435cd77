using System.Buffers;
using System.Runtime.CompilerServices;
using Tocsin.Journal.Events;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Format;

/// <summary>Turns events into the bytes of a block's body, on the thread that appends them.</summary>
/// <remarks>
/// One per thread, with small buffers that stay, so that encoding allocates nothing. Encoding happens outside the queue's
/// lock, so an event that throws while writing itself leaves nothing behind. See FORMAT.md, "event".
/// </remarks>
internal sealed class EventEncoder
{
    // What has grown above this goes back to the pool: there are tens of threads, and one at a time makes a large append.
    private const int KeptBytes = 32 * 1024;
    private const int FirstBytes = 4096;
    private const int FirstSubjects = 64;

    [ThreadStatic]
    private static EventEncoder? _current;

    private byte[] _bytes = JournalBuffers.Rent<byte>(FirstBytes);
    private ulong[] _eventSubjects = ArrayPool<ulong>.Shared.Rent(64);
    private ulong[] _subjects = JournalBuffers.Rent<ulong>(FirstSubjects);
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

    /// <summary>Encodes these events, one behind the other.</summary>
    public void Add(ReadOnlySpan<JournalEvent> happened)
    {
        foreach (JournalEvent one in happened)
        {
            Add(one);
        }
    }

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

    /// <summary>Forgets the events, and gives back what they needed more than most do.</summary>
    public void Release()
    {
        Clear();
        Shrink(ref _bytes, FirstBytes);
        Shrink(ref _subjects, FirstSubjects);
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
        JournalBuffers.Grow(ref _subjects, _subjectCount, subjects.Length);
        subjects.CopyTo(_subjects.AsSpan(_subjectCount));
        _subjectCount += subjects.Length;
    }

    private void Clear()
    {
        _length = 0;
        _subjectCount = 0;
        Count = 0;
        Kinds = 0;
    }

    private static void Shrink<T>(ref T[] rented, int length)
    {
        if ((long)rented.Length * Unsafe.SizeOf<T>() > KeptBytes)
        {
            JournalBuffers.Return(rented);
            rented = JournalBuffers.Rent<T>(length);
        }
    }
}
