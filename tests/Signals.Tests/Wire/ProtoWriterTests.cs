using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Tests.Wire;

public sealed class ProtoWriterTests
{
    [Fact]
    public void Fields_are_written_as_a_sender_writes_them()
    {
        var writer = new ProtoWriter();
        writer.Varint(1, 300);
        writer.Zigzag(2, -5);
        writer.Fixed(3, 1.5);
        writer.Text(4, "ü");
        writer.Bytes(20, [1, 2, 3]);
        writer.FixedPacked(6, [1, 2]);
        writer.FixedPacked(7, []);

        byte[] wanted = new ProtoText().Varint(1, 300).Zigzag(2, -5).Float(3, 1.5).Text(4, "ü").Message(20, [1, 2, 3])
            .Message(6, [.. BitConverter.GetBytes(1.0), .. BitConverter.GetBytes(2.0)]).Bytes;
        Assert.Equal(wanted, writer.Written.ToArray());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(20_000)]
    [InlineData(3_000_000)]
    public void A_message_in_a_message_has_the_length_that_it_turns_out_to_have(int length)
    {
        byte[] content = new byte[length];
        new Random(1).NextBytes(content);
        var writer = new ProtoWriter();
        int outer = writer.Begin(1);
        int inner = writer.Begin(2);
        writer.Raw(content);
        writer.End(inner);
        writer.Varint(3, 7);
        writer.End(outer);

        byte[] wanted = new ProtoText().Message(1, new ProtoText().Message(2, content).Varint(3, 7)).Bytes;
        Assert.Equal(wanted, writer.Written.ToArray());
    }

    [Fact]
    public void The_size_of_a_number_is_told_without_writing_it()
    {
        foreach (ulong number in new ulong[] { 0, 127, 128, 16_383, 16_384, ulong.MaxValue })
        {
            var writer = new ProtoWriter();
            writer.Varint(number);
            Assert.Equal(writer.Length, ProtoWriter.SizeOf(number));
        }
    }
}
