using System.Buffers;
using System.Text;

namespace Tocsin.Model.Labels;

/// <summary>What may be a label's name, in both of the field's modes.</summary>
public static class LabelName
{
    /// <summary>The name of the label that carries a metric's name.</summary>
    public const string MetricName = "__name__";

    /// <summary>The name of the label that carries an alert's name.</summary>
    public const string AlertName = "alertname";

    /// <summary>True for <c>[a-zA-Z_][a-zA-Z0-9_]*</c>.</summary>
    public static bool IsClassic(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit(name[0]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for <c>[a-zA-Z_][a-zA-Z0-9_]*</c> in UTF-8.</summary>
    public static bool IsClassic(ReadOnlySpan<byte> name)
    {
        if (name.IsEmpty || char.IsAsciiDigit((char)name[0]))
        {
            return false;
        }

        foreach (byte b in name)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != (byte)'_')
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>True for any valid UTF-8 that is not empty.</summary>
    public static bool IsUtf8(ReadOnlySpan<byte> name) => !name.IsEmpty && System.Text.Unicode.Utf8.IsValid(name);

    /// <summary>True for any text that is not empty and has no lone surrogate.</summary>
    public static bool IsUtf8(ReadOnlySpan<char> name)
    {
        if (name.IsEmpty)
        {
            return false;
        }

        while (!name.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(name, out _, out int used) != OperationStatus.Done)
            {
                return false;
            }

            name = name[used..];
        }

        return true;
    }

    /// <summary>The name itself if it is classic, else the name in quotes.</summary>
    public static string PrintOrQuote(string name) => IsClassic(name) ? name : GoQuote.Quote(name);
}
