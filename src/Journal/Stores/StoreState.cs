using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Stores;

/// <summary>What a store holds when it is opened.</summary>
public sealed record StoreState
{
    /// <summary>The number of the last event ever stored; 0 for a new store. Later events continue from it.</summary>
    public required long LastSeq { get; init; }

    /// <summary>The blocks in order of their numbers.</summary>
    public required IReadOnlyList<BlockEntry> Blocks { get; init; }

    /// <summary>The newest whole checkpoint of each projection.</summary>
    public required IReadOnlyList<CheckpointEntry> Checkpoints { get; init; }

    /// <summary>What opening had to repair or give up, for the log and health; empty if all was well.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];
}

/// <summary>One block, without its content.</summary>
/// <param name="FirstSeq">The number of its first event.</param>
/// <param name="LastSeq">The number of its last event.</param>
/// <param name="AtMax">The latest instant of an event.</param>
/// <param name="Bytes">What it takes in the store, about.</param>
/// <param name="BodyBytes">How long its events are in memory.</param>
public readonly record struct BlockEntry(long FirstSeq, long LastSeq, Instant AtMax, int Bytes, int BodyBytes)
{
    /// <summary>The entry of a block that was built to be stored.</summary>
    public static BlockEntry Of(Block block) =>
        new(block.FirstSeq, block.LastSeq, block.AtMax, block.Bytes, block.Body.Length);
}

/// <summary>One checkpoint, without its content.</summary>
/// <param name="Projection">Whose state it is.</param>
/// <param name="Seq">The last event whose effect it includes.</param>
/// <param name="At">When it was saved.</param>
public sealed record CheckpointEntry(string Projection, long Seq, Instant At);
