using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Store;

/// <summary>Finds the newest sample that a series has in the blocks.</summary>
internal static class LastSamples
{
    /// <summary>Sets the newest time and value of a series, if a block has any.</summary>
    public static void Find(BlockSet blocks, HeadSeries series)
    {
        var chunks = new List<ChunkPlace>();
        foreach (StoredBlock block in blocks.Blocks.OrderByDescending(b => b.Block.MaxTime))
        {
            if (block.Block.MaxTime <= series.LastTime || block.NumberOf(series.Labels) is not (>= 0 and var number))
            {
                continue;
            }

            block.Block.ChunksOf(number, chunks);
            if (chunks.Count > 0 && chunks[^1].Span.MaxTime > series.LastTime)
            {
                Learn(block.Block, chunks[^1], series);
            }
        }
    }

    private static void Learn(Block block, in ChunkPlace chunk, HeadSeries series)
    {
        long bits = 0;
        var samples = new ChunkSamples();
        try
        {
            SampleChunk.Decode(block.ChunkAt(chunk), samples);
            series.LastHistogram = samples.Histograms.IsEmpty ? null : samples.Histograms[^1];
            bits = samples.Histograms.IsEmpty ? BitConverter.DoubleToInt64Bits(samples.Values[^1]) : 0;
        }
        catch (TsdbFormatException)
        {
            // Its time is known all the same, and that decides what may be appended.
        }

        series.Learn(chunk.Span.MaxTime, bits);
    }
}
