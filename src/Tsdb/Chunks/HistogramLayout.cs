using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>What neighbouring histograms share: which buckets they have. Immutable.</summary>
/// <remarks>
/// <code>
/// schema: zigzag | zero threshold: 8 bytes | positive spans | negative spans | bounds: varint count, 8 bytes each
/// spans: varint count, then per span: offset zigzag, length varint
/// </code>
/// </remarks>
internal sealed record HistogramLayout
{
    private const int SpansMax = 4096;
    private const int BucketsMax = 65_536;

    private readonly FloatHistogram _pattern;

    private HistogramLayout(FloatHistogram pattern)
    {
        _pattern = pattern;
        PositiveCount = CountOf(pattern.PositiveSpans);
        NegativeCount = CountOf(pattern.NegativeSpans);
    }

    public int BucketCount => PositiveCount + NegativeCount;

    private int PositiveCount { get; }

    private int NegativeCount { get; }

    public static HistogramLayout Of(FloatHistogram histogram) => new(histogram);

    public static HistogramLayout Read(ref ChunkReader reader)
    {
        long schema = reader.ReadZigzag();
        var pattern = new FloatHistogram
        {
            Schema = schema is >= -53 and <= 64 ? (int)schema : throw new TsdbFormatException($"a histogram of schema {schema}"),
            ZeroThreshold = BitConverter.UInt64BitsToDouble(reader.ReadUInt64()),
            PositiveSpans = ReadSpans(ref reader),
            NegativeSpans = ReadSpans(ref reader),
            CustomBounds = ReadBounds(ref reader),
        };
        return new HistogramLayout(pattern);
    }

    public bool Fits(FloatHistogram other) =>
        _pattern.Schema == other.Schema
        && BitConverter.DoubleToUInt64Bits(_pattern.ZeroThreshold) == BitConverter.DoubleToUInt64Bits(other.ZeroThreshold)
        && _pattern.PositiveSpans.AsSpan().SequenceEqual(other.PositiveSpans.AsSpan())
        && _pattern.NegativeSpans.AsSpan().SequenceEqual(other.NegativeSpans.AsSpan())
        && _pattern.CustomBounds.AsSpan().SequenceEqual(other.CustomBounds.AsSpan());

    public void Write(ChunkWriter writer)
    {
        writer.WriteZigzag(_pattern.Schema);
        writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(_pattern.ZeroThreshold));
        WriteSpans(_pattern.PositiveSpans, writer);
        WriteSpans(_pattern.NegativeSpans, writer);
        writer.WriteVarint((ulong)_pattern.CustomBounds.Length);
        foreach (double bound in _pattern.CustomBounds)
        {
            writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(bound));
        }
    }

    public FloatHistogram Make(in HistogramCells cells, CounterResetHint hint) => _pattern with
    {
        ResetHint = hint,
        Count = cells.Count,
        Sum = cells.Sum,
        ZeroCount = cells.ZeroCount,
        PositiveBuckets = cells.Buckets(0, PositiveCount),
        NegativeBuckets = cells.Buckets(PositiveCount, NegativeCount),
    };

    private static int CountOf(ImmutableArray<HistogramSpan> spans)
    {
        long count = 0;
        foreach (HistogramSpan span in spans)
        {
            count += span.Length;
        }

        return count <= BucketsMax ? (int)count : throw new TsdbFormatException($"a histogram of {count} buckets");
    }

    private static ImmutableArray<HistogramSpan> ReadSpans(ref ChunkReader reader)
    {
        var spans = new HistogramSpan[reader.ReadCount(Math.Min(SpansMax, reader.Remaining))];
        for (int i = 0; i < spans.Length; i++)
        {
            long offset = reader.ReadZigzag();
            spans[i] = new HistogramSpan(
                offset is >= int.MinValue and <= int.MaxValue ? (int)offset : throw new TsdbFormatException($"a span at {offset}"),
                reader.ReadCount(BucketsMax));
        }

        return [.. spans];
    }

    private static ImmutableArray<double> ReadBounds(ref ChunkReader reader)
    {
        double[] bounds = new double[reader.ReadCount(reader.Remaining / sizeof(double))];
        for (int i = 0; i < bounds.Length; i++)
        {
            bounds[i] = BitConverter.UInt64BitsToDouble(reader.ReadUInt64());
        }

        return [.. bounds];
    }

    private static void WriteSpans(ImmutableArray<HistogramSpan> spans, ChunkWriter writer)
    {
        writer.WriteVarint((ulong)spans.Length);
        foreach (HistogramSpan span in spans)
        {
            writer.WriteZigzag(span.Offset);
            writer.WriteVarint((ulong)span.Length);
        }
    }
}
