using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tocsin.Journal.Events.Notify;

namespace Tocsin.Notify.Outbox;

/// <summary>
/// Who is told about what, as a number: the upper half is of the group, the lower half of the integration too. Half a
/// kilobyte of names becomes 16 bytes, and nothing that waits has to hold them.
/// </summary>
/// <remarks>Parts of a SHA-256, so that two targets that share a number need not be thought of. Persisted in checkpoints.</remarks>
internal static class TargetKey
{
    public static UInt128 Of(in NotificationTarget target)
    {
        ulong group = GroupPart(target.GroupId);
        return new UInt128(group, Hash(group, target.Receiver, target.Integration, target.Index));
    }

    /// <summary>The part that all targets of a group share.</summary>
    public static ulong GroupPart(string groupId) => Hash(0, groupId, "", 0);

    /// <summary>The same of a whole key.</summary>
    public static ulong GroupPart(UInt128 key) => (ulong)(key >> 64);

    private static ulong Hash(ulong seed, string first, string second, int number)
    {
        int length = Encoding.UTF8.GetByteCount(first) + Encoding.UTF8.GetByteCount(second) + 16;
        Span<byte> bytes = length <= 1024 ? stackalloc byte[length] : new byte[length];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, seed);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[8..], number);
        int written = Encoding.UTF8.GetBytes(first, bytes[16..]);
        BinaryPrimitives.WriteInt32LittleEndian(bytes[12..], written);
        Encoding.UTF8.GetBytes(second, bytes[(16 + written)..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, digest);
        return BinaryPrimitives.ReadUInt64LittleEndian(digest);
    }
}
