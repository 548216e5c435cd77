using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Scrape;

/// <summary>Reads the counts of a message <c>io.prometheus.client.Histogram</c>.</summary>
internal static class NativeHistogramWire
{
    /// <summary>What a message holds.</summary>
    /// <param name="Histogram">With absolute counts; of a classic one the count and the sum only.</param>
    /// <param name="IsNative">Whether it has a native part.</param>
    public readonly record struct Content(FloatHistogram Histogram, bool IsNative);

    /// <summary>Reads one; false if it cannot be decoded.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, bool isGauge, out Content content)
    {
        var histogram = new FloatHistogram { ResetHint = isGauge ? CounterResetHint.Gauge : CounterResetHint.Unknown };
        var negative = new HistogramSide();
        var positive = new HistogramSide();
        bool isGood = true;
        var field = new ProtoReader(message);
        while (isGood && field.TryNext())
        {
            switch (field.Field)
            {
                case 1:
                    histogram = histogram with { Count = histogram.Count > 0 ? histogram.Count : field.Number };
                    break;
                case 4:
                    histogram = histogram with { Count = field.AsFloat > 0 ? field.AsFloat : histogram.Count };
                    break;
                case 2:
                    histogram = histogram with { Sum = field.AsFloat };
                    break;
                case 5:
                    histogram = histogram with { Schema = (int)field.AsZigzag };
                    break;
                case 6:
                    histogram = histogram with { ZeroThreshold = field.AsFloat };
                    break;
                case 7:
                    histogram = histogram with { ZeroCount = histogram.ZeroCount > 0 ? histogram.ZeroCount : field.Number };
                    break;
                case 8:
                    histogram = histogram with { ZeroCount = field.AsFloat > 0 ? field.AsFloat : histogram.ZeroCount };
                    break;
                case 9 or 10 or 11:
                    isGood = negative.TryTake(field, field.Field - 9);
                    break;
                case 12 or 13 or 14:
                    isGood = positive.TryTake(field, field.Field - 12);
                    break;
            }
        }

        histogram = histogram with
        {
            NegativeSpans = [.. negative.Spans],
            NegativeBuckets = [.. negative.Counts],
            PositiveSpans = [.. positive.Spans],
            PositiveBuckets = [.. positive.Counts],
        };
        bool isNative = negative.Spans.Count > 0 || positive.Spans.Count > 0
            || histogram.ZeroThreshold > 0 || histogram.ZeroCount > 0;
        content = new Content(histogram, isNative);
        return isGood && !field.IsDamaged;
    }
}
