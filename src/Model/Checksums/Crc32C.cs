using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Tocsin.Model.Checksums;

/// <summary>CRC-32C (Castagnoli), which processors compute in hardware.</summary>
public static class Crc32C
{
    /// <summary>The state before any byte.</summary>
    public const uint Start = uint.MaxValue;

    /// <summary>The state after <paramref name="bytes"/>.</summary>
    // Few calls with many rounds each: the runtime would leave them as they were compiled ahead, where no span is inlined.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static uint Add(uint state, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= 8)
        {
            state = BitOperations.Crc32C(state, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
        {
            state = BitOperations.Crc32C(state, b);
        }

        return state;
    }

    /// <summary>The state after the 8 bytes of <paramref name="value"/>, little-endian.</summary>
    public static uint Add(uint state, ulong value) => BitOperations.Crc32C(state, value);

    /// <summary>The checksum that a state stands for.</summary>
    public static uint Finish(uint state) => ~state;

    /// <summary>The checksum of <paramref name="bytes"/>.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes) => Finish(Add(Start, bytes));
}
