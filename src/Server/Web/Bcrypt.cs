using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tocsin.Server.Web;

/// <summary>
/// Checks passwords against bcrypt hashes (<c>$2a$</c>, <c>$2b$</c>, <c>$2y$</c>), as htpasswd makes them.
/// </summary>
/// <remarks>No package with bcrypt restores. Only checking is here; hashes are made by the operator's tools.</remarks>
public static class Bcrypt
{
    private const string Alphabet = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const int Rounds = 16;
    private const int SubkeyWords = Rounds + 2;
    private const int BoxWords = 256;

    // Source: Provos and Mazières, "A Future-Adaptable Password Scheme": the text that is enciphered 64 times.
    private static readonly uint[] MagicText = [.. Words("OrpheanBeholderScryDoubt"u8)];

    private static readonly Lazy<uint[]> Pi = new(() => PiDigits.Words(SubkeyWords + (4 * BoxWords)));

    /// <summary>What is wrong with a hash; null if passwords can be checked against it.</summary>
    public static string? FindError(string hash)
    {
        if (hash.Length < 59)
        {
            return "crypto/bcrypt: hashedSecret too short to be a bcrypted password";
        }

        if (hash[0] != '$')
        {
            return $"crypto/bcrypt: bcrypt hashes must start with '$', but hashedSecret started with '{hash[0]}'";
        }

        if (hash[1] != '2')
        {
            return $"crypto/bcrypt: bcrypt algorithm version '{hash[1]}' requested is newer than current version '2'";
        }

        return TryRead(hash, out _, out _, out _)
            ? null
            : "crypto/bcrypt: hashedSecret is not a bcrypt hash of cost 4 to 31";
    }

    /// <summary>Whether <paramref name="password"/> has this hash. Takes as long as the hash's cost asks for.</summary>
    public static bool Verify(string hash, string password)
    {
        if (!TryRead(hash, out int cost, out byte[] salt, out byte[] expected))
        {
            return false;
        }

        // The terminating zero counts as part of the key; of a long one only 72 bytes matter.
        byte[] key = [.. Encoding.UTF8.GetBytes(password), 0];
        byte[] actual = Compute(key, salt, cost);
        CryptographicOperations.ZeroMemory(key);
        return CryptographicOperations.FixedTimeEquals(actual, expected);
    }

    private static bool TryRead(string hash, out int cost, out byte[] salt, out byte[] digest)
    {
        cost = 0;
        salt = digest = [];
        string[] parts = hash.Split('$');
        if (parts is not ["", "2a" or "2b" or "2y" or "2", { Length: 2 } digits, { Length: 53 } content]
            || !int.TryParse(digits, out cost)
            || cost is < 4 or > 31
            || Decode(content[..22], 16) is not { } saltBytes
            || Decode(content[22..], 23) is not { } digestBytes)
        {
            return false;
        }

        salt = saltBytes;
        digest = digestBytes;
        return true;
    }

    private static byte[] Compute(byte[] key, byte[] salt, int cost)
    {
        uint[] state = [.. Pi.Value];
        Expand(state, key, salt);
        byte[] noSalt = new byte[16];
        for (long i = 0; i < 1L << cost; i++)
        {
            Expand(state, key, noSalt);
            Expand(state, salt, noSalt);
        }

        uint[] text = [.. MagicText];
        for (int i = 0; i < 64; i++)
        {
            for (int pair = 0; pair < text.Length; pair += 2)
            {
                Encipher(state, ref text[pair], ref text[pair + 1]);
            }
        }

        byte[] bytes = new byte[text.Length * 4];
        for (int i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(i * 4), text[i]);
        }

        // bcrypt drops the last byte.
        return bytes[..23];
    }

    private static void Expand(uint[] state, byte[] key, byte[] salt)
    {
        int position = 0;
        for (int i = 0; i < SubkeyWords; i++)
        {
            state[i] ^= NextWord(key, ref position);
        }

        int saltPosition = 0;
        uint left = 0;
        uint right = 0;
        for (int i = 0; i < state.Length; i += 2)
        {
            left ^= NextWord(salt, ref saltPosition);
            right ^= NextWord(salt, ref saltPosition);
            Encipher(state, ref left, ref right);
            state[i] = left;
            state[i + 1] = right;
        }
    }

    private static uint NextWord(byte[] key, ref int position)
    {
        uint word = 0;
        for (int i = 0; i < 4; i++)
        {
            word = (word << 8) | key[position];
            position = position + 1 == key.Length ? 0 : position + 1;
        }

        return word;
    }

    private static void Encipher(uint[] state, ref uint left, ref uint right)
    {
        ReadOnlySpan<uint> subkeys = state.AsSpan(0, SubkeyWords);
        ReadOnlySpan<uint> boxes = state.AsSpan(SubkeyWords, 4 * BoxWords);
        uint l = left;
        uint r = right;
        for (int i = 0; i < Rounds; i += 2)
        {
            l ^= subkeys[i];
            r ^= Mix(boxes, l);
            r ^= subkeys[i + 1];
            l ^= Mix(boxes, r);
        }

        left = r ^ subkeys[Rounds + 1];
        right = l ^ subkeys[Rounds];
    }

    private static uint Mix(ReadOnlySpan<uint> boxes, uint x) =>
        ((boxes[(int)(x >> 24)] + boxes[BoxWords + (int)((x >> 16) & 0xFF)])
            ^ boxes[(2 * BoxWords) + (int)((x >> 8) & 0xFF)])
        + boxes[(3 * BoxWords) + (int)(x & 0xFF)];

    private static byte[]? Decode(string text, int length)
    {
        byte[] bytes = new byte[length];
        int bits = 0;
        int held = 0;
        int at = 0;
        foreach (char c in text)
        {
            int digit = Alphabet.IndexOf(c, StringComparison.Ordinal);
            if (digit < 0)
            {
                return null;
            }

            held = (held << 6) | digit;
            bits += 6;
            if (bits >= 8 && at < length)
            {
                bits -= 8;
                bytes[at++] = (byte)(held >> bits);
                held &= (1 << bits) - 1;
            }
        }

        return at == length ? bytes : null;
    }

    private static uint[] Words(ReadOnlySpan<byte> text)
    {
        uint[] words = new uint[text.Length / 4];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32BigEndian(text[(i * 4)..]);
        }

        return words;
    }
}
