using System.Buffers;
using System.Collections.Immutable;
using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>
/// The native histograms of a chunk. Neighbours nearly always have the same buckets, so a run of such shares one layout,
/// and each bucket is a column over the run, packed like any counter.
/// </summary>
/// <remarks>
/// Repeated until all samples are there:
/// <code>
/// run length: varint | layout: HistogramLayout | hints | columns
/// </code>
/// The hints are one byte for all, or 0xFF and a byte each. A column is its length as a varint and a ValueColumn; they are
/// the counts, the sums, the zero buckets, then each positive and each negative bucket in the order of the spans.
/// </remarks>
internal static class HistogramColumn
{
    private const byte HintsDiffer = 0xFF;
    private const int FixedColumns = 3;

    public static void Encode(ReadOnlySpan<FloatHistogram?> histograms, ChunkWriter writer)
    {
        double[] rented = ArrayPool<double>.Shared.Rent(histograms.Length);
        var scratch = new ChunkWriter();
        while (!histograms.IsEmpty)
        {
            HistogramLayout layout = HistogramLayout.Of(histograms[0]!);
            int length = 1;
            while (length < histograms.Length && layout.Fits(histograms[length]!))
            {
                length++;
            }

            ReadOnlySpan<FloatHistogram?> run = histograms[..length];
            writer.WriteVarint((ulong)length);
            layout.Write(writer);
            WriteHints(run, writer);
            Span<double> column = rented.AsSpan(0, length);
            for (int i = 0; i < FixedColumns + layout.BucketCount; i++)
            {
                Fill(run, i, column);
                scratch.Clear();
                ValueColumn.Encode(column, scratch);
                writer.WriteVarint((ulong)scratch.Length);
                writer.WriteBytes(scratch.Written);
            }

            histograms = histograms[length..];
        }

        ArrayPool<double>.Shared.Return(rented);
    }

    public static void Decode(ref ChunkReader reader, Span<FloatHistogram?> histograms)
    {
        while (!histograms.IsEmpty)
        {
            int length = reader.ReadCount(histograms.Length);
            if (length == 0)
            {
                throw new TsdbFormatException("an empty run of histograms");
            }

            DecodeRun(ref reader, histograms[..length]);
            histograms = histograms[length..];
        }
    }

    private static void DecodeRun(ref ChunkReader reader, Span<FloatHistogram?> run)
    {
        HistogramLayout layout = HistogramLayout.Read(ref reader);
        byte shared = reader.ReadByte();
        ReadOnlySpan<byte> hints = shared == HintsDiffer ? reader.ReadBytes(run.Length) : default;
        int columns = FixedColumns + layout.BucketCount;

        // A column takes three bytes at least, so that damaged bytes cannot ask for more than a multiple of themselves.
        if (columns > reader.Remaining)
        {
            throw new TsdbFormatException($"{columns} columns of a histogram in {reader.Remaining} bytes");
        }

        double[] all = new double[columns * run.Length];
        for (int i = 0; i < columns; i++)
        {
            int bytes = reader.ReadCount(reader.Remaining);
            var column = new ChunkReader(reader.ReadBytes(bytes));
            ValueColumn.Decode(ref column, all.AsSpan(i * run.Length, run.Length));
        }

        for (int i = 0; i < run.Length; i++)
        {
            byte hint = hints.IsEmpty ? shared : hints[i];
            run[i] = layout.Make(new HistogramCells(all, i, run.Length), HintOf(hint));
        }
    }

    private static CounterResetHint HintOf(byte hint) => hint <= (byte)CounterResetHint.Gauge
        ? (CounterResetHint)hint
        : throw new TsdbFormatException($"the unknown reset hint {hint}");

    private static void WriteHints(ReadOnlySpan<FloatHistogram?> run, ChunkWriter writer)
    {
        CounterResetHint first = run[0]!.ResetHint;
        bool same = true;
        foreach (FloatHistogram? histogram in run)
        {
            same &= histogram!.ResetHint == first;
        }

        writer.WriteByte(same ? (byte)first : HintsDiffer);
        for (int i = 0; i < run.Length && !same; i++)
        {
            writer.WriteByte((byte)run[i]!.ResetHint);
        }
    }

    private static void Fill(ReadOnlySpan<FloatHistogram?> run, int column, Span<double> values)
    {
        int positive = run[0]!.PositiveBuckets.Length;
        int bucket = column - FixedColumns;
        for (int i = 0; i < run.Length; i++)
        {
            FloatHistogram histogram = run[i]!;
            values[i] = column switch
            {
                0 => histogram.Count,
                1 => histogram.Sum,
                2 => histogram.ZeroCount,
                _ => bucket < positive ? histogram.PositiveBuckets[bucket] : histogram.NegativeBuckets[bucket - positive],
            };
        }
    }
}

/// <summary>One sample's cells within the columns of a run.</summary>
/// <param name="All">The columns, one after the other.</param>
/// <param name="Sample">The sample's place in each.</param>
/// <param name="Stride">How long each column is.</param>
internal readonly record struct HistogramCells(double[] All, int Sample, int Stride)
{
    public double Count => All[Sample];

    public double Sum => All[Stride + Sample];

    public double ZeroCount => All[(2 * Stride) + Sample];

    public ImmutableArray<double> Buckets(int first, int count)
    {
        ImmutableArray<double>.Builder buckets = ImmutableArray.CreateBuilder<double>(count);
        for (int i = 0; i < count; i++)
        {
            buckets.Add(All[((3 + first + i) * Stride) + Sample]);
        }

        return buckets.MoveToImmutable();
    }
}
