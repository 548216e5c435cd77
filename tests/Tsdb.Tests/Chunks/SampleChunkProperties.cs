using FsCheck;
using FsCheck.Fluent;
using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Chunks;

public sealed class SampleChunkProperties
{
    private static readonly Gen<double> AnyBits =
        from high in Gen.Choose(int.MinValue, int.MaxValue)
        from low in Gen.Choose(int.MinValue, int.MaxValue)
        select BitConverter.Int64BitsToDouble(((long)high << 32) | (uint)low);

    private static readonly Gen<double> Value = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(i => (double)i),
        Gen.Choose(-100_000, 100_000).Select(i => i / 100.0),
        Gen.Elements(0.0, -0.0, double.NaN, double.PositiveInfinity, 0.1 + 0.2, 1e15, 1.0 / 3, 123456.789e-9),
        AnyBits);

    private static readonly Gen<long> Step = Gen.OneOf(
        Gen.Constant(15_000L), Gen.Choose(14_990, 15_010).Select(i => (long)i), Gen.Choose(1, int.MaxValue).Select(i => (long)i));

    [Fact]
    public void Every_chunk_reads_back_as_it_was_written()
    {
        Gen<(long, double)[]> samples =
            from count in Gen.Choose(1, 300)
            from steps in Gen.ArrayOf(Step, count)
            from kind in Gen.Choose(0, 3)
            from values in Gen.ArrayOf(kind == 0 ? Value : kind == 1 ? AnyBits : Gen.Choose(0, 500).Select(i => i / 10.0), count)
            select steps.Zip(values).ToArray();
        Prop.ForAll(Arb.From(samples), all =>
        {
            long at = 1_700_000_000_000;
            SampleChunkTests.AssertRoundTrip([.. all.Select(s => at += s.Item1)], [.. all.Select(s => s.Item2)]);
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    [Fact]
    public void Any_bytes_are_read_or_refused()
    {
        Gen<byte[]> bytes =
            from count in Gen.Choose(0, 200)
            from all in Gen.ArrayOf(Gen.Choose(0, 255).Select(i => (byte)i), count)
            select all;
        Prop.ForAll(Arb.From(bytes), all => IsReadOrRefused(all)).Check(Config.QuickThrowOnFailure.WithMaxTest(3_000));
    }

    [Fact]
    public void A_chunk_with_a_changed_byte_or_a_cut_is_read_or_refused()
    {
        double[] values = [.. Enumerable.Range(0, 50).Select(i => i % 7 == 0 ? double.NaN : i * 1.5)];
        byte[] decimals = SampleChunkTests.Encode([.. Enumerable.Range(1, 50).Select(i => i * 1000L)], values);
        byte[] floats = SampleChunkTests.Encode(
            [.. Enumerable.Range(1, 50).Select(i => i * 1000L)], [.. Enumerable.Range(0, 50).Select(i => Math.Sin(i))]);
        foreach (byte[] chunk in new[] { decimals, floats })
        {
            for (int i = 0; i < chunk.Length; i++)
            {
                Assert.True(IsReadOrRefused(chunk[..i]));
                for (int bit = 0; bit < 8; bit++)
                {
                    byte[] changed = [.. chunk];
                    changed[i] ^= (byte)(1 << bit);
                    Assert.True(IsReadOrRefused(changed));
                }
            }
        }
    }

    private static bool IsReadOrRefused(byte[] bytes)
    {
        try
        {
            var samples = new ChunkSamples();
            SampleChunk.Decode(bytes, samples);
            long[] times = samples.Times.ToArray();
            return times.Zip(times.Skip(1)).All(p => p.First < p.Second);
        }
        catch (TsdbFormatException)
        {
            return true;
        }
    }
}
