using System.Buffers.Binary;
using System.Text;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.TestKit.Series;

/// <summary>
/// Writes requests of remote write 1: protobuf, packed as Snappy literals only. Written apart from what reads them in
/// the program, so that neither can hide the other's mistake.
/// </summary>
// Source: https://prometheus.io/docs/specs/prw/remote_write_spec/ and Snappy's description of its format.
public sealed class WriteRequest
{
    private readonly List<byte> _message = [];

    /// <summary>Adds a series with its samples, in order of time.</summary>
    public void Add(LabelSet labels, IEnumerable<(long TimeMs, double Value)> samples) =>
        Add(labels, samples.Select(s => (s.TimeMs, s.Value, (FloatHistogram?)null)));

    /// <summary>Adds a series with one float and labels as they are, in this order, right or wrong.</summary>
    public void AddRaw(IEnumerable<(string Name, string Value)> labels, long timeMs, double value)
    {
        var series = new List<byte>();
        foreach ((string name, string text) in labels)
        {
            // Latin 1, so that a test can write bytes that are no UTF-8.
            WriteBytes(series, 1, [.. Pair(Encoding.Latin1.GetBytes(name), Encoding.Latin1.GetBytes(text))]);
        }

        var sample = new List<byte>();
        WriteDouble(sample, 1, value);
        WriteVarint(sample, 2, (ulong)timeMs);
        WriteBytes(series, 2, [.. sample]);
        WriteBytes(_message, 1, [.. series]);
    }

    /// <summary>Adds a series with its floats and histograms, in order of time.</summary>
    public void Add(LabelSet labels, IEnumerable<(long TimeMs, double Value, FloatHistogram? Histogram)> samples)
    {
        List<byte> series = Labels(labels);
        foreach ((long time, double value, FloatHistogram? histogram) in samples)
        {
            var sample = new List<byte>();
            if (histogram is null)
            {
                WriteDouble(sample, 1, value);
                WriteVarint(sample, 2, (ulong)time);
            }
            else
            {
                WriteHistogram(sample, histogram, time);
            }

            WriteBytes(series, histogram is null ? 2 : 4, [.. sample]);
        }

        WriteBytes(_message, 1, [.. series]);
    }

    /// <summary>Adds exemplars, in order of time, to a series.</summary>
    public void AddExemplars(LabelSet labels, IEnumerable<(long TimeMs, double Value, string TraceId)> exemplars)
    {
        List<byte> series = Labels(labels);
        foreach ((long time, double value, string trace) in exemplars)
        {
            var exemplar = new List<byte>();
            WriteBytes(exemplar, 1, [.. Pair("trace_id"u8, Encoding.UTF8.GetBytes(trace))]);
            WriteDouble(exemplar, 2, value);
            WriteVarint(exemplar, 3, (ulong)time);
            WriteBytes(series, 3, [.. exemplar]);
        }

        WriteBytes(_message, 1, [.. series]);
    }

    /// <summary>Adds what is known of a metric.</summary>
    /// <param name="metric">Its name.</param>
    /// <param name="type">1 counter, 2 gauge, 3 histogram, 4 gauge histogram, 5 summary, 6 info, 7 stateset.</param>
    /// <param name="help">The explanation.</param>
    public void AddMetadata(string metric, ulong type, string help)
    {
        var metadata = new List<byte>();
        WriteVarint(metadata, 1, type);
        WriteBytes(metadata, 2, Encoding.UTF8.GetBytes(metric));
        WriteBytes(metadata, 4, Encoding.UTF8.GetBytes(help));
        WriteBytes(_message, 3, [.. metadata]);
    }

    /// <summary>The body to send.</summary>
    public byte[] ToBody()
    {
        var body = new List<byte>();
        WriteNumber(body, (ulong)_message.Count);
        for (int at = 0; at < _message.Count; at += 65_536)
        {
            int length = Math.Min(65_536, _message.Count - at);
            body.Add(61 << 2);
            body.Add((byte)(length - 1));
            body.Add((byte)((length - 1) >> 8));
            body.AddRange(_message.GetRange(at, length));
        }

        return [.. body];
    }

    private static List<byte> Labels(LabelSet labels)
    {
        var series = new List<byte>();
        foreach (LabelSet.Label label in labels)
        {
            WriteBytes(series, 1, [.. Pair(label.Name, label.Value)]);
        }

        return series;
    }

    private static List<byte> Pair(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        var pair = new List<byte>();
        WriteBytes(pair, 1, name);
        WriteBytes(pair, 2, value);
        return pair;
    }

    private static void WriteHistogram(List<byte> output, FloatHistogram histogram, long time)
    {
        WriteDouble(output, 2, histogram.Count);
        WriteDouble(output, 3, histogram.Sum);
        WriteVarint(output, 4, Zigzag(histogram.Schema));
        WriteDouble(output, 5, histogram.ZeroThreshold);
        WriteDouble(output, 7, histogram.ZeroCount);
        WriteSpans(output, 8, histogram.NegativeSpans);
        WriteDoubles(output, 10, histogram.NegativeBuckets);
        WriteSpans(output, 11, histogram.PositiveSpans);
        WriteDoubles(output, 13, histogram.PositiveBuckets);
        WriteVarint(output, 14, (ulong)histogram.ResetHint);
        WriteVarint(output, 15, (ulong)time);
        WriteDoubles(output, 16, histogram.CustomBounds);
    }

    private static void WriteSpans(List<byte> output, int field, IEnumerable<HistogramSpan> spans)
    {
        foreach (HistogramSpan span in spans)
        {
            var message = new List<byte>();
            WriteVarint(message, 1, Zigzag(span.Offset));
            WriteVarint(message, 2, (ulong)span.Length);
            WriteBytes(output, field, [.. message]);
        }
    }

    private static void WriteDoubles(List<byte> output, int field, IReadOnlyCollection<double> numbers)
    {
        var packed = new byte[numbers.Count * sizeof(double)];
        int at = 0;
        foreach (double number in numbers)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(packed.AsSpan(at), number);
            at += sizeof(double);
        }

        if (at > 0)
        {
            WriteBytes(output, field, packed);
        }
    }

    private static void WriteDouble(List<byte> output, int field, double value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(double)];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        WriteNumber(output, ((ulong)field << 3) | 1);
        output.AddRange(bytes);
    }

    private static void WriteVarint(List<byte> output, int field, ulong value)
    {
        WriteNumber(output, (ulong)field << 3);
        WriteNumber(output, value);
    }

    private static void WriteBytes(List<byte> output, int field, ReadOnlySpan<byte> bytes)
    {
        WriteNumber(output, ((ulong)field << 3) | 2);
        WriteNumber(output, (ulong)bytes.Length);
        output.AddRange(bytes);
    }

    private static void WriteNumber(List<byte> output, ulong value)
    {
        while (value >= 0x80)
        {
            output.Add((byte)(value | 0x80));
            value >>= 7;
        }

        output.Add((byte)value);
    }

    private static ulong Zigzag(int value) => (uint)((value << 1) ^ (value >> 31));
}
