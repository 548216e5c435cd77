using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>Reads all that leaves memory for a block. Reusable; not thread-safe.</summary>
/// <param name="cells">Where floats lie.</param>
internal sealed class LeavingReader(CellPool cells)
{
    private readonly StreamSamples _stream = new();
    private readonly ChunkSamples _piece = new();

    /// <summary>Adds all samples of a series that leave, the oldest first as far as they came in order.</summary>
    public void Read(HeadSeries series, SampleGatherer into)
    {
        HeadSnapshot data = series.Snapshot();
        if (data.LeavingCount > 0)
        {
            into.Add(_stream.Read(data.Stream, cells, long.MinValue), data.LeavingCount);
        }
        else if (data.Leaving is null)
        {
            // The stream has been put beside since, with what leaves. Samples that are in the block and stay in memory, too,
            // are read once; samples that are in neither would be lost.
            into.Add(_stream.Read(data.Mixed?.Stream ?? default, cells, long.MinValue));
        }

        Read(data.Leaving, into);
    }

    private void Read(LeavingData? leaving, SampleGatherer into)
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
