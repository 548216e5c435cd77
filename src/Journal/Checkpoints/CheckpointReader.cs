using System.Buffers.Binary;
using Tocsin.Journal.Format;

namespace Tocsin.Journal.Checkpoints;

/// <summary>
/// Gives back the entries that a <see cref="CheckpointWriter"/> took, chunk by chunk. Not thread-safe.
/// </summary>
public sealed class CheckpointReader : IDisposable
{
    private readonly IEnumerator<ReadOnlyMemory<byte>> _chunks;
    private ReadOnlyMemory<byte> _chunk;

    /// <summary>Reads from the chunks that <see cref="CheckpointWriter.Finish"/> gave.</summary>
    public CheckpointReader(IEnumerable<ReadOnlyMemory<byte>> chunks) => _chunks = chunks.GetEnumerator();

    /// <summary>Steps to the next entry; false at the end. The entry is valid until the next call.</summary>
    /// <exception cref="JournalFormatException">The chunk is damaged.</exception>
    public bool TryRead(out EventReader entry)
    {
        while (_chunk.IsEmpty)
        {
            if (!_chunks.MoveNext())
            {
                entry = default;
                return false;
            }

            _chunk = ChunkPacking.Unpack(_chunks.Current);
        }

        ReadOnlySpan<byte> bytes = _chunk.Span;
        uint length = bytes.Length < sizeof(uint) ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (bytes.Length < sizeof(uint) || length > (uint)(bytes.Length - sizeof(uint)))
        {
            throw new JournalFormatException("a checkpoint's entry is longer than its chunk");
        }

        entry = new EventReader(bytes.Slice(sizeof(uint), (int)length));
        _chunk = _chunk[(sizeof(uint) + (int)length)..];
        return true;
    }

    /// <summary>Ends the reading.</summary>
    public void Dispose() => _chunks.Dispose();
}
