namespace Tocsin.Yaml;

/// <summary>What a rule of a schema may ask and report.</summary>
/// <param name="reader">The reader.</param>
/// <param name="node">The mapping that was read.</param>
public readonly struct YamlRules(YamlReader reader, YamlNode node)
{
    /// <summary>How the document is read.</summary>
    public YamlReadOptions Options => reader.Options;

    /// <summary>Reports a broken rule at a key's value, or at the mapping if it has no such key.</summary>
    public void Fail(string text, string? key = null, string? hint = null)
    {
        YamlNode? value = key is null ? null : node[key];
        reader.Fail(value?.At ?? node.At, text, value is null ? null : key, hint);
    }

    /// <summary>Reports something doubtful at a key's value, or at the mapping if it has no such key.</summary>
    public void Warn(string text, string? key = null) => reader.Warn((key is null ? null : node[key])?.At ?? node.At, text);

    /// <summary>True if the mapping has the key itself, whatever its value.</summary>
    public bool Has(string key) => node[key] is not null;

    /// <summary>Reports two keys of which only one may be given.</summary>
    public void AtMostOne(bool first, bool second, string firstKey, string secondKey)
    {
        if (first && second)
        {
            Fail($"at most one of {firstKey} & {secondKey} must be configured", secondKey);
        }
    }
}
