using Tocsin.Journal.Format;

namespace Tocsin.Journal.Stores;

/// <summary>Where blocks and checkpoints are kept: the seam behind which SQLite, PostgreSQL or memory stand.</summary>
/// <remarks>
/// <see cref="Open"/>, <see cref="Commit"/> and <see cref="Reclaim"/> are called by one thread at a time. The reads may
/// run on any thread beside them and see only what was committed.
/// </remarks>
public interface IBlockStore : IDisposable
{
    /// <summary>Opens the store, repairs what a crash left, and tells what is in it. Called once, first.</summary>
    /// <exception cref="JournalStoreException">It cannot be opened; the message names the file and what to
    /// do.</exception>
    StoreState Open();

    /// <summary>
    /// Does all of a write or nothing of it, durable when this returns. The write's memory is not kept.
    /// </summary>
    /// <exception cref="JournalStoreException">Nothing of it was done as far as the store can tell. After a failed sync
    /// a crash may still bring it to light, so events that failed may appear; those that succeeded cannot
    /// vanish.</exception>
    void Commit(StoreWrite write);

    /// <summary>
    /// The blocks that may hold what the filter asks for, in order of their numbers. A block's memory is valid until
    /// the next step. A damaged one comes with <see cref="Block.IsIntact"/> false, and possibly without its bytes. A
    /// merge under way may bring a block that overlaps the one before it; the caller goes by sequence numbers.
    /// </summary>
    /// <exception cref="JournalStoreException">The store cannot be read at all.</exception>
    IEnumerable<Block> Read(BlockFilter filter, CancellationToken cancellationToken = default);

    /// <summary>The chunks of a projection's newest whole checkpoint; none if there is none.</summary>
    /// <exception cref="JournalStoreException">The store cannot be read at all.</exception>
    /// <exception cref="JournalFormatException">A chunk is missing or damaged.</exception>
    IEnumerable<ReadOnlyMemory<byte>> ReadCheckpoint(string projection);

    /// <summary>
    /// Frees some of the space that removals left, in a time like a commit's; false if there is none worth freeing.
    /// </summary>
    /// <exception cref="JournalStoreException">It failed; nothing that counts is lost.</exception>
    bool Reclaim();
}
