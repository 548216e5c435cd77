using System.Buffers.Binary;
using Tocsin.Signals.Wire;

namespace Tocsin.Signals.Otlp;

/// <summary>Reads repeated numbers, which may come together or one by one.</summary>
internal static class PackedNumbers
{
    /// <summary>How many numbers one field of one point may have.</summary>
    public const int CountMax = 10_000;

    /// <summary>Adds numbers of type fixed64; false if they cannot be decoded or are too many.</summary>
    public static bool TryFixed(in ProtoReader field, List<ulong> numbers)
    {
        if (field.Wire == ProtoWire.Fixed64)
        {
            numbers.Add(field.Number);
        }
        else if (field.Wire == ProtoWire.Bytes && Fits(field.Bytes, numbers.Count))
        {
            for (int at = 0; at < field.Bytes.Length; at += sizeof(ulong))
            {
                numbers.Add(BinaryPrimitives.ReadUInt64LittleEndian(field.Bytes[at..]));
            }
        }
        else
        {
            return false;
        }

        return numbers.Count <= CountMax;
    }

    /// <summary>Adds numbers of type double; false if they cannot be decoded or are too many.</summary>
    public static bool TryFloats(in ProtoReader field, List<double> numbers)
    {
        if (field.Wire == ProtoWire.Fixed64)
        {
            numbers.Add(field.AsFloat);
        }
        else if (field.Wire == ProtoWire.Bytes && Fits(field.Bytes, numbers.Count))
        {
            for (int at = 0; at < field.Bytes.Length; at += sizeof(double))
            {
                numbers.Add(BinaryPrimitives.ReadDoubleLittleEndian(field.Bytes[at..]));
            }
        }
        else
        {
            return false;
        }

        return numbers.Count <= CountMax;
    }

    /// <summary>Adds numbers of type uint64; false if they cannot be decoded or are too many.</summary>
    public static bool TryVarints(in ProtoReader field, List<ulong> numbers)
    {
        if (field.Wire == ProtoWire.Varint)
        {
            numbers.Add(field.Number);
            return numbers.Count <= CountMax;
        }

        ReadOnlySpan<byte> packed = field.Wire == ProtoWire.Bytes ? field.Bytes : default;
        bool isGood = field.Wire == ProtoWire.Bytes;
        while (isGood && !packed.IsEmpty)
        {
            isGood = ProtoReader.TryVarint(ref packed, out ulong number) && numbers.Count < CountMax;
            numbers.Add(number);
        }

        return isGood;
    }

    private static bool Fits(ReadOnlySpan<byte> packed, int before) =>
        packed.Length % sizeof(ulong) == 0 && before + (packed.Length / sizeof(ulong)) <= CountMax;
}
