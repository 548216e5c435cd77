using System.Buffers.Binary;
using System.Text;

namespace Tocsin.Signals.Probes.Dns;

/// <summary>A question to a name server, RFC 1035 §4.1. Immutable.</summary>
public sealed class DnsQuestion
{
    private const int NameBytesMax = 255;
    private const int LabelBytesMax = 63;
    private const int RecursionDesired = 0x0100;

    private readonly byte[] _name;

    private readonly ushort _class;
    private readonly bool _wantsRecursion;

    private DnsQuestion(byte[] name, ushort type, ushort classNumber, bool wantsRecursion)
    {
        _name = name;
        _class = classNumber;
        _wantsRecursion = wantsRecursion;
        Type = type;
    }

    /// <summary>What is asked for.</summary>
    public ushort Type { get; }

    /// <summary>Makes a question.</summary>
    /// <param name="name">The name, absolute with or without its last dot.</param>
    /// <param name="type">The type.</param>
    /// <param name="classNumber">The class.</param>
    /// <param name="wantsRecursion">Ask the server to ask others.</param>
    /// <param name="question">The question; null if the name is none.</param>
    /// <returns>What is wrong with the name, or null.</returns>
    public static string? TryMake(
        string name, ushort type, ushort classNumber, bool wantsRecursion, out DnsQuestion? question)
    {
        string? fault = EncodeName(name, out byte[] encoded);
        question = fault is null ? new DnsQuestion(encoded, type, classNumber, wantsRecursion) : null;
        return fault;
    }

    /// <summary>The message.</summary>
    /// <param name="id">Its number, which the answer repeats.</param>
    public byte[] Write(ushort id)
    {
        byte[] message = new byte[12 + _name.Length + 4];
        BinaryPrimitives.WriteUInt16BigEndian(message, id);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(2), (ushort)(_wantsRecursion ? RecursionDesired : 0));
        message[5] = 1;
        _name.CopyTo(message, 12);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(12 + _name.Length), Type);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(14 + _name.Length), _class);
        return message;
    }

    // Backslashes take a character as it is, or three digits for a byte, as in zone files (RFC 1035 §5.1).
    private static string? EncodeName(string name, out byte[] encoded)
    {
        encoded = [0];
        byte[] text = Encoding.UTF8.GetBytes(name);
        if (text is [(byte)'.'])
        {
            return null;
        }

        var bytes = new List<byte>(text.Length + 2);
        var label = new List<byte>(LabelBytesMax);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == (byte)'.')
            {
                if (!TryEnd(label, bytes))
                {
                    return $"\"{name}\" is not a name that DNS can have";
                }
            }
            else if (text[i] == (byte)'\\' && i + 3 < text.Length && IsByte(text.AsSpan(i + 1, 3), out byte value))
            {
                label.Add(value);
                i += 3;
            }
            else
            {
                i += text[i] == (byte)'\\' && i + 1 < text.Length ? 1 : 0;
                label.Add(text[i]);
            }
        }

        if ((label.Count > 0 && !TryEnd(label, bytes)) || bytes.Count == 0 || bytes.Count >= NameBytesMax)
        {
            return $"\"{name}\" is not a name that DNS can have";
        }

        encoded = [.. bytes, 0];
        return null;
    }

    private static bool IsByte(ReadOnlySpan<byte> digits, out byte value) =>
        byte.TryParse(digits, System.Globalization.NumberStyles.None, null, out value);

    private static bool TryEnd(List<byte> label, List<byte> bytes)
    {
        if (label.Count is 0 or > LabelBytesMax)
        {
            return false;
        }

        bytes.Add((byte)label.Count);
        bytes.AddRange(label);
        label.Clear();
        return true;
    }
}
