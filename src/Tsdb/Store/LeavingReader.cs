using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>Reads all that leaves memory for a block. Reusable; not thread-safe.</summary>
/// <param name="cells">Where floats lie.</param>
internal sealed class LeavingReader(CellPool cells)
{
    private readonly StreamSamples _stream = new();
    private readonly ChunkSamples _piece = new();

    /// <summary>Adds all samples, the oldest first as far as they came in order.</summary>
    public void Read(LeavingData? leaving, SampleGatherer into)
    {
        if (leaving is null)
        {
            return;
        }

        Read(leaving.Older, into);
        if (leaving.Mixed is { } mixed)
        {
            into.Add(_stream.Read(mixed.Stream, cells, long.MinValue));
            foreach (HeadPiece piece in mixed.Pieces)
            {
                SampleChunk.Decode(piece.Chunk, _piece);
                into.Add(_piece.Span);
            }

            into.Add(mixed.Tail.First(mixed.Tail.Count));
        }

        into.Add(_stream.Read(leaving.Stream, cells, long.MinValue));
    }
}
