using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Subjects;

/// <summary>What an event is about, as 64 bits: the key by which history and explain find it.</summary>
/// <remarks>
/// Persisted: the hash never changes. Two things may share a key once in 2^64, so a reader that must be exact checks
/// the event itself.
/// </remarks>
/// <param name="Value">The tagged hash; see FORMAT.md.</param>
public readonly record struct SubjectKey(ulong Value)
{
    private const ulong Multiplier = 0x9E3779B97F4A7C15;
    private const byte AlertTag = 1;
    private const byte GroupTag = 2;
    private const byte SilenceTag = 3;
    private const byte ReceiverTag = 4;
    private const byte NotificationTag = 5;

    /// <summary>The low 16 bits, which stand in front of each event so that most are passed over undecoded.</summary>
    public ushort Hint => (ushort)Value;

    /// <summary>An alert, by the fingerprint of its labels.</summary>
    public static SubjectKey Alert(Fingerprint fingerprint) => new(Mix(Mix(AlertTag) ^ fingerprint.Value));

    /// <summary>A group of alerts, by its own identity (not by the group key text, which siblings can share).</summary>
    public static SubjectKey Group(string groupId) => Hash(GroupTag, groupId);

    /// <summary>A silence, by its id.</summary>
    public static SubjectKey Silence(string id) => Hash(SilenceTag, id);

    /// <summary>A receiver, by its name as configured.</summary>
    public static SubjectKey Receiver(string name) => Hash(ReceiverTag, name);

    /// <summary>A notification, by its id.</summary>
    public static SubjectKey Notification(string id) => Hash(NotificationTag, id);

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);

    private static SubjectKey Hash(byte tag, string text)
    {
        int most = Encoding.UTF8.GetMaxByteCount(text.Length);
        byte[]? rented = most > 512 ? ArrayPool<byte>.Shared.Rent(most) : null;
        Span<byte> utf8 = rented ?? stackalloc byte[512];
        int length = Encoding.UTF8.GetBytes(text, utf8);
        SubjectKey key = Hash(tag, utf8[..length]);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        return key;
    }

    // Eight bytes a step: group ids are long texts, and a byte-wise FNV would cost more than the rest of the event.
    private static SubjectKey Hash(byte tag, ReadOnlySpan<byte> utf8)
    {
        ulong hash = Mix(tag) ^ (ulong)utf8.Length;
        while (utf8.Length >= 8)
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(utf8));
            utf8 = utf8[8..];
        }

        ulong tail = 0;
        for (int i = utf8.Length - 1; i >= 0; i--)
        {
            tail = (tail << 8) | utf8[i];
        }

        return new(Mix(hash ^ tail));
    }

    // The finaliser of MurmurHash3 over a Weyl step: a bijection in which every bit depends on every other.
    private static ulong Mix(ulong value)
    {
        value += Multiplier;
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
