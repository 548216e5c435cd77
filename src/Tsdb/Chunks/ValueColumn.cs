using System.Buffers;

namespace Tocsin.Tsdb.Chunks;

/// <summary>The values of a chunk in the shortest of four forms. Every bit of every value comes back.</summary>
/// <remarks>
/// The first byte names the form: 0 all values alike (8 bytes), 1 decimals (<see cref="DecimalColumn"/>), 2 exclusive-or
/// (<see cref="XorColumn"/>), 3 raw (8 bytes each). Integers and values with a few decimal places are most of what is
/// measured; as integers they take half of what exclusive-or takes, and are decoded several times as fast.
/// </remarks>
internal static class ValueColumn
{
    private const byte Constant = 0;
    private const byte Decimals = 1;
    private const byte Xor = 2;
    private const byte Raw = 3;

    // Above this many bytes a sample it is worth a try whether exclusive-or takes less.
    private const int DearDecimalBytes = 4;

    public static void Encode(ReadOnlySpan<double> values, ChunkWriter writer)
    {
        if (IsConstant(values))
        {
            writer.WriteByte(Constant);
            writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(values[0]));
            return;
        }

        int start = writer.Length;
        writer.WriteByte(Decimals);
        bool isDecimal = DecimalColumn.TryEncode(values, writer);
        int decimalBytes = writer.Length - start;
        if (isDecimal && decimalBytes <= DearDecimalBytes * values.Length)
        {
            return;
        }

        if (!isDecimal)
        {
            writer.CutTo(start);
        }

        EncodeFloats(values, writer, start, isDecimal ? decimalBytes : int.MaxValue);
    }

    public static void Decode(ref ChunkReader reader, Span<double> values)
    {
        byte form = reader.ReadByte();
        switch (form)
        {
            case Constant:
                values.Fill(BitConverter.UInt64BitsToDouble(reader.ReadUInt64()));
                break;
            case Decimals:
                DecimalColumn.Decode(ref reader, values);
                break;
            case Xor:
                XorColumn.Decode(reader.ReadBytes(reader.Remaining), values);
                break;
            case Raw:
                foreach (ref double value in values)
                {
                    value = BitConverter.UInt64BitsToDouble(reader.ReadUInt64());
                }

                break;
            default:
                throw new TsdbFormatException($"the values of a chunk have the unknown form {form}");
        }
    }

    private static void EncodeFloats(ReadOnlySpan<double> values, ChunkWriter writer, int start, int bytesToBeat)
    {
        byte[] rented = ArrayPool<byte>.Shared.Rent(XorColumn.BytesMax(values.Length));
        ReadOnlySpan<byte> xor = rented.AsSpan(0, XorColumn.Encode(values, rented));
        int rawBytes = values.Length * sizeof(double);
        if (Math.Min(xor.Length, rawBytes) + 1 < bytesToBeat)
        {
            writer.CutTo(start);
            writer.WriteByte(xor.Length < rawBytes ? Xor : Raw);
            if (xor.Length < rawBytes)
            {
                writer.WriteBytes(xor);
            }
            else
            {
                foreach (double value in values)
                {
                    writer.WriteUInt64(BitConverter.DoubleToUInt64Bits(value));
                }
            }
        }

        ArrayPool<byte>.Shared.Return(rented);
    }

    private static bool IsConstant(ReadOnlySpan<double> values)
    {
        ulong first = BitConverter.DoubleToUInt64Bits(values[0]);
        foreach (double value in values)
        {
            if (BitConverter.DoubleToUInt64Bits(value) != first)
            {
                return false;
            }
        }

        return true;
    }
}
