using System.Text;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>
/// How much text a request may unfold to. In version 2 a series names its texts by number, so that a small request can
/// name a large text a million times. Reusable; not thread-safe.
/// </summary>
internal sealed class TextBudget
{
    /// <summary>How many bytes the labels of one series may have, names and values together.</summary>
    public const int LabelBytesMax = 64 * 1024;

    /// <summary>How many bytes of labels, helps and units one request may unfold to.</summary>
    public const long RequestBytesMax = 512L << 20;

    /// <summary>How many bytes of a help or a unit are kept.</summary>
    public const int NoteBytesMax = 16 * 1024;

    /// <summary>How many characters the labels of an exemplar may have.</summary>
    // Source: Prometheus model/exemplar, ExemplarMaxLabelSetLength, from the OpenMetrics specification.
    public const int ExemplarCharactersMax = 128;

    /// <summary>What is told of labels that are longer.</summary>
    public const string TooLong = "labels of more than 65536 bytes";

    private long _taken;

    /// <summary>A help or a unit as it is kept: what is too long is cut between two characters.</summary>
    public static string CutNote(ReadOnlySpan<byte> text)
    {
        int length = Math.Min(text.Length, NoteBytesMax);
        while (length < text.Length && length > 0 && (text[length] & 0xC0) == 0x80)
        {
            length--;
        }

        return Encoding.UTF8.GetString(text[..length]);
    }

    public void Clear() => _taken = 0;

    /// <summary>Takes the labels of a series into account; what is wrong with their size, or null.</summary>
    public string? Take(WireLabels labels)
    {
        long bytes = 0;
        while (bytes <= LabelBytesMax && labels.TryNext())
        {
            bytes += labels.Name.Length + labels.Value.Length;
        }

        return bytes > LabelBytesMax ? TooLong
            : Take(bytes) ? null
            : $"the texts of the request have more than {RequestBytesMax} bytes";
    }

    /// <summary>Takes a text into account; false if the request has had its share.</summary>
    public bool Take(long bytes)
    {
        _taken += bytes;
        return _taken <= RequestBytesMax;
    }
}
