using System.Security.Cryptography;

namespace Tocsin.Server.Hosting;

/// <summary>Version 4 UUIDs, for silences: ids that nobody can guess.</summary>
internal static class RandomUuid
{
    /// <summary>A fresh one in lower case.</summary>
    public static string New()
    {
        Span<byte> bytes = stackalloc byte[16];
        RandomNumberGenerator.Fill(bytes);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
