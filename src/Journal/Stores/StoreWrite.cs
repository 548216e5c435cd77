using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Stores;

/// <summary>What one transaction does: first removals, then additions.</summary>
public sealed record StoreWrite
{
    /// <summary>
    /// Removes every block that lies within these numbers: retention, or a merge with the result added.
    /// </summary>
    public SeqRange? Remove { get; init; }

    /// <summary>Blocks to add, ascending. Their memory is the caller's again when the commit returns.</summary>
    public IReadOnlyList<Block> Blocks { get; init; } = [];

    /// <summary>A piece of a checkpoint that is not valid before its last piece is there.</summary>
    public CheckpointChunk? Chunk { get; init; }
}

/// <summary>A range of sequence numbers, both ends included.</summary>
/// <param name="First">The first number.</param>
/// <param name="Last">The last number.</param>
public readonly record struct SeqRange(long First, long Last);

/// <summary>A piece of a projection's new checkpoint. The first one drops what an unfinished attempt left.</summary>
public sealed record CheckpointChunk
{
    /// <summary>Whose state it is.</summary>
    public required string Projection { get; init; }

    /// <summary>The last event whose effect the state includes.</summary>
    public required long Seq { get; init; }

    /// <summary>When this piece is written.</summary>
    public required Instant At { get; init; }

    /// <summary>Which piece this is, from 0.</summary>
    public required int Index { get; init; }

    /// <summary>The bytes.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>True for the last piece, with which the new checkpoint replaces the old one.</summary>
    public required bool IsLast { get; init; }
}
