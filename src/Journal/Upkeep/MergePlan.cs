using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Upkeep;

/// <summary>
/// Decides which adjacent blocks to merge, so that a quiet journal does not become a million tiny rows.
/// </summary>
internal static class MergePlan
{
    // Commits under load make blocks of more than this; merging those would double the cost of every event for nothing.
    private const int SmallBytes = 32 * 1024;
    private const int GoodBytes = 128 * 1024;
    private const int TargetBytes = 256 * 1024;
    private const int ManyBlocks = 256;

    /// <summary>The next run worth merging as (index, count), or a count of 0.</summary>
    /// <param name="blocks">All blocks in order.</param>
    /// <param name="unmergeable">First numbers of blocks to leave alone.</param>
    public static (int First, int Count) Next(IReadOnlyList<BlockEntry> blocks, IReadOnlySet<long> unmergeable)
    {
        for (int first = 0; first < blocks.Count; first++)
        {
            int count = RunFrom(first, blocks, unmergeable);
            if (count > 0)
            {
                return (first, count);
            }
        }

        return (0, 0);
    }

    // A run is merged when it makes a block of good size, or has very many parts. In both cases no part may be most of
    // it: otherwise a block would be written anew with each few that come after it. So an event is rewritten a number
    // of times that grows with the logarithm of the block's size, mostly once.
    private static int RunFrom(int first, IReadOnlyList<BlockEntry> blocks, IReadOnlySet<long> unmergeable)
    {
        long bytes = 0;
        int largest = 0;
        int count = 0;
        for (int i = first; i < blocks.Count && count < ManyBlocks * 2; i++)
        {
            BlockEntry block = blocks[i];
            bool follows = i == first || block.FirstSeq == blocks[i - 1].LastSeq + 1;
            if (!follows || block.BodyBytes >= SmallBytes || bytes + block.BodyBytes > TargetBytes
                || unmergeable.Contains(block.FirstSeq))
            {
                break;
            }

            bytes += block.BodyBytes;
            largest = Math.Max(largest, block.BodyBytes);
            count++;
        }

        bool good = bytes >= GoodBytes && largest <= bytes / 2;
        bool many = count >= ManyBlocks && largest <= bytes / 4;
        return good || many ? count : 0;
    }
}
