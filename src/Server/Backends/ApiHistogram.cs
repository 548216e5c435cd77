using System.Collections.Immutable;
using System.Text.Json;
using Tocsin.Model.Samples;

namespace Tocsin.Server.Backends;

/// <summary>
/// Reads native histograms of Prometheus's API, which tells the bounds of buckets but not the schema: that is found from them.
/// </summary>
/// <remarks>
/// What the API does not tell is lost: whether a counter was reset before, empty buckets, the width of an empty zero bucket.
/// Histograms with bounds of their own are refused, since the bounds of their empty buckets are missing.
/// </remarks>
// Source: Prometheus HTTP API, "Native histograms"; model/histogram, getBound.
internal static class ApiHistogram
{
    /// <summary>Reads one; the reader stands at the beginning of the object, and at its end afterwards.</summary>
    public static FloatHistogram Read(ref Utf8JsonReader reader)
    {
        var histogram = new FloatHistogram();
        var buckets = new List<Bucket>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            string name = reader.GetString()!;
            reader.Read();
            switch (name)
            {
                case "count" when reader.TokenType == JsonTokenType.String:
                    histogram = histogram with { Count = ApiValue.Number(reader) };
                    break;
                case "sum" when reader.TokenType == JsonTokenType.String:
                    histogram = histogram with { Sum = ApiValue.Number(reader) };
                    break;
                case "buckets" when reader.TokenType == JsonTokenType.StartArray:
                    ReadBuckets(ref reader, buckets);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        return buckets.Count == 0 ? histogram : Build(histogram, buckets);
    }

    private static void ReadBuckets(ref Utf8JsonReader reader, List<Bucket> into)
    {
        Span<double> numbers = stackalloc double[3];
        while (reader.Read() && reader.TokenType == JsonTokenType.StartArray)
        {
            reader.Read();
            for (int i = 0; i < 3; i++)
            {
                reader.Read();
                numbers[i] = reader.TokenType == JsonTokenType.String
                    ? ApiValue.Number(reader)
                    : throw new FormatException("a bucket that is none");
            }

            if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray || into.Count >= 10_000)
            {
                throw new FormatException("a bucket that is none, or too many of them");
            }

            into.Add(new Bucket(numbers[0], numbers[1], numbers[2]));
        }
    }

    private static FloatHistogram Build(FloatHistogram histogram, List<Bucket> buckets)
    {
        int? schema = null;
        var positive = new List<(int Index, double Count)>();
        var negative = new List<(int Index, double Count)>();
        foreach (Bucket bucket in buckets)
        {
            if (bucket.Lower <= 0 && bucket.Upper >= 0 && (bucket.Lower < 0 || bucket.Upper == 0))
            {
                histogram = histogram with { ZeroThreshold = bucket.Upper, ZeroCount = bucket.Count };
                continue;
            }

            bool isNegative = bucket.Upper < 0;
            (double inner, double outer) = isNegative ? (-bucket.Upper, -bucket.Lower) : (bucket.Lower, bucket.Upper);
            int own = SchemaOf(inner, outer);
            schema ??= own;
            int index = schema == own ? (int)Math.Round(Math.ScaleB(Math.Log2(outer), own)) : throw Foreign();
            (isNegative ? negative : positive).Add((index, bucket.Count));
        }

        (ImmutableArray<HistogramSpan> positiveSpans, ImmutableArray<double> positiveCounts) = Side(positive);
        (ImmutableArray<HistogramSpan> negativeSpans, ImmutableArray<double> negativeCounts) = Side(negative);
        return histogram with
        {
            Schema = schema ?? 0,
            PositiveSpans = positiveSpans,
            PositiveBuckets = positiveCounts,
            NegativeSpans = negativeSpans,
            NegativeBuckets = negativeCounts,
        };
    }

    // A bucket's bounds have the ratio 2^(2^-schema).
    private static int SchemaOf(double inner, double outer)
    {
        double schema = -Math.Log2(Math.Log2(outer / inner));
        bool isOne = inner > 0 && double.IsFinite(outer) && Math.Abs(schema - Math.Round(schema)) < 1e-6;
        return isOne && schema is > FloatHistogram.SchemaMin - 0.5 and < FloatHistogram.SchemaMax + 0.5
            ? (int)Math.Round(schema)
            : throw Foreign();
    }

    private static FormatException Foreign() => new(
        "a native histogram whose buckets no schema has: read it by remote_read, or apply a function that gives numbers");

    private static (ImmutableArray<HistogramSpan> Spans, ImmutableArray<double> Counts) Side(List<(int Index, double Count)> buckets)
    {
        buckets.Sort((left, right) => left.Index.CompareTo(right.Index));
        var spans = new List<HistogramSpan>();
        int next = 0;
        foreach ((int index, _) in buckets)
        {
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

        return ([.. spans], [.. buckets.Select(bucket => bucket.Count)]);
    }

    private readonly record struct Bucket(double Lower, double Upper, double Count);
}
