using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteRead;
using Tocsin.Signals.Tests.Wire;
using Tocsin.Signals.Wire;
using Tocsin.TestKit.Series;

namespace Tocsin.Signals.Tests.RemoteRead;

/// <summary>Whatever is in a series, a reader of Prometheus's chunks finds it there again, bit by bit.</summary>
public sealed class ChunkProperties
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Floats_and_histograms_come_back_bit_by_bit(int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < 200; i++)
        {
            MemorySample[] samples = RandomSamples.Next(random);
            List<MemorySample> read = Read(samples);
            Assert.Equal(samples.Length, read.Count);
            for (int s = 0; s < samples.Length; s++)
            {
                Assert.True(samples[s].TimeMs == read[s].TimeMs && samples[s].HasValueOf(read[s]), $"{samples[s]} {read[s]}");
            }
        }
    }

    [Fact]
    public void A_reset_of_any_bucket_begins_a_chunk_since_a_reader_expects_none_inside()
    {
        FloatHistogram before = One(count: 9, 4, 5);
        Assert.Equal(2, Chunks(before, One(count: 10, 3, 7)));
        Assert.Equal(2, Chunks(before, One(count: 8, 4, 5)));
        Assert.Equal(1, Chunks(before, One(count: 9, 4, 5)));
        Assert.Equal(2, Chunks(before, One(count: 9, 4, 5) with { ResetHint = CounterResetHint.CounterReset }));
        Assert.Equal(2, Chunks(before, One(count: 9, 4, 5) with { ZeroThreshold = 1 }));

        FloatHistogram gauge = before with { ResetHint = CounterResetHint.Gauge };
        Assert.Equal(1, Chunks(gauge, One(count: 1, 0, 1) with { ResetHint = CounterResetHint.Gauge }));
        Assert.Equal(2, Chunks(gauge, before));
    }

    private static FloatHistogram One(double count, params double[] buckets) => new()
    {
        Count = count,
        PositiveSpans = [new(0, buckets.Length)],
        PositiveBuckets = [.. buckets],
    };

    private static int Chunks(params FloatHistogram[] histograms) =>
        Data([.. histograms.Select((h, i) => new MemorySample(i, 0, h))]).Count;

    // The hint of a chunk is that of its first sample; those after it are not told.
    private static List<MemorySample> Read(MemorySample[] samples)
    {
        var read = new List<MemorySample>();
        foreach ((ulong encoding, byte[] data) in Data(samples))
        {
            var reading = new ChunkReading(data);
            read.AddRange(encoding == 1
                ? reading.Floats().Select(s => new MemorySample(s.Time, s.Value))
                : reading.Histograms().Select(s => new MemorySample(s.Time, 0, s.Value)));
        }

        return read;
    }

    private static List<(ulong Encoding, byte[] Data)> Data(MemorySample[] samples)
    {
        var series = new MemorySeries();
        foreach (MemorySample sample in samples)
        {
            series.Append(LabelSet.Of(("__name__", "up")), sample);
        }

        ProtoText query = ReadAnswer.Query(long.MinValue / 2, long.MaxValue / 2, (0, "__name__", "up"));
        ReadRequest request = ReadRequestDecoder.Decode(new ProtoText().Message(1, query).Varint(2, 1).Snappy(), out _)!;
        var chunks = new List<(ulong, byte[])>();
        foreach (ReadOnlyMemory<byte> frame in new RemoteReader(series, Comparer<LabelSet>.Default, new()).Frames(
            request, TestContext.Current.CancellationToken))
        {
            ReadOnlySpan<byte> rest = frame.Span;
            ProtoReader.TryVarint(ref rest, out _);
            Collect(rest[4..], chunks);
        }

        return chunks;
    }

    private static void Collect(ReadOnlySpan<byte> message, List<(ulong Encoding, byte[] Data)> chunks)
    {
        var response = new ProtoReader(message);
        Assert.True(response.TryNext());
        var series = new ProtoReader(response.Bytes);
        while (series.TryNext())
        {
            var chunk = new ProtoReader(series.Field == 2 ? series.Bytes : default);
            (ulong encoding, byte[] data) = (0, []);
            while (chunk.TryNext())
            {
                encoding = chunk.Field == 3 ? chunk.Number : encoding;
                data = chunk.Field == 4 ? chunk.Bytes.ToArray() : data;
            }

            if (series.Field == 2)
            {
                chunks.Add((encoding, data));
            }
        }
    }
}
