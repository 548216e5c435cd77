using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Head;

/// <summary>
/// The samples of a series in memory, oldest first: what is on its way into a block, then sealed pieces, then the tail,
/// which alone grows. Immutable but for the tail.
/// </summary>
/// <param name="Leaving">What a block is being written from, or has been, while open views may not know that block.</param>
/// <param name="Pieces">Sealed pieces by ascending time, except for samples that came out of order.</param>
/// <param name="Tail">The newest samples.</param>
internal sealed record HeadData(LeavingData? Leaving, HeadPiece[] Pieces, SeriesTail Tail)
{
    public static readonly HeadData Empty = new(null, [], SeriesTail.None);

    /// <summary>True if there is nothing.</summary>
    public bool IsEmpty => Leaving is null && Pieces.Length == 0 && Tail.Count == 0;

    /// <summary>The tail becomes a piece.</summary>
    public HeadData Sealed(ChunkWriter scratch) => Tail.Count == 0
        ? this
        : this with { Pieces = [.. Pieces, HeadPiece.Of(Tail.First(Tail.Count), scratch)], Tail = SeriesTail.None };

    /// <summary>All that is here begins to leave.</summary>
    public HeadData Left(long segment, ChunkWriter scratch)
    {
        if (Leaving is null)
        {
            return new HeadData(new LeavingData(segment, Pieces, Tail), [], SeriesTail.None);
        }

        // The block before could not be written.
        HeadPiece[] older = Leaving.Tail.Count == 0
            ? Leaving.Pieces
            : [.. Leaving.Pieces, HeadPiece.Of(Leaving.Tail.First(Leaving.Tail.Count), scratch)];
        return new HeadData(new LeavingData(segment, [.. older, .. Pieces], Tail), [], SeriesTail.None);
    }
}

/// <summary>Samples on their way into a block. Immutable: nothing is added to its tail.</summary>
/// <param name="Segment">The last segment of the log that holds some of them; the block's, once it is written.</param>
/// <param name="Pieces">See <see cref="HeadData.Pieces"/>.</param>
/// <param name="Tail">What was not packed yet.</param>
internal sealed record LeavingData(long Segment, HeadPiece[] Pieces, SeriesTail Tail);

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
