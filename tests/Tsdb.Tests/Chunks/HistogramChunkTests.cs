using Tocsin.Model.Samples;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Chunks;

public sealed class HistogramChunkTests
{
    [Fact]
    public void Histograms_come_back_with_their_starts_hints_and_changing_buckets()
    {
        FloatHistogram first = Exponential(1);
        FloatHistogram?[] histograms =
        [
            first, first with { Count = 9, ResetHint = CounterResetHint.NotCounterReset }, Exponential(3),
            new FloatHistogram
            {
                Schema = FloatHistogram.CustomSchema, Count = 2, Sum = double.NaN, CustomBounds = [0.1, 0.5],
                PositiveSpans = [new(0, 3)], PositiveBuckets = [1, 0, 1], ResetHint = CounterResetHint.Gauge,
            },
            new FloatHistogram { Sum = StaleMarker.Value },
        ];

        ChunkSamples back = RoundTrip(histograms, [0, 7, 7, 9, 0]);

        Assert.Equal(histograms, back.Histograms.ToArray());
        Assert.Equal([0, 7, 7, 9, 0], back.Starts.ToArray());
        Assert.Equal([1000, 2000, 3000, 4000, 5000], back.Times.ToArray());
    }

    [Fact]
    public void A_growing_histogram_takes_few_bits_a_bucket()
    {
        FloatHistogram?[] histograms = [.. Enumerable.Range(0, 120).Select(Exponential)];
        byte[] chunk = Encode(histograms, []);

        Assert.InRange(chunk.Length, 1, 250);
    }

    [Fact]
    public void A_chunk_with_a_changed_byte_or_a_cut_is_read_or_refused()
    {
        byte[] chunk = Encode([Exponential(1), Exponential(2), Exponential(5)], [1, 2, 3]);
        for (int i = 0; i < chunk.Length; i++)
        {
            Read(chunk[..i]);
            for (int bit = 0; bit < 8; bit++)
            {
                byte[] changed = [.. chunk];
                changed[i] ^= (byte)(1 << bit);
                Read(changed);
            }
        }
    }

    private static void Read(byte[] bytes)
    {
        try
        {
            SampleChunk.Decode(bytes, new ChunkSamples());
        }
        catch (TsdbFormatException)
        {
            // Refused, which is as good.
        }
    }

    private static FloatHistogram Exponential(int n) => new()
    {
        Schema = 3,
        ZeroThreshold = 1e-128,
        ZeroCount = n,
        Count = 10 * n,
        Sum = 12.5 * n,
        PositiveSpans = [new(-2, 2), new(1, 1)],
        PositiveBuckets = [n, 2 * n, 3 * n],
        NegativeSpans = [new(0, 2)],
        NegativeBuckets = [n, 2 * n],
    };

    private static ChunkSamples RoundTrip(FloatHistogram?[] histograms, long[] starts)
    {
        var samples = new ChunkSamples();
        SampleChunk.Decode(Encode(histograms, starts), samples);
        return samples;
    }

    private static byte[] Encode(FloatHistogram?[] histograms, long[] starts)
    {
        var writer = new ChunkWriter();
        long[] times = [.. histograms.Select((_, i) => (i + 1) * 1000L)];
        SampleChunk.Encode(new SampleSpan(times, []) { Histograms = histograms, Starts = starts }, writer);
        return writer.Written.ToArray();
    }
}
