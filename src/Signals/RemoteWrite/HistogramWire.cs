using Tocsin.Model.Samples;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>Reads a native histogram of remote write, which both versions have alike.</summary>
// Source: Prometheus prompb/types.proto and the io.prometheus.write.v2 specification, message Histogram.
internal static class HistogramWire
{
    /// <summary>Reads one; false if it cannot be decoded.</summary>
    /// <param name="message">The message Histogram.</param>
    /// <param name="histogram">With absolute counts. Whether its parts agree is the store's to judge.</param>
    /// <param name="times">Its timestamp and, in version 2, the start of its counter.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, out FloatHistogram histogram, out (long Time, long Start) times)
    {
        times = default;
        histogram = new FloatHistogram();
        var negative = new HistogramSide();
        var positive = new HistogramSide();
        var bounds = new HistogramSide();
        bool isGood = true;
        var field = new ProtoReader(message);
        while (isGood && field.TryNext())
        {
            switch (field.Field)
            {
                case 1:
                    histogram = histogram with { Count = field.Number };
                    break;
                case 2:
                    histogram = histogram with { Count = field.AsFloat };
                    break;
                case 3:
                    histogram = histogram with { Sum = field.AsFloat };
                    break;
                case 4:
                    histogram = histogram with { Schema = (int)field.AsZigzag };
                    break;
                case 5:
                    histogram = histogram with { ZeroThreshold = field.AsFloat };
                    break;
                case 6:
                    histogram = histogram with { ZeroCount = field.Number };
                    break;
                case 7:
                    histogram = histogram with { ZeroCount = field.AsFloat };
                    break;
                case 14:
                    histogram = histogram with { ResetHint = (CounterResetHint)Math.Min(field.Number, 3) };
                    break;
                case 15:
                    times.Time = field.AsSigned;
                    break;
                case 17:
                    times.Start = field.AsSigned;
                    break;
                case 8 or 9 or 10:
                    isGood = negative.TryTake(field, field.Field - 8);
                    break;
                case 11 or 12 or 13:
                    isGood = positive.TryTake(field, field.Field - 11);
                    break;
                case 16:
                    isGood = bounds.TryTake(field, 2);
                    break;
            }
        }

        histogram = histogram with
        {
            NegativeSpans = [.. negative.Spans],
            PositiveSpans = [.. positive.Spans],
            NegativeBuckets = [.. negative.Counts],
            PositiveBuckets = [.. positive.Counts],
            CustomBounds = [.. bounds.Counts],
        };
        return isGood && !field.IsDamaged;
    }
}
