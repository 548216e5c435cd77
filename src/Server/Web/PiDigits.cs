using System.Buffers.Binary;
using System.Numerics;

namespace Tocsin.Server.Web;

/// <summary>The hexadecimal digits of pi behind the point, which Blowfish's starting tables are made of.</summary>
internal static class PiDigits
{
    private const int GuardBits = 64;

    /// <summary>The first <paramref name="words"/> groups of 32 bits of pi's fraction.</summary>
    /// <remarks>
    /// Takes about 40 ms for Blowfish's 1,042 words; a table of them in the source could not be checked by eye.
    /// </remarks>
    public static uint[] Words(int words)
    {
        int bits = (words * 32) + GuardBits;
        BigInteger one = BigInteger.One << bits;

        // Machin: pi = 16 atan(1/5) - 4 atan(1/239).
        BigInteger pi = (16 * ArcTangentOfInverse(5, one)) - (4 * ArcTangentOfInverse(239, one));
        BigInteger fraction = (pi - (3 * one)) >> GuardBits;
        byte[] bytes = fraction.ToByteArray(isUnsigned: true, isBigEndian: true);
        byte[] padded = new byte[words * 4];
        bytes.CopyTo(padded, padded.Length - bytes.Length);
        uint[] result = new uint[words];
        for (int i = 0; i < words; i++)
        {
            result[i] = BinaryPrimitives.ReadUInt32BigEndian(padded.AsSpan(i * 4));
        }

        return result;
    }

    private static BigInteger ArcTangentOfInverse(int x, BigInteger one)
    {
        BigInteger power = one / x;
        BigInteger sum = power;
        int square = x * x;
        for (int n = 3; !power.IsZero; n += 2)
        {
            power /= square;
            sum += n % 4 == 3 ? -(power / n) : power / n;
        }

        return sum;
    }
}
