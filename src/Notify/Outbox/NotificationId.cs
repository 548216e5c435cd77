using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Outbox;

/// <summary>Makes the id of a notification.</summary>
internal static class NotificationId
{
    /// <summary>
    /// The first 16 bytes of a SHA-256 over the target and the flush, in hexadecimal: whoever decides the same flush
    /// again, after a crash or on replay, gets the same id.
    /// </summary>
    /// <remarks>The tick is part of it because a group that died and came back counts its flushes from 1 again.</remarks>
    public static string Of(in NotificationTarget target, Flush flush)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, target.GroupId);
        Add(hash, target.Receiver);
        Add(hash, target.Integration);
        Span<byte> numbers = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, target.Index);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], flush.Number);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], flush.At.Ticks);
        hash.AppendData(numbers);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    /// <summary>The id of the notification that stands in for another one.</summary>
    /// <param name="target">Who is told instead.</param>
    /// <param name="originId">The other one.</param>
    /// <param name="round">How often that was tried before.</param>
    /// <param name="at">The tick whose state of the group is told; it may be newer than that of the other one.</param>
    public static string OfFallback(in NotificationTarget target, string originId, int round, Instant at)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, originId);
        Add(hash, target.Receiver);
        Add(hash, target.Integration);
        Span<byte> numbers = stackalloc byte[24];
        BinaryPrimitives.WriteInt64LittleEndian(numbers, target.Index);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], round);
        BinaryPrimitives.WriteInt64LittleEndian(numbers[16..], at.Ticks);
        hash.AppendData(numbers);
        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return Convert.ToHexStringLower(digest[..16]);
    }

    /// <summary>
    /// The id as a number of 16 bytes, which is what its digits say. A text that is no such id gets the number of its hash.
    /// </summary>
    public static UInt128 KeyOf(string id)
    {
        if (id.Length == 32 && UInt128.TryParse(id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 key))
        {
            return key;
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), digest);
        return BinaryPrimitives.ReadUInt128BigEndian(digest);
    }

    /// <summary>The id whose number this is.</summary>
    public static string Text(UInt128 key) => key.ToString("x32", CultureInfo.InvariantCulture);

    private static void Add(IncrementalHash hash, string text)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, utf8.Length);
        hash.AppendData(length);
        hash.AppendData(utf8);
    }
}
