using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Notify.NotificationLog;

/// <summary>XXH64 with seed 0, fed piece by piece without buffering whole inputs.</summary>
/// <remarks>
/// The notification log that Alertmanager's peers gossip holds these hashes, so they are a wire identity. The framework
/// has no XXH64 outside a package, and forty lines are cheaper to own than a dependency.
/// </remarks>
internal ref struct XxHash64
{
    private const ulong P1 = 11400714785074694791;
    private const ulong P2 = 14029467366897019727;
    private const ulong P3 = 1609587929392839161;
    private const ulong P4 = 9650029242287828579;
    private const ulong P5 = 2870177450012600261;
    private const int StripeBytes = 32;

    private readonly Span<byte> _pending;
    private ulong _a;
    private ulong _b;
    private ulong _c;
    private ulong _d;
    private long _length;
    private int _held;

    /// <summary>Starts a hash; <paramref name="scratch"/> must have 32 bytes and live as long as the hash.</summary>
    public XxHash64(Span<byte> scratch)
    {
        _pending = scratch[..StripeBytes];
        _a = unchecked(P1 + P2);
        _b = P2;
        _c = 0;
        _d = unchecked(0 - P1);
    }

    /// <summary>Adds 0xFF, which no UTF-8 text holds.</summary>
    public void AddSeparator() => Add([0xFF]);

    public void Add(scoped ReadOnlySpan<byte> bytes)
    {
        _length += bytes.Length;
        if (_held > 0)
        {
            int taken = Math.Min(StripeBytes - _held, bytes.Length);
            bytes[..taken].CopyTo(_pending[_held..]);
            _held += taken;
            bytes = bytes[taken..];
            if (_held < StripeBytes)
            {
                return;
            }

            AddStripe(_pending);
            _held = 0;
        }

        while (bytes.Length >= StripeBytes)
        {
            AddStripe(bytes);
            bytes = bytes[StripeBytes..];
        }

        bytes.CopyTo(_pending);
        _held = bytes.Length;
    }

    public readonly ulong Finish()
    {
        ulong hash = P5;
        if (_length >= StripeBytes)
        {
            hash = BitOperations.RotateLeft(_a, 1) + BitOperations.RotateLeft(_b, 7)
                + BitOperations.RotateLeft(_c, 12) + BitOperations.RotateLeft(_d, 18);
            hash = Merge(Merge(Merge(Merge(hash, _a), _b), _c), _d);
        }

        return Avalanche(AddTail(hash + (ulong)_length, _pending[.._held]));
    }

    private static ulong AddTail(ulong hash, ReadOnlySpan<byte> tail)
    {
        for (; tail.Length >= 8; tail = tail[8..])
        {
            hash ^= Round(0, BinaryPrimitives.ReadUInt64LittleEndian(tail));
            hash = (BitOperations.RotateLeft(hash, 27) * P1) + P4;
        }

        if (tail.Length >= 4)
        {
            hash ^= BinaryPrimitives.ReadUInt32LittleEndian(tail) * P1;
            hash = (BitOperations.RotateLeft(hash, 23) * P2) + P3;
            tail = tail[4..];
        }

        foreach (byte b in tail)
        {
            hash = BitOperations.RotateLeft(hash ^ (b * P5), 11) * P1;
        }

        return hash;
    }

    private static ulong Avalanche(ulong hash)
    {
        hash = (hash ^ (hash >> 33)) * P2;
        hash = (hash ^ (hash >> 29)) * P3;
        return hash ^ (hash >> 32);
    }

    private static ulong Merge(ulong hash, ulong lane) => ((hash ^ Round(0, lane)) * P1) + P4;

    private static ulong Round(ulong lane, ulong input) => BitOperations.RotateLeft(lane + (input * P2), 31) * P1;

    private void AddStripe(scoped ReadOnlySpan<byte> stripe)
    {
        _a = Round(_a, BinaryPrimitives.ReadUInt64LittleEndian(stripe));
        _b = Round(_b, BinaryPrimitives.ReadUInt64LittleEndian(stripe[8..]));
        _c = Round(_c, BinaryPrimitives.ReadUInt64LittleEndian(stripe[16..]));
        _d = Round(_d, BinaryPrimitives.ReadUInt64LittleEndian(stripe[24..]));
    }
}
