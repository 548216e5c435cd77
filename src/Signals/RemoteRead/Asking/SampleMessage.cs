using Tocsin.Model.Compression;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>Reads an answer of type <see cref="ReadAnswerType.Samples"/>.</summary>
// Source: Prometheus prompb/remote.proto, messages ReadResponse and QueryResult.
public static class SampleMessage
{
    /// <summary>Reads the series of an answer to one query.</summary>
    /// <param name="body">Packed by Snappy's block format.</param>
    /// <param name="bytesMax">How many bytes it may unpack to.</param>
    /// <param name="meter">Counts what is read.</param>
    /// <exception cref="ReadDamageException">It is no such answer.</exception>
    public static List<ReadSeries> Read(ReadOnlySpan<byte> body, long bytesMax, ReadMeter meter)
    {
        SeriesMessage.Expect(SnappyBlock.TryReadLength(body, out uint length, out _), "the body is not packed by Snappy");
        SeriesMessage.Expect(
            length <= bytesMax && length <= Array.MaxLength, $"the body unpacks to {length} bytes, more than {bytesMax}");
        byte[] message = new byte[length];
        SeriesMessage.Expect(SnappyBlock.TryDecode(body, message), "Snappy cannot unpack the body");
        var result = new List<ReadSeries>();
        var reading = new SeriesMessage(meter);
        var answer = new ProtoReader(message);
        while (answer.TryNext())
        {
            if (answer.Field == 1 && answer.Wire == ProtoWire.Bytes)
            {
                ReadResult(answer.Bytes, reading, result);
            }
        }

        SeriesMessage.Expect(!answer.IsDamaged, "the body is no answer of remote read");
        return result;
    }

    private static void ReadResult(ReadOnlySpan<byte> message, SeriesMessage reading, List<ReadSeries> into)
    {
        var field = new ProtoReader(message);
        while (field.TryNext())
        {
            if (field.Field == 1 && field.Wire == ProtoWire.Bytes)
            {
                var series = new ReadSeries(reading.ReadLabels(field.Bytes));
                reading.ReadSamples(field.Bytes, series);
                series.Finish();
                into.Add(series);
            }
        }

        SeriesMessage.Expect(!field.IsDamaged, "the body is no answer of remote read");
    }
}
