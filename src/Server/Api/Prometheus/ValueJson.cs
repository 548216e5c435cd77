using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Tocsin.Model.Samples;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.PromQL.Histograms;
using Tocsin.PromQL.Numbers;
using Tocsin.Server.Series;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>Writes results of queries.</summary>
// Source: Prometheus HTTP API, "Expression query result formats".
internal static class ValueJson
{
    private const int TimeBytesMax = 24;

    /// <summary>Writes <c>{"resultType":…,"result":…}</c>, and <c>stats</c> if they were asked for.</summary>
    /// <param name="output">Where to.</param>
    /// <param name="evaluated">The result.</param>
    /// <param name="limit">How many series at most; 0 for all.</param>
    public static void Write(JsonOutput output, EvaluatedQuery evaluated, int limit)
    {
        WriteResult(output, evaluated.Result.Value!, limit);
        StatisticsJson.Write(output, evaluated);
        output.Raw("}"u8);
    }

    private static void WriteResult(JsonOutput output, QueryValue value, int limit)
    {
        switch (value)
        {
            case QueryValue.Scalar scalar:
                output.Raw("{\"resultType\":\"scalar\",\"result\":"u8);
                WriteAlone(output, scalar.TimeMs, FloatText.Fixed(scalar.Value));
                break;
            case QueryValue.Text text:
                output.Raw("{\"resultType\":\"string\",\"result\":"u8);
                WriteAlone(output, text.TimeMs, text.Value);
                break;
            case QueryValue.Vector vector:
                output.Raw("{\"resultType\":\"vector\",\"result\":["u8);
                WriteVector(output, vector, limit);
                output.Raw("]"u8);
                break;
            case QueryValue.Matrix matrix:
                output.Raw("{\"resultType\":\"matrix\",\"result\":["u8);
                WriteMatrix(output, matrix, limit);
                output.Raw("]"u8);
                break;
        }
    }

    /// <summary>Writes Unix milliseconds as seconds: three decimals, or none if it is whole.</summary>
    public static void WriteTime(JsonOutput output, long timeMs) =>
        output.Advance(FormatTime(timeMs, output.Room(TimeBytesMax)));

    private static void WriteVector(JsonOutput output, QueryValue.Vector vector, int limit)
    {
        if (vector.Samples is FramedSamples framed)
        {
            WriteFramed(output, vector.TimeMs, framed, limit);
            return;
        }

        int count = limit > 0 ? Math.Min(limit, vector.Samples.Count) : vector.Samples.Count;
        for (int i = 0; i < count; i++)
        {
            VectorSample sample = vector.Samples[i];
            output.Raw(i == 0 ? "{\"metric\":"u8 : ",{\"metric\":"u8).Labels(sample.Labels);
            if (sample.Histogram is { } histogram)
            {
                output.Raw(",\"histogram\":"u8);
                WriteHistogram(output, vector.TimeMs, histogram);
            }
            else
            {
                output.Raw(",\"value\":"u8);
                WritePoint(output, vector.TimeMs, sample.Value);
            }

            output.Raw("}"u8);
        }
    }

    private static void WriteFramed(JsonOutput output, long timeMs, FramedSamples samples, int limit)
    {
        FrameJson frame = FrameJson.Of(samples);
        Span<byte> time = stackalloc byte[TimeBytesMax];
        time = time[..FormatTime(timeMs, time)];
        int count = limit > 0 ? Math.Min(limit, samples.Count) : samples.Count;
        ReadOnlySpan<double> values = samples.Values;
        for (int i = 0; i < count; i++)
        {
            // All places begin with a comma.
            ReadOnlySpan<byte> begin = frame.Begin(samples.PlaceOf(i))[(i == 0 ? 1 : 0)..];
            Span<byte> room = output.Room(begin.Length + time.Length + FloatText.SampleBytesMax + 6);
            begin.CopyTo(room);
            int length = begin.Length;
            time.CopyTo(room[length..]);
            length += time.Length;
            ",\""u8.CopyTo(room[length..]);
            length += 2;
            length += FloatText.WriteSample(values[i], room[length..]);
            "\"]}"u8.CopyTo(room[length..]);
            output.Advance(length + 3);
        }
    }

