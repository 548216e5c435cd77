using Tocsin.Model.Samples;
using Tocsin.Tsdb.Blocks;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Store;

/// <summary>Cuts the joined samples of a series into chunks of even size for a block. Reusable; not thread-safe.</summary>
internal sealed class ChunkCutter
{
    private readonly long[] _times = new long[BlockFormat.ChunkSamples];
    private readonly double[] _values = new double[BlockFormat.ChunkSamples];
    private readonly FloatHistogram?[] _histograms = new FloatHistogram?[BlockFormat.ChunkSamples];
    private readonly long[] _starts = new long[BlockFormat.ChunkSamples];

    /// <summary>Writes the samples; a chunk has floats or histograms, never both.</summary>
    public void Write(ReadOnlySpan<SampleGatherer.Sample> samples, BlockWriter writer)
    {
        while (!samples.IsEmpty)
        {
            bool histograms = samples[0].Histogram is not null;
            int run = 1;
            while (run < samples.Length && samples[run].Histogram is not null == histograms)
            {
                run++;
            }

            WriteRun(samples[..run], histograms, writer);
            samples = samples[run..];
        }
    }

    // Even sizes: 130 samples are 65 and 65, not 120 and 10, since each chunk has a head.
    private void WriteRun(ReadOnlySpan<SampleGatherer.Sample> run, bool histograms, BlockWriter writer)
    {
        int chunks = (run.Length + BlockFormat.ChunkSamples - 1) / BlockFormat.ChunkSamples;
        int size = (run.Length + chunks - 1) / chunks;
        while (!run.IsEmpty)
        {
            ReadOnlySpan<SampleGatherer.Sample> chunk = run[..Math.Min(size, run.Length)];
            for (int i = 0; i < chunk.Length; i++)
            {
                (_times[i], _values[i], _histograms[i], _starts[i]) = chunk[i];
            }

            writer.AddChunk(new SampleSpan(_times.AsSpan(0, chunk.Length), _values.AsSpan(0, chunk.Length))
            {
                Histograms = histograms ? _histograms.AsSpan(0, chunk.Length) : default,
                Starts = _starts.AsSpan(0, chunk.Length),
            });
            run = run[chunk.Length..];
        }
    }
}
