using Tocsin.Tsdb.Chunks;

namespace Tocsin.Tsdb.Tests.Chunks;

public sealed class SampleChunkTests
{
    private const long Start = 1_767_225_600_000;

    [Fact]
    public void A_regular_counter_takes_little_more_than_the_bits_of_its_increments()
    {
        var random = new Random(1);
        double total = 0;
        double[] values = [.. Enumerable.Range(0, 480).Select(_ => total += random.Next(1000))];

        Assert.InRange(Encode(Regular(480), values).Length, 1, 480 * 10 / 8 + 24);
    }

    [Fact]
    public void A_constant_series_takes_the_same_however_long_it_is()
    {
        Assert.Equal(23, Encode(Regular(480), [.. Enumerable.Repeat(1.5, 480)]).Length);
        Assert.Equal(23, Encode(Regular(4096), [.. Enumerable.Repeat(1.5, 4096)]).Length);
    }

    [Fact]
    public void A_reset_and_a_gap_do_not_widen_the_other_samples()
    {
        double[] values = [.. Enumerable.Range(0, 240).Select(i => i < 120 ? 1e9 + (i * 7 % 16) + (i * 20) : i * 20.0)];
        long[] times = [.. Regular(240).Select((t, i) => i < 60 ? t : t + 3_600_000)];

        Assert.InRange(Encode(times, values).Length, 1, 239);
    }

    [Fact]
    public void Decimals_are_packed_and_come_back_bit_by_bit()
    {
        double[] values = [.. Enumerable.Range(0, 200).Select(i => Math.Round(20 + Math.Sin(i), 2))];

        AssertRoundTrip(Regular(200), values);
        Assert.InRange(Encode(Regular(200), values).Length, 1, 200 * 8 / 8 + 40);
    }

    [Fact]
    public void Stale_markers_infinities_and_minus_zero_keep_their_bits()
    {
        double stale = BitConverter.UInt64BitsToDouble(0x7ff0000000000002);
        AssertRoundTrip(Regular(9), [1, 2, stale, 3, double.NaN, -0.0, 0, double.PositiveInfinity, double.NegativeInfinity]);
        AssertRoundTrip(Regular(12), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, stale]);
        AssertRoundTrip(Regular(2), [stale, 1]);
    }

    [Fact]
    public void The_extremes_come_back()
    {
        AssertRoundTrip([0], [0]);
        AssertRoundTrip([-5, 0, long.MaxValue / 2], [double.MaxValue, double.Epsilon, -double.MaxValue]);
        AssertRoundTrip([1, 2], [9007199254740992, -9007199254740992]);
        AssertRoundTrip([1, 2, 3], [9007199254740993, 9007199254740994, 1e300]);
    }

    [Fact]
    public void The_bytes_on_disk_stay_what_they_are()
    {
        Assert.Equal(
            "00" + "0400" + "80" + "B0EA01" + "00" + "00" + "000000000000F83F",
            Convert.ToHexString(Encode([0, 15000, 30000, 45000], [1.5, 1.5, 1.5, 1.5])));
        Assert.Equal(
            "00" + "0400" + "80" + "B0EA01" + "00" + "01" + "0000" + "84" + "C801" + "00" + "2095",
            Convert.ToHexString(Encode([0, 15000, 30000, 45000], [100, 102, 105, 109])));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("0000")]
    [InlineData("08040080B0EA0100")]
    [InlineData("00FFFFFFFF0F")]
    [InlineData("000400")]
    [InlineData("00040080B0EA0100FF")]
    [InlineData("000400800000000000000000000000")]
    public void Damaged_bytes_are_refused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex);
        Assert.Throws<TsdbFormatException>(() => SampleChunk.Decode(bytes, new ChunkSamples()));
    }

    internal static void AssertRoundTrip(long[] times, double[] values)
    {
        var samples = new ChunkSamples();
        SampleChunk.Decode(Encode(times, values), samples);

        Assert.Equal(times, samples.Times.ToArray());
        Assert.Equal(
            values.Select(BitConverter.DoubleToUInt64Bits),
            samples.Values.ToArray().Select(BitConverter.DoubleToUInt64Bits));
    }

    internal static byte[] Encode(long[] times, double[] values)
    {
        var writer = new ChunkWriter();
        SampleChunk.Encode(new SampleSpan(times, values), writer);
        return writer.Written.ToArray();
    }

    private static long[] Regular(int count) => [.. Enumerable.Range(0, count).Select(i => Start + (i * 15_000L))];
}
