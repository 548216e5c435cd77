using Tocsin.Model.Samples;
using Tocsin.Signals.Scrape;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Push;

/// <summary>The value of a metric, read from its message.</summary>
public sealed record PushedValue
{
    /// <summary>Of a counter, a gauge or what is untyped.</summary>
    public double Plain { get; private init; }

    /// <summary>How many observations a summary or histogram has.</summary>
    public double Count { get; private init; }

    /// <summary>Their sum.</summary>
    public double Sum { get; private init; }

    /// <summary>Quantiles with their values, or the upper bounds of buckets with how many observations lie below.</summary>
    public IReadOnlyList<(double Bound, double Value)> Parts { get; private init; } = [];

    /// <summary>The native part of a histogram; null if it has none.</summary>
    public FloatHistogram? Native { get; private init; }

    /// <summary>Reads one; what is damaged reads as zero, since nothing damaged is stored.</summary>
    public static PushedValue Read(PushedMetric metric) => metric.Kind switch
    {
        PushedType.Summary => ReadSummary(metric.Value),
        PushedType.Histogram => ReadHistogram(metric.Value),
        _ => new PushedValue { Plain = ReadPlain(metric.Value) },
    };

    private static double ReadPlain(ReadOnlySpan<byte> message)
    {
        double value = 0;
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            value = field.Field == 1 ? field.AsFloat : value;
        }

        return value;
    }

    private static PushedValue ReadSummary(ReadOnlySpan<byte> message)
    {
        (double count, double sum) = (0, 0);
        var parts = new List<(double, double)>();
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            count = field.Field == 1 ? field.Number : count;
            sum = field.Field == 2 ? field.AsFloat : sum;
            if (field.Field == 3)
            {
                (double quantile, double value) = (0, 0);
                var part = new ProtoReader(field.Bytes);
                while (part.TryNext())
                {
                    quantile = part.Field == 1 ? part.AsFloat : quantile;
                    value = part.Field == 2 ? part.AsFloat : value;
                }

                parts.Add((quantile, value));
            }
        }

        return new PushedValue { Count = count, Sum = sum, Parts = parts };
    }

    private static PushedValue ReadHistogram(ReadOnlySpan<byte> message)
    {
        if (!NativeHistogramWire.TryRead(message, isGauge: false, out NativeHistogramWire.Content content))
        {
            return new PushedValue();
        }

        var parts = new List<(double, double)>();
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 3)
            {
                (double bound, double count) = (0, 0);
                var part = new ProtoReader(field.Bytes);
                while (part.TryNext())
                {
                    count = part.Field == 1 ? part.Number : part.Field == 4 && part.AsFloat > 0 ? part.AsFloat : count;
                    bound = part.Field == 2 ? part.AsFloat : bound;
                }

                parts.Add((bound, count));
            }
        }

        return new PushedValue
        {
            Count = content.Histogram.Count,
            Sum = content.Histogram.Sum,
            Parts = parts,
            Native = content.IsNative ? content.Histogram : null,
        };
    }
}
