using Tocsin.Model.Labels;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>Reads a series and its samples or chunks. Reusable; not thread-safe.</summary>
// Source: Prometheus prompb/types.proto, messages TimeSeries and ChunkedSeries, whose labels are alike.
internal sealed class SeriesMessage(ReadMeter meter)
{
    private readonly LabelSetBuilder _labels = new();

    /// <summary>Reads the labels of either message.</summary>
    public LabelSet ReadLabels(ReadOnlySpan<byte> series)
    {
        _labels.Clear();
        int bytes = 0;
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            if (field.Field == 1 && field.Wire == ProtoWire.Bytes)
            {
                bytes += field.Bytes.Length;
                AddLabel(field.Bytes);
            }
        }

        Expect(!field.IsDamaged, "a series that is cut off");
        meter.Take(0, ReadMeter.SeriesBytes + bytes);
        return _labels.Build(dropEmpty: true);
    }

    /// <summary>Reads the chunks of a ChunkedSeries.</summary>
    public void ReadChunks(ReadOnlySpan<byte> series, ReadSeries into)
    {
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            if (field.Field != 2 || field.Wire != ProtoWire.Bytes)
            {
                continue;
            }

            ulong encoding = 0;
            ReadOnlySpan<byte> data = default;
            var chunk = new ProtoReader(field.Bytes);
            while (chunk.TryNext())
            {
                encoding = chunk.Field == 3 ? chunk.Number : encoding;
                data = chunk.Field == 4 ? chunk.Bytes : data;
            }

            Expect(!chunk.IsDamaged, "a chunk that is cut off");
            ChunkDecoder.Decode(encoding, data, into, meter);
        }
    }

    /// <summary>Reads the samples of a TimeSeries, floats and histograms, which may lie apart.</summary>
    public void ReadSamples(ReadOnlySpan<byte> series, ReadSeries into)
    {
        var field = new ProtoReader(series);
        while (field.TryNext())
        {
            if (field.Field == 2 && field.Wire == ProtoWire.Bytes)
            {
                (long time, double value) = (0, 0);
                var sample = new ProtoReader(field.Bytes);
                while (sample.TryNext())
                {
                    time = sample.Field == 2 ? sample.AsSigned : time;
                    value = sample.Field == 1 ? sample.AsFloat : value;
                }

                Expect(!sample.IsDamaged, "a sample that is cut off");
                meter.Take(1, ReadMeter.FloatBytes);
                into.Add(time, value);
            }
            else if (field.Field == 4 && field.Wire == ProtoWire.Bytes)
            {
                bool isGood = RemoteWrite.HistogramWire.TryRead(field.Bytes, out var histogram, out var times);
                Expect(isGood && HasItsBuckets(histogram), "a histogram that contradicts itself");
                meter.Take(histogram);
                into.Add(times.Time, histogram);
            }
        }

        Expect(!field.IsDamaged, "a series that is cut off");
    }

    /// <summary>Throws unless something holds.</summary>
    public static void Expect(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ReadDamageException(otherwise);
        }
    }

    private static bool HasItsBuckets(Model.Samples.FloatHistogram histogram) =>
        histogram.PositiveSpans.Sum(s => (long)s.Length) == histogram.PositiveBuckets.Length
        && histogram.NegativeSpans.Sum(s => (long)s.Length) == histogram.NegativeBuckets.Length
        && histogram.Schema is Model.Samples.FloatHistogram.CustomSchema
            or (>= Model.Samples.FloatHistogram.SchemaMin and <= Model.Samples.FloatHistogram.SchemaMax);

    private void AddLabel(ReadOnlySpan<byte> label)
    {
        ReadOnlySpan<byte> name = default;
        ReadOnlySpan<byte> value = default;
        var pair = new ProtoReader(label);
        while (pair.TryNext())
        {
            name = pair.Field == 1 && pair.Wire == ProtoWire.Bytes ? pair.Bytes : name;
            value = pair.Field == 2 && pair.Wire == ProtoWire.Bytes ? pair.Bytes : value;
        }

        Expect(!pair.IsDamaged && LabelName.IsUtf8(name) && System.Text.Unicode.Utf8.IsValid(value), "a label that is no text");
        _labels.Add(name, value);
    }
}
