using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.RemoteRead;

/// <summary>Samples of one series: floats of all kinds, stale markers, histograms that grow, shrink and change.</summary>
internal static class RandomSamples
{
    public static MemorySample[] Next(Random random)
    {
        var samples = new List<MemorySample>();
        long time = random.NextInt64(-1L << 40, 1L << 50);
        double value = 0;
        FloatHistogram? histogram = null;
        for (int count = random.Next(1, 400); count > 0; count--)
        {
            time += random.Next(6) switch { 0 => random.Next(1, 100_000), 1 => random.NextInt64(1, 1L << 35), _ => 15_000 };
            value = random.Next(5) switch
            {
                0 => value,
                1 => BitConverter.Int64BitsToDouble(random.NextInt64()),
                2 => StaleMarker.Value,
                _ => value + random.Next(100),
            };
            histogram = random.Next(30) == 0 ? null
                : histogram is null || random.Next(20) == 0 ? Histogram(random)
                : Grown(histogram, random);
            samples.Add(random.Next(10) < 5 && histogram is not null ? new(time, 0, histogram) : new(time, value));
        }

        return [.. samples];
    }

    private static FloatHistogram Histogram(Random random)
    {
        bool custom = random.Next(4) == 0;
        double[] bounds = custom ? [0.001, 0.25, 1.0 / 3, 5, 33_554.43, 33_554.431, 1e9] : [];
        return Filled(random, new FloatHistogram
        {
            Schema = custom ? FloatHistogram.CustomSchema : random.Next(-4, 9),
            ResetHint = random.Next(3) == 0 ? CounterResetHint.Gauge : CounterResetHint.Unknown,
            ZeroThreshold = custom ? 0 : random.Next(4) switch { 0 => 0, 1 => 1e-128, 2 => Math.ScaleB(1, -128), _ => 0.001 },
            ZeroCount = custom ? 0 : random.Next(10),
            Sum = random.NextDouble() * 1000,
            PositiveSpans = custom ? [new(0, 8)] : Spans(random),
            NegativeSpans = custom ? [] : Spans(random),
            CustomBounds = [.. bounds],
        });
    }

    private static ImmutableArray<HistogramSpan> Spans(Random random) =>
    [
        .. Enumerable.Range(0, random.Next(4)).Select(i => new HistogramSpan(random.Next(i == 0 ? -500 : 1, 3000), random.Next(1, 9))),
    ];

    private static FloatHistogram Filled(Random random, FloatHistogram layout) => layout with
    {
        Count = random.Next(1000) + 0.5,
        PositiveBuckets = [.. Enumerable.Range(0, layout.PositiveSpans.Sum(s => s.Length)).Select(_ => random.NextDouble() * 9)],
        NegativeBuckets = [.. Enumerable.Range(0, layout.NegativeSpans.Sum(s => s.Length)).Select(_ => (double)random.Next(9))],
    };

    private static FloatHistogram Grown(FloatHistogram histogram, Random random) => histogram with
    {
        Count = histogram.Count + random.Next(5),
        Sum = histogram.Sum + random.NextDouble(),
        PositiveBuckets = [.. histogram.PositiveBuckets.Select(b => b + random.Next(3) - (random.Next(99) == 0 ? 1 : 0))],
    };
}
