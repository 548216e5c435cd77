using System.Buffers.Binary;
using System.Text;

namespace Tocsin.Signals.Tests.Wire;

/// <summary>Writes protobuf messages field by field, as a sender would.</summary>
internal sealed class ProtoText
{
    private readonly List<byte> _bytes = [];

    public byte[] Bytes => [.. _bytes];

    /// <summary>A message that is written already.</summary>
    public static ProtoText Of(byte[] bytes)
    {
        var text = new ProtoText();
        text._bytes.AddRange(bytes);
        return text;
    }

    public ProtoText Varint(int field, ulong value) => Key(field, 0).Raw(value);

    public ProtoText Zigzag(int field, long value) => Varint(field, (ulong)((value << 1) ^ (value >> 63)));

    public ProtoText Float(int field, double value)
    {
        Key(field, 1);
        byte[] eight = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(eight, value);
        _bytes.AddRange(eight);
        return this;
    }

    public ProtoText Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    public ProtoText Message(int field, ProtoText message) => Message(field, message.Bytes);

    public ProtoText Message(int field, byte[] bytes)
    {
        Key(field, 2).Raw((ulong)bytes.Length);
        _bytes.AddRange(bytes);
        return this;
    }

    public ProtoText Packed(int field, params ulong[] values)
    {
        var packed = new ProtoText();
        Array.ForEach(values, v => packed.Raw(v));
        return Message(field, packed.Bytes);
    }

    /// <summary>Packs as literals only, which every Snappy reader must take.</summary>
    public byte[] Snappy()
    {
        var packed = new ProtoText().Raw((ulong)_bytes.Count);
        foreach (byte[] part in _bytes.Chunk(60))
        {
            packed._bytes.Add((byte)((part.Length - 1) << 2));
            packed._bytes.AddRange(part);
        }

        return packed.Bytes;
    }

    private ProtoText Key(int field, int wire) => Raw(((ulong)field << 3) | (uint)wire);

    private ProtoText Raw(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            _bytes.Add((byte)(value | 0x80));
        }

        _bytes.Add((byte)value);
        return this;
    }
}
