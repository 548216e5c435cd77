using System.Collections.Immutable;
using Tocsin.Model.Samples;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL.Peer;

/// <summary>Native histograms that grow, are reset, and change their schema and their zero bucket on the way.</summary>
internal static class RandomHistograms
{
    private const int Buckets = 40;
    private const int FirstIndex = -12;

    public static List<MemorySample> Make(Random random, long startMs, long endMs)
    {
        List<MemorySample> samples = [];
        double[] positive = new double[Buckets];
        double[] negative = new double[Buckets];
        for (int i = 0; i < 15; i++)
        {
            positive[random.Next(Buckets)] = random.Next(200);
            negative[random.Next(Buckets)] = random.Next(100);
        }

        (double zero, double sum, int schema, double threshold) = (0, 0, random.Next(4), 1e-3);
        for (long time = startMs + random.Next(15_000); time < endMs; time += 15_000)
        {
            switch (random.Next(40))
            {
                case 0:
                    Shrink(positive);
                    Shrink(negative);
                    zero = Math.Floor(zero / 3);
                    break;
                case 1:
                    schema = random.Next(4);
                    break;
                case 2:
                    threshold = random.Next(3) switch { 0 => 1e-3, 1 => 0.25, _ => 1e-2 };
                    break;
            }

            for (int i = 0; i < 5; i++)
            {
                (random.Next(4) == 0 ? negative : positive)[random.Next(Buckets)] += random.Next(4);
            }

            zero += random.Next(2);
            sum += (random.NextDouble() - 0.3) * 100;
            samples.Add(new MemorySample(time, 0, Build((positive, negative, zero), sum, schema, threshold)));
        }

        return samples;
    }

    // The peer is older than the rule that a histogram's rate is not extrapolated to before it was 0, so that no count
    // comes near 0 after a reset.
    private static void Shrink(double[] counts)
    {
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = Math.Floor(counts[i] / 3);
        }
    }

    private static FloatHistogram Build(
        (double[] Positive, double[] Negative, double Zero) counts, double sum, int schema, double threshold)
    {
        (ImmutableArray<HistogramSpan> positiveSpans, ImmutableArray<double> positive) = Pack(counts.Positive);
        (ImmutableArray<HistogramSpan> negativeSpans, ImmutableArray<double> negative) = Pack(counts.Negative);
        return new FloatHistogram
        {
            Schema = schema,
            ZeroThreshold = threshold,
            ZeroCount = counts.Zero,
            Count = counts.Positive.Sum() + counts.Negative.Sum() + counts.Zero,
            Sum = sum,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positive,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negative,
        };
    }

    private static (ImmutableArray<HistogramSpan> Spans, ImmutableArray<double> Counts) Pack(double[] counts)
    {
        List<HistogramSpan> spans = [];
        int next = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }

            int index = FirstIndex + i;
            if (spans.Count > 0 && index == next)
            {
                spans[^1] = spans[^1] with { Length = spans[^1].Length + 1 };
            }
            else
            {
                spans.Add(new HistogramSpan(index - next, 1));
            }

            next = index + 1;
        }

        return ([.. spans], [.. counts.Where(c => c != 0)]);
    }
}