    private static void WriteMatrix(JsonOutput output, QueryValue.Matrix matrix, int limit)
    {
        int count = limit > 0 ? Math.Min(limit, matrix.Series.Count) : matrix.Series.Count;
        for (int i = 0; i < count; i++)
        {
            MatrixSeries series = matrix.Series[i];
            output.Raw(i == 0 ? "{\"metric\":"u8 : ",{\"metric\":"u8).Labels(series.Labels);
            if (series.Floats.Count > 0)
            {
                output.Raw(",\"values\":["u8);
                for (int p = 0; p < series.Floats.Count; p++)
                {
                    output.Raw(p == 0 ? default : ","u8);
                    WritePoint(output, series.Floats[p].TimeMs, series.Floats[p].Value);
                }

                output.Raw("]"u8);
            }

            if (series.Histograms.Count > 0)
            {
                output.Raw(",\"histograms\":["u8);
                for (int p = 0; p < series.Histograms.Count; p++)
                {
                    output.Raw(p == 0 ? default : ","u8);
                    WriteHistogram(output, series.Histograms[p].TimeMs, series.Histograms[p].Value);
                }

                output.Raw("]"u8);
            }

            output.Raw("}"u8);
        }
    }

    private static void WritePoint(JsonOutput output, long timeMs, double value)
    {
        Span<byte> room = output.Room(TimeBytesMax + FloatText.SampleBytesMax + 5);
        room[0] = (byte)'[';
        int length = 1 + FormatTime(timeMs, room[1..]);
        ",\""u8.CopyTo(room[length..]);
        length += 2;
        length += FloatText.WriteSample(value, room[length..]);
        "\"]"u8.CopyTo(room[length..]);
        output.Advance(length + 2);
    }

    private static int FormatTime(long timeMs, Span<byte> room)
    {
        (long seconds, long milliseconds) = Math.DivRem(Math.Abs(timeMs), 1000);
        int sign = timeMs < 0 ? 1 : 0;
        room[0] = (byte)'-';
        Utf8Formatter.TryFormat(seconds, room[sign..], out int length);
        length += sign;
        if (milliseconds == 0)
        {
            return length;
        }

        room[length] = (byte)'.';
        Utf8Formatter.TryFormat(milliseconds, room[(length + 1)..], out _, new StandardFormat('D', 3));
        return length + 4;
    }

    // Upstream writes the time of a scalar and of a text as any number: without zeros at its end.
    private static void WriteAlone(JsonOutput output, long timeMs, string text)
    {
        output.Raw("["u8).Raw(Encoding.ASCII.GetBytes(FloatText.Sample(timeMs / 1000.0)));
        output.Raw(","u8).String(text).Raw("]"u8);
    }

    private static void WriteHistogram(JsonOutput output, long timeMs, FloatHistogram histogram)
    {
        output.Raw("["u8);
        WriteTime(output, timeMs);
        output.Raw(",{\"count\":"u8).String(FloatText.Sample(histogram.Count));
        output.Raw(",\"sum\":"u8).String(FloatText.Sample(histogram.Sum));
        bool first = true;
        foreach (HistogramBucket bucket in HistogramBuckets.All(histogram))
        {
            if (bucket.Count == 0)
            {
                continue;
            }

            output.Raw(first ? ",\"buckets\":[["u8 : ",["u8).Number(BoundaryRule(bucket, histogram));
            output.Raw(","u8).String(FloatText.Sample(bucket.Lower));
            output.Raw(","u8).String(FloatText.Sample(bucket.Upper));
            output.Raw(","u8).String(FloatText.Sample(bucket.Count)).Raw("]"u8);
            first = false;
        }

        output.Raw(first ? "}]"u8 : "]}]"u8);
    }

    // 0 open left, 1 open right, 2 open both, 3 closed both.
    // Source: Prometheus model/histogram, Bucket, LowerInclusive and UpperInclusive.
    internal static int BoundaryRule(in HistogramBucket bucket, FloatHistogram histogram)
    {
        bool isZero = bucket.Lower < 0 && bucket.Upper > 0 && !histogram.HasCustomBounds;
        bool lower = histogram.HasCustomBounds ? bucket.Index == 0 : bucket.Lower < 0;
        bool upper = histogram.HasCustomBounds || bucket.Upper > 0;
        return isZero || (lower && upper) ? 3 : lower ? 1 : upper ? 0 : 2;
    }
}
