using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Stores;

/// <summary>
/// Keeps blocks in memory: for runs without a disk, and for simulations, where <see cref="Before"/> injects failures
/// and <see cref="Reopen"/> shows what a crash leaves. Thread-safe.
/// </summary>
public sealed class MemoryBlockStore : IBlockStore
{
    private readonly Lock _gate = new();
    private readonly SortedList<long, Block> _blocks = [];
    private readonly Dictionary<string, Saved> _checkpoints = [];
    private readonly Dictionary<string, List<byte[]>> _unfinished = [];
    private StoreWrite? _unsynced;
    private long _lastSeq;

    /// <summary>
    /// Called before each effect of a commit; what it throws ends the commit there: a
    /// <see cref="JournalStoreException"/> is a failing disk, anything else stands for a crash of the whole program.
    /// </summary>
    public Action<StoreEffect>? Before { get; set; }

    /// <summary>The store as a new process finds it after a crash at this instant.</summary>
    /// <param name="keepUnsynced">
    /// Whether a write that was under way and not synced is there: either can happen on a real disk, wholly or not.
    /// </param>
    public MemoryBlockStore Reopen(bool keepUnsynced)
    {
        lock (_gate)
        {
            var after = new MemoryBlockStore { _lastSeq = _lastSeq };
            foreach (Block block in _blocks.Values)
            {
                after._blocks.Add(block.FirstSeq, block);
            }

            foreach ((string name, Saved saved) in _checkpoints)
            {
                after._checkpoints.Add(name, saved);
            }

            if (keepUnsynced && _unsynced is not null)
            {
                after.ApplyNeedsLock(_unsynced);
            }

            return after;
        }
    }

    /// <summary>Flips bits in the body of the block that holds an event, as a rotting disk does.</summary>
    public void Damage(long seq)
    {
        lock (_gate)
        {
            Block block = _blocks.Values.First(b => b.FirstSeq <= seq && seq <= b.LastSeq);
            byte[] body = block.Body.ToArray();
            body[^1] ^= 0x55;
            _blocks[block.FirstSeq] = block with { Body = body };
        }
    }

    /// <inheritdoc/>
    public StoreState Open()
    {
        lock (_gate)
        {
            _unfinished.Clear();
            return new StoreState
            {
                LastSeq = _lastSeq,
                Blocks = [.. _blocks.Values.Select(b => BlockEntry.Of(b))],
                Checkpoints = [.. _checkpoints.Select(c => new CheckpointEntry(c.Key, c.Value.Seq, c.Value.At))],
            };
        }
    }

    /// <inheritdoc/>
    public void Commit(StoreWrite write)
    {
        StoreWrite kept = Keep(write);
        RefuseClash(kept);
        Before?.Invoke(StoreEffect.Write);
        lock (_gate)
        {
            _unsynced = kept;
        }

        Before?.Invoke(StoreEffect.Sync);
        lock (_gate)
        {
            ApplyNeedsLock(kept);
            _unsynced = null;
        }

        Before?.Invoke(StoreEffect.Return);
    }

    /// <inheritdoc/>
    public IEnumerable<Block> Read(BlockFilter filter, CancellationToken cancellationToken = default)
    {
        Block[] blocks;
        lock (_gate)
        {
            blocks = [.. _blocks.Values];
        }

        if (filter.Descending)
        {
            Array.Reverse(blocks);
        }

        foreach (Block block in blocks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (block.LastSeq >= filter.FirstSeq && block.FirstSeq <= filter.LastSeq
                && filter.Admits(block.AtMin, block.AtMax, block.Kinds) && filter.AdmitsSubjects(block.Subjects.Span))
            {
                yield return block;
            }
        }
    }

    /// <inheritdoc/>
    public IEnumerable<ReadOnlyMemory<byte>> ReadCheckpoint(string projection)
    {
        lock (_gate)
        {
            return _checkpoints.TryGetValue(projection, out Saved? saved)
                ? [.. saved.Chunks.Select(c => new ReadOnlyMemory<byte>(c))]
                : [];
        }
    }

    /// <inheritdoc/>
    public bool Reclaim() => false;

    /// <summary>Does nothing: what is in memory stays for <see cref="Reopen"/>.</summary>
    public void Dispose()
    {
    }

    private static StoreWrite Keep(StoreWrite write) => write with
    {
        Blocks = [.. write.Blocks.Select(b => b.Kept())],
        Chunk = write.Chunk is null ? null : write.Chunk with { Body = write.Chunk.Body.ToArray() },
    };

    private void RefuseClash(StoreWrite write)
    {
        lock (_gate)
        {
            foreach (Block block in write.Blocks)
            {
                bool removed = write.Remove is { } range
                    && range.First <= block.FirstSeq && block.FirstSeq <= range.Last;
                if (_blocks.ContainsKey(block.FirstSeq) && !removed)
                {
                    throw new JournalStoreException($"journal: there is a block {block.FirstSeq} already");
                }
            }
        }
    }

    private void ApplyNeedsLock(StoreWrite write)
    {
        if (write.Remove is { } range)
        {
            foreach (long first in _blocks.Keys.Where(f => range.First <= f && f <= range.Last).ToArray())
            {
                _blocks.Remove(first);
            }
        }

        foreach (Block block in write.Blocks)
        {
            _blocks.Add(block.FirstSeq, block);
            _lastSeq = Math.Max(_lastSeq, block.LastSeq);
        }

        if (write.Chunk is { } chunk)
        {
            ApplyNeedsLock(chunk);
        }
    }

    private void ApplyNeedsLock(CheckpointChunk chunk)
    {
        if (chunk.Index == 0 || !_unfinished.TryGetValue(chunk.Projection, out List<byte[]>? chunks))
        {
            _unfinished[chunk.Projection] = chunks = [];
        }

        chunks.Add(chunk.Body.ToArray());
        if (chunk.IsLast)
        {
            _unfinished.Remove(chunk.Projection);
            _checkpoints[chunk.Projection] = new Saved(chunk.Seq, chunk.At, chunks);
        }
    }

    private sealed record Saved(long Seq, Instant At, List<byte[]> Chunks);
}

/// <summary>What a commit does to a disk, in order; a crash can come before each.</summary>
public enum StoreEffect
{
    /// <summary>The bytes are handed to the system.</summary>
    Write,

    /// <summary>The bytes are forced to the disk.</summary>
    Sync,

    /// <summary>The caller learns that it worked.</summary>
    Return,
}
