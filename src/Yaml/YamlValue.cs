using System.Collections.Immutable;

namespace Tocsin.Yaml;

/// <summary>
/// A YAML value without its place: what a field of any shape holds (a webhook's payload, PagerDuty's details), and
/// what <see cref="YamlWriter"/> prints.
/// </summary>
public abstract record YamlValue
{
    private protected YamlValue()
    {
    }

    /// <summary>The null value.</summary>
    public static YamlNull Null { get; } = new();

    /// <summary>Reads the first document of a text; null for an empty one.</summary>
    /// <returns>The error's text, or null if it was read.</returns>
    public static string? TryParse(string text, out YamlValue value)
    {
        value = Null;
        YamlDocument document = YamlDocument.Parse(text);
        if (document.Root is null)
        {
            return document.Error?.Text;
        }

        var reader = new YamlReader(new YamlReadOptions());
        reader.Read(YamlTypes.Any, document.Root, ref value);
        return YamlDiagnostic.Primary(reader.Faults);
    }
}

/// <summary>Null.</summary>
public sealed record YamlNull : YamlValue;

/// <summary>A boolean.</summary>
/// <param name="Value">The value.</param>
public sealed record YamlBool(bool Value) : YamlValue;

/// <summary>A whole number; YAML's range is that of a signed and an unsigned 64-bit number together.</summary>
/// <param name="Value">The value.</param>
public sealed record YamlInteger(Int128 Value) : YamlValue;

/// <summary>A floating-point number.</summary>
/// <param name="Value">The value.</param>
public sealed record YamlFloat(double Value) : YamlValue;

/// <summary>A text.</summary>
/// <param name="Value">The value.</param>
public sealed record YamlText(string Value) : YamlValue;

/// <summary>A list.</summary>
/// <param name="Items">The items.</param>
public sealed record YamlList(ImmutableArray<YamlValue> Items) : YamlValue
{
    /// <summary>Print it in one line: <c>[a, b]</c>.</summary>
    public bool Flow { get; init; }
}

/// <summary>Keys with values, in order.</summary>
/// <param name="Entries">The entries; a key is usually a <see cref="YamlText"/>.</param>
public sealed record YamlMap(ImmutableArray<KeyValuePair<YamlValue, YamlValue>> Entries) : YamlValue
{
    /// <summary>The value of a text key, or null.</summary>
    public YamlValue? this[string key] =>
        Entries.FirstOrDefault(e => e.Key is YamlText text && text.Value == key).Value;
}
