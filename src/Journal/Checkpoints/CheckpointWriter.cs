using Tocsin.Journal.Format;

namespace Tocsin.Journal.Checkpoints;

/// <summary>Writes one entry's fields.</summary>
/// <typeparam name="T">What an entry is made from.</typeparam>
public delegate void WriteEntry<in T>(ref EventWriter writer, T item);

/// <summary>Takes a projection's state as a sequence of entries and cuts it into chunks of about 256 KiB.</summary>
/// <remarks>An entry never straddles two chunks, so that a reader needs one chunk at a time. Not thread-safe.</remarks>
public sealed class CheckpointWriter
{
    // The first entry that reaches this length ends its chunk. Chunks are written between commits, one at a time, so
    // their size is what a checkpoint can add to the latency of a commit. All of them wait in memory until then, which is
    // why they are packed at once.
    private const int ChunkBytes = 256 * 1024;

    private readonly List<ReadOnlyMemory<byte>> _chunks = [];
    private byte[] _rented = [];
    private int _length;

    /// <summary>How many bytes were written.</summary>
    public long Bytes { get; private set; }

    /// <summary>Adds an entry. Pass a static lambda and the item: nothing is allocated then.</summary>
    public void Add<T>(T item, WriteEntry<T> write)
    {
        if (_rented.Length == 0)
        {
            _rented = JournalBuffers.Rent<byte>(ChunkBytes + (ChunkBytes / 8));
        }

        int start = _length;
        int end = start;
        var writer = new EventWriter(_rented, start);
        try
        {
            writer.WriteRaw([0, 0, 0, 0]);
            write(ref writer, item);
            writer.PatchUInt32(start, (uint)(writer.Length - start - sizeof(uint)));
            end = writer.Length;
        }
        finally
        {
            _rented = writer.Detach(out _);
            _length = end;
        }

        Bytes += end - start;
        if (_length >= ChunkBytes)
        {
            Cut();
        }
    }

    /// <summary>Ends the writing and hands over the chunks.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Finish()
    {
        if (_length > 0)
        {
            Cut();
        }

        if (_rented.Length > 0)
        {
            JournalBuffers.Return(_rented);
            _rented = [];
        }

        return _chunks;
    }

    private void Cut()
    {
        _chunks.Add(ChunkPacking.Pack(_rented.AsSpan(0, _length)));
        _length = 0;
    }
}
