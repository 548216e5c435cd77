using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL.SeriesNotation;

/// <summary>Reads a histogram as rule tests write it: <c>{{schema:1 sum:5 count:4 buckets:[1 2 1] offset:2}}</c>.</summary>
internal static class HistogramNotation
{
    /// <summary>Reads up to the closing braces; the opening ones have been passed.</summary>
    public static FloatHistogram Read(ref NotationScanner scanner, out bool hasHint)
    {
        var histogram = new FloatHistogram();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        (int positive, int negative) = (0, 0);
        while (true)
        {
            scanner.SkipBlanks();
            if (scanner.Take("}}"))
            {
                break;
            }

            string key = scanner.Letters().ToString();
            scanner.Expect(':');
            if (!seen.Add(key))
            {
                throw scanner.Fault($"duplicate key \"{key}\" in histogram");
            }

            switch (key)
            {
                case "offset":
                    positive = scanner.Integer();
                    break;
                case "n_offset":
                    negative = scanner.Integer();
                    break;
                default:
                    histogram = Field(ref scanner, key, histogram);
                    break;
            }
        }

        hasHint = seen.Contains("counter_reset_hint");
        return histogram with
        {
            PositiveSpans = Spans(positive, histogram.PositiveBuckets),
            NegativeSpans = Spans(negative, histogram.NegativeBuckets),
        };
    }

    private static FloatHistogram Field(ref NotationScanner scanner, string key, FloatHistogram histogram) => key switch
    {
        "schema" => histogram with { Schema = scanner.Integer() },
        "sum" => histogram with { Sum = scanner.Signed() },
        "count" => histogram with { Count = scanner.Signed() },
        "z_bucket" => histogram with { ZeroCount = scanner.Signed() },
        "z_bucket_w" => histogram with { ZeroThreshold = scanner.Unsigned() },
        "custom_values" => histogram with { CustomBounds = Numbers(ref scanner) },
        "buckets" => histogram with { PositiveBuckets = Numbers(ref scanner) },
        "n_buckets" => histogram with { NegativeBuckets = Numbers(ref scanner) },
        "counter_reset_hint" => histogram with { ResetHint = Hint(ref scanner) },
        _ => throw scanner.Fault($"bad histogram descriptor found: \"{key}\""),
    };

    private static CounterResetHint Hint(ref NotationScanner scanner)
    {
        string word = scanner.Letters().ToString();
        return word switch
        {
            "unknown" => CounterResetHint.Unknown,
            "reset" => CounterResetHint.CounterReset,
            "not_reset" => CounterResetHint.NotCounterReset,
            "gauge" => CounterResetHint.Gauge,
            _ => throw scanner.Fault($"error parsing counter_reset_hint: unknown value {word}"),
        };
    }

    private static ImmutableArray<double> Numbers(ref NotationScanner scanner)
    {
        ImmutableArray<double>.Builder numbers = ImmutableArray.CreateBuilder<double>();
        scanner.Expect('[');
        while (true)
        {
            scanner.SkipBlanks();
            if (scanner.Take("]"))
            {
                return numbers.DrainToImmutable();
            }

            numbers.Add(scanner.Signed());
        }
    }

    private static ImmutableArray<HistogramSpan> Spans(int offset, ImmutableArray<double> buckets) =>
        buckets.IsEmpty ? [] : [new HistogramSpan(offset, buckets.Length)];
}
