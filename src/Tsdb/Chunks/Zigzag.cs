namespace Tocsin.Tsdb.Chunks;

/// <summary>Maps signed numbers to unsigned ones so that small magnitudes stay small: 0, -1, 1, -2 … to 0, 1, 2, 3 …</summary>
internal static class Zigzag
{
    public static ulong Encode(long value) => (ulong)((value << 1) ^ (value >> 63));

    public static long Decode(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);
}
