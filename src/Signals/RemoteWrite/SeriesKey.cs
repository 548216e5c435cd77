using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>
/// 128 bits that stand for the bytes in which a sender names a series. Two series never share them for all that anybody can
/// bring about: what they are made with is drawn anew in each process and never leaves it.
/// </summary>
/// <param name="High">One half.</param>
/// <param name="Low">The other half, made apart from the first.</param>
internal readonly record struct SeriesKey(ulong High, ulong Low)
{
    private static readonly ulong[] Secrets = MemoryMarshal.Cast<byte, ulong>(RandomNumberGenerator.GetBytes(48)).ToArray();

    /// <summary>The key of nothing, for each way in which series are named.</summary>
    public static SeriesKey Start(RemoteWriteVersion version) => new(Secrets[4] ^ (ulong)version, Secrets[5]);

    /// <summary>The key of these bytes, where there is one way of naming series.</summary>
    public static SeriesKey Of(ReadOnlySpan<byte> bytes) => new SeriesKey(Secrets[4], Secrets[5]).Add(bytes);

    /// <summary>The key after more bytes.</summary>
    // Multiplying and folding as wyhash does (https://github.com/wangyi-fudan/wyhash), twice with different secrets.
    public SeriesKey Add(ReadOnlySpan<byte> bytes)
    {
        (ulong high, ulong low) = (High ^ (ulong)bytes.Length, Low ^ (ulong)bytes.Length);
        ulong[] secrets = Secrets;
        while (bytes.Length >= sizeof(ulong))
        {
            ulong word = MemoryMarshal.Read<ulong>(bytes);
            high = Fold(high ^ word ^ secrets[0], secrets[1]);
            low = Fold(low ^ word ^ secrets[2], secrets[3]);
            bytes = bytes[sizeof(ulong)..];
        }

        ulong tail = 0;
        foreach (byte b in bytes)
        {
            tail = (tail << 8) | b;
        }

        return new SeriesKey(Fold(high ^ tail ^ secrets[0], secrets[3]), Fold(low ^ tail ^ secrets[2], secrets[1]));
    }

    /// <summary>The key after what another key stands for.</summary>
    public SeriesKey Add(SeriesKey other) => Add(MemoryMarshal.AsBytes([other.High, other.Low]));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Fold(ulong left, ulong right)
    {
        // An even factor would lose bits.
        ulong high = Math.BigMul(left, right | 1, out ulong low);
        return high ^ low;
    }
}
