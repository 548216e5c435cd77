using System.Text;
using Tocsin.Model.Compression;

namespace Tocsin.Model.Tests.Compression;

public sealed class SnappyTests
{
    [Fact]
    public void Copies_of_Snappy_may_reach_into_what_they_write()
    {
        byte[] output = new byte[10];
        Assert.True(SnappyBlock.TryDecode([10, 0b0000_0100, (byte)'a', (byte)'b', 0b0001_0001, 2], output));
        Assert.Equal("ababababab", Encoding.ASCII.GetString(output));
        Assert.False(SnappyBlock.TryDecode([10, 0b0000_0100, (byte)'a', (byte)'b', 0b0001_0001, 3], output));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_is_packed_is_unpacked_as_it_was_whatever_it_is(int seed)
    {
        var random = new Random(seed);
        var encoder = new SnappyEncoder();
        for (int i = 0; i < 300; i++)
        {
            byte[] bytes = Content(random);
            byte[] output = new byte[SnappyEncoder.PackedBytesMax(bytes.Length)];
            int length = encoder.Pack(bytes, output);
            Assert.Equal(bytes, Unpack(bytes.Length, output.AsSpan(0, length)));
        }
    }

    [Fact]
    public void What_repeats_becomes_small_and_what_does_not_hardly_grows()
    {
        var encoder = new SnappyEncoder();
        byte[] output = new byte[SnappyEncoder.PackedBytesMax(SnappyEncoder.PieceBytesMax)];
        Assert.InRange(encoder.Pack(new byte[SnappyEncoder.PieceBytesMax], output), 1, 3200);

        byte[] noise = new byte[SnappyEncoder.PieceBytesMax];
        new Random(1).NextBytes(noise);
        Assert.InRange(encoder.Pack(noise, output), noise.Length, noise.Length + 64);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    [InlineData(256, 2)]
    [InlineData(257, 3)]
    [InlineData(65536, 3)]
    public void A_literal_has_a_head_of_its_length(int length, int head)
    {
        byte[] bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        byte[] output = new byte[length + 3];
        int packed = SnappyEncoder.WriteLiteral(bytes, output);
        Assert.Equal(length == 0 ? 0 : head + length, packed);
        Assert.Equal(bytes, Unpack(length, output.AsSpan(0, packed)));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(2_097_150, "FEFF7F")]
    [InlineData(int.MaxValue, "FFFFFFFF07")]
    public void A_block_begins_with_its_length(int length, string head)
    {
        byte[] output = new byte[5];
        int bytes = SnappyEncoder.WriteLength(length, output);
        Assert.Equal(head, Convert.ToHexString(output.AsSpan(0, bytes)));
        Assert.True(SnappyBlock.TryReadLength(output, out uint read, out int headBytes));
        Assert.Equal(((uint)length, bytes), (read, headBytes));
    }

    // Words of a small alphabet, runs and noise, so that every kind of piece comes up.
    private static byte[] Content(Random random)
    {
        var bytes = new List<byte>();
        int length = random.Next(3) == 0 ? random.Next(20) : random.Next(SnappyEncoder.PieceBytesMax + 1);
        byte[] noise = new byte[200];
        random.NextBytes(noise);
        while (bytes.Count < length)
        {
            int part = random.Next(1, 150);
            bytes.AddRange(random.Next(4) switch
            {
                0 => Enumerable.Repeat((byte)random.Next(3), part),
                1 => noise.Skip(random.Next(100)).Take(part),
                2 => bytes.Skip(random.Next(bytes.Count + 1)).Take(part).ToArray(),
                _ => Enumerable.Range(0, part).Select(_ => (byte)random.Next(256)).ToArray(),
            });
        }

        return [.. bytes.Take(length)];
    }

    private static byte[] Unpack(int length, ReadOnlySpan<byte> packed)
    {
        byte[] head = new byte[5];
        int headBytes = SnappyEncoder.WriteLength(length, head);
        byte[] unpacked = new byte[length];
        Assert.True(SnappyBlock.TryDecode([.. head.AsSpan(0, headBytes), .. packed], unpacked));
        return unpacked;
    }
}
