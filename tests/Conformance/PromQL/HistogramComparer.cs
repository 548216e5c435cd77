using System.Collections.Immutable;
using System.Globalization;
using Tocsin.Model.Samples;

namespace Tocsin.Conformance.PromQL;

/// <summary>When two histograms count as equal: the same buckets that hold anything, all counts close to each other.</summary>
internal static class HistogramComparer
{
    public static bool AreClose(FloatHistogram wanted, FloatHistogram actual, bool comparesHint) =>
        wanted.Schema == actual.Schema
        && Closeness.AreClose(wanted.Count, actual.Count)
        && Closeness.AreClose(wanted.Sum, actual.Sum)
        && wanted.ZeroThreshold == actual.ZeroThreshold
        && Closeness.AreClose(wanted.ZeroCount, actual.ZeroCount)
        && wanted.CustomBounds.SequenceEqual(actual.CustomBounds)
        && AreClose(Buckets(wanted.PositiveSpans, wanted.PositiveBuckets), Buckets(actual.PositiveSpans, actual.PositiveBuckets))
        && AreClose(Buckets(wanted.NegativeSpans, wanted.NegativeBuckets), Buckets(actual.NegativeSpans, actual.NegativeBuckets))
        && (!comparesHint || wanted.ResetHint == actual.ResetHint);

    public static string Text(FloatHistogram histogram)
    {
        string positive = Text(Buckets(histogram.PositiveSpans, histogram.PositiveBuckets));
        string negative = Text(Buckets(histogram.NegativeSpans, histogram.NegativeBuckets));
        string bounds = string.Join(' ', histogram.CustomBounds);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{{{{schema:{histogram.Schema} count:{histogram.Count} sum:{histogram.Sum} zero:{histogram.ZeroCount}"
            + $" width:{histogram.ZeroThreshold} hint:{histogram.ResetHint} +[{positive}] -[{negative}] bounds:[{bounds}]}}}}");
    }

    private static bool AreClose(List<(int Index, double Count)> wanted, List<(int Index, double Count)> actual) =>
        wanted.Count == actual.Count
        && wanted.Zip(actual).All(p => p.First.Index == p.Second.Index && Closeness.AreClose(p.First.Count, p.Second.Count));

    private static List<(int Index, double Count)> Buckets(ImmutableArray<HistogramSpan> spans, ImmutableArray<double> counts)
    {
        List<(int Index, double Count)> buckets = [];
        (int index, int at) = (0, 0);
        foreach (HistogramSpan span in spans)
        {
            index += span.Offset;
            for (int i = 0; i < span.Length; i++, index++, at++)
            {
                if (counts[at] != 0)
                {
                    buckets.Add((index, counts[at]));
                }
            }
        }

        return buckets;
    }

    private static string Text(List<(int Index, double Count)> buckets) => string.Join(
        ' ', buckets.Select(b => string.Create(CultureInfo.InvariantCulture, $"{b.Index}:{b.Count}")));
}
