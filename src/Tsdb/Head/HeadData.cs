using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// What a series has in memory and its stream cannot hold: histograms, and samples that came out of order. Once there is a
/// histogram everything goes here until it leaves for a block. Immutable but for the tail, which alone grows.
/// </summary>
/// <param name="Stream">The floats that came before the first histogram.</param>
/// <param name="Pieces">Sealed pieces by ascending time, except for samples that came out of order.</param>
/// <param name="Tail">The newest samples, if they go here.</param>
internal sealed record MixedData(StreamEnd Stream, HeadPiece[] Pieces, SeriesTail Tail)
{
    public static readonly MixedData Empty = new(default, [], SeriesTail.None);

    /// <summary>True if floats go here, too.</summary>
    public bool TakesAll => Stream.Count > 0 || Tail.Count > 0;

    /// <summary>The tail becomes a piece.</summary>
    public MixedData Sealed(ChunkWriter scratch) => Tail.Count == 0
        ? this
        : this with { Pieces = [.. Pieces, HeadPiece.Of(Tail.First(Tail.Count), scratch)], Tail = SeriesTail.None };
}

/// <summary>Samples on their way into a block. Immutable: nothing is added to its tail.</summary>
/// <param name="Segment">The last segment of the log that holds some of them; the block's, once it is written.</param>
/// <param name="Stream">The floats, newer than what else there is.</param>
/// <param name="Mixed">What is no float in order; null if there is nothing.</param>
/// <param name="Older">What was on its way before and could not be written; null if all could.</param>
internal sealed record LeavingData(long Segment, StreamEnd Stream, MixedData? Mixed, LeavingData? Older);

/// <summary>Some samples of a series, packed. Immutable.</summary>
/// <param name="MinTime">The first timestamp.</param>
/// <param name="MaxTime">The last timestamp.</param>
/// <param name="Chunk">See <see cref="SampleChunk"/>.</param>
internal readonly record struct HeadPiece(long MinTime, long MaxTime, byte[] Chunk)
{
    public static HeadPiece Of(in SampleSpan samples, ChunkWriter scratch)
    {
        scratch.Clear();
        SampleChunk.Encode(samples, scratch);
        return new HeadPiece(samples.Times[0], samples.Times[^1], scratch.Written.ToArray());
    }
}
