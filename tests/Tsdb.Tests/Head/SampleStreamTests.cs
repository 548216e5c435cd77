using FsCheck;
using FsCheck.Fluent;
using Tocsin.Tsdb.Chunks;
using Tocsin.Tsdb.Head;

namespace Tocsin.Tsdb.Tests.Head;

public sealed class SampleStreamTests
{
    private static readonly Gen<double> AnyBits =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select BitConverter.Int64BitsToDouble(((long)high << 32) | (uint)low);

    private static readonly Gen<double> Odd = Gen.Elements(
        0.0, -0.0, double.NaN, StaleBits, double.PositiveInfinity, double.NegativeInfinity, 0.1 + 0.2, 1e15, 1e16, -9e15, 1.0 / 3,
        123456.789e-9, double.Epsilon, double.MaxValue);

    private static readonly Gen<long> Step = Gen.OneOf(
        Gen.Constant(15_000L), Gen.Choose(14_990, 15_010).Select(i => (long)i), Gen.Choose(1, int.MaxValue).Select(i => i * 1000L));

    private static double StaleBits => BitConverter.Int64BitsToDouble(0x7ff0000000000002);

    private static Gen<double> Value(int kind) => kind switch
    {
        0 => Gen.Choose(-1000, 1000).Select(i => (double)i),
        1 => Gen.Choose(-100_000, 100_000).Select(i => i / 100.0),
        2 => AnyBits,
        3 => Gen.Choose(0, 9).SelectMany(scale => Gen.Choose(0, 1_000_000).Select(i => i / Math.Pow(10, scale))),
        _ => Gen.OneOf(Odd, AnyBits, Gen.Choose(-1000, 1000).Select(i => (double)i), Gen.Choose(0, 500).Select(i => i / 10.0)),
    };

    [Fact]
    public void Every_stream_reads_back_as_it_was_written_from_any_time_on()
    {
        Gen<(long Step, double Value, long Start)[]> samples =
            from count in Gen.Choose(1, 300)
            from kind in Gen.Choose(0, 4)
            from isEven in Gen.Choose(0, 1)
            from steps in Gen.ArrayOf(isEven == 1 ? Gen.Constant(15_000L) : Step, count)
            from values in Gen.ArrayOf(Value(kind), count)
            from hasStarts in Gen.Choose(0, 2)
            from starts in Gen.ArrayOf(
                hasStarts == 0 ? Gen.Elements(0L, 1_600_000_000_000L, long.MaxValue, long.MinValue) : Gen.Constant(0L), count)
            select steps.Zip(values, starts).ToArray();
        Prop.ForAll(Arb.From(samples), all =>
        {
            long at = 1_700_000_000_000;
            HeadSample[] wanted = [.. all.Select(s => new HeadSample(at += s.Step, s.Value, null, s.Start))];
            AssertReadsBack(wanted, new CellPool());
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Cells_that_were_given_back_serve_again()
    {
        var cells = new CellPool();
        HeadSample[] samples = [.. Enumerable.Range(1, 200).Select(i => new HeadSample(i * 1000L, Math.Sin(i), null, 0))];
        for (int round = 0; round < 50; round++)
        {
            StreamEnd first = Write(samples, cells);
            StreamEnd second = Write(samples[..100], cells);
            cells.Return(first.Cell);
            AssertReads(samples[..100], second, cells);
            cells.Return(second.Cell);
            Assert.Equal(0, cells.Used);
        }

        Assert.Equal(CellPool.CellBytes * 4096, cells.Bytes);
    }

    [Fact]
    public void A_counter_takes_two_bytes_a_sample()
    {
        var cells = new CellPool();
        double value = 1e6;
        Write([.. Enumerable.Range(1, 560).Select(i => new HeadSample(i * 15_000L, value += i % 2 == 0 ? 1900 : 700, null, 0))], cells);
        Assert.Equal(20, cells.Used);
    }

    [Fact]
    public void An_emptied_stream_knows_its_newest_sample()
    {
        var cells = new CellPool();
        StreamEnd end = Write([new HeadSample(1000, 1, null, 7), new HeadSample(2000, 2.5, null, 7)], cells).Emptied;
        Assert.Equal((2000, 0, 7, 2.5), (end.Time, end.Count, end.Start, BitConverter.Int64BitsToDouble(end.Bits)));
        Assert.True(new StreamSamples().Read(end, cells, 0).Times.IsEmpty);
    }

    private static StreamEnd Write(HeadSample[] samples, CellPool cells)
    {
        StreamEnd end = StreamEnd.None;
        foreach (HeadSample sample in samples)
        {
            end = SampleStream.Append(end, sample, cells);
        }

        return end;
    }

    private static void AssertReadsBack(HeadSample[] samples, CellPool cells)
    {
        StreamEnd end = StreamEnd.None;
        for (int i = 0; i < samples.Length; i++)
        {
            end = SampleStream.Append(end, samples[i], cells);
            if (i % 64 == 0 || i == samples.Length - 1)
            {
                AssertReads(samples[..(i + 1)], end, cells);
            }
        }
    }

    private static void AssertReads(HeadSample[] samples, in StreamEnd end, CellPool cells)
    {
        var reader = new StreamSamples();
        foreach (int from in new[] { 0, samples.Length / 2, samples.Length - 1, samples.Length })
        {
            long fromMs = from == samples.Length ? end.Time + 1 : samples[from].Time;
            SampleSpan read = reader.Read(end, cells, from == 0 ? long.MinValue : fromMs);
            Assert.Equal(samples[from..].Select(s => s.Time), read.Times.ToArray());
            Assert.Equal(
                samples[from..].Select(s => BitConverter.DoubleToInt64Bits(s.Value)),
                read.Values.ToArray().Select(BitConverter.DoubleToInt64Bits));
            long[] starts = read.Starts.IsEmpty ? new long[read.Times.Length] : read.Starts.ToArray();
            Assert.Equal(samples[from..].Select(s => s.Start), starts);
        }
    }
}
