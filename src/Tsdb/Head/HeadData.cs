namespace Tocsin.Tsdb.Head;

/// <summary>
/// The samples of a series in memory, oldest first: what is on its way into a block, then sealed pieces, then the tail,
/// which alone grows. Immutable but for the tail.
/// </summary>
internal sealed class HeadData
{
    public static readonly HeadData Empty = new([], [], SeriesTail.None);

    /// <summary>Joins the parts.</summary>
    public HeadData(HeadPiece[] leaving, HeadPiece[] pieces, SeriesTail tail)
    {
        Leaving = leaving;
        Pieces = pieces;
        Tail = tail;
    }

    /// <summary>Pieces that a block is being written from, or has been, while views may not know that block.</summary>
    public HeadPiece[] Leaving { get; }

    /// <summary>Sealed pieces, by ascending time, except for those of samples that came out of order.</summary>
    public HeadPiece[] Pieces { get; }

    /// <summary>The newest samples.</summary>
    public SeriesTail Tail { get; }

    /// <summary>True if there is nothing.</summary>
    public bool IsEmpty => Leaving.Length == 0 && Pieces.Length == 0 && Tail.Count == 0;
}

/// <summary>Some samples of a series, packed. Immutable.</summary>
/// <param name="MinTime">The first timestamp.</param>
/// <param name="MaxTime">The last timestamp.</param>
/// <param name="Count">How many samples.</param>
/// <param name="Chunk">See <see cref="Chunks.SampleChunk"/>.</param>
internal readonly record struct HeadPiece(long MinTime, long MaxTime, int Count, byte[] Chunk);
