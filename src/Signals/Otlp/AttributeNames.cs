using System.Text;

namespace Tocsin.Signals.Otlp;

/// <summary>What attributes are called as labels.</summary>
// Source: Prometheus otlptranslator, its label namer.
internal static class AttributeNames
{
    /// <summary>The name of a label; null if nothing is left that could be one.</summary>
    public static string? Of(string key, OtlpMetricSettings settings)
    {
        if (key.AsSpan().Trim('_').IsEmpty)
        {
            return null;
        }

        if (!settings.Escapes)
        {
            return key;
        }

        string name = Escaped(key, settings.KeepsUnderscores);
        bool isMarked = settings.MarksUnderscores && name.StartsWith('_') && !name.StartsWith("__", StringComparison.Ordinal);
        name = char.IsAsciiDigit(name[0]) ? "key_" + name : isMarked ? "key" + name : name;
        return name.AsSpan().Trim('_').IsEmpty ? null : name;
    }

    private static string Escaped(string key, bool keepsUnderscores)
    {
        bool isReserved = !keepsUnderscores
            && key.Length >= 4
            && key.StartsWith("__", StringComparison.Ordinal)
            && key.EndsWith("__", StringComparison.Ordinal);
        var name = new StringBuilder(key.Length);
        foreach (Rune c in (isReserved ? key[2..^2] : key).EnumerateRunes())
        {
            if (c.IsAscii && Rune.IsLetterOrDigit(c))
            {
                name.Append((char)c.Value);
            }
            else if (keepsUnderscores || name.Length == 0 || name[^1] != '_')
            {
                name.Append('_');
            }
        }

        return isReserved ? "__" + name + "__" : name.ToString();
    }
}
