using Tocsin.Yaml;

namespace Tocsin.Rules.Files;

/// <summary>Finds the nodes that values were read from, through aliases and merge keys.</summary>
internal static class NodeSearch
{
    private const int MergesMax = 8;

    /// <summary>The value of a key, or null.</summary>
    public static YamlNode? Find(this YamlNode? mapping, string key) => mapping.FindEntry(key)?.Value;

    /// <summary>A key and its value, or null.</summary>
    public static (YamlNode Key, YamlNode Value)? FindEntry(this YamlNode? mapping, string key) =>
        mapping is null ? null : FindEntry(mapping.Followed, key, 0);

    /// <summary>An item of a list of which so many were read; null if it cannot be told.</summary>
    public static YamlNode? Item(this YamlNode? list, int index, int count) =>
        list is { Kind: YamlNodeKind.Sequence } && list.Children.Count == count ? list.Children[index] : null;

    private static (YamlNode Key, YamlNode Value)? FindEntry(YamlNode mapping, string key, int depth)
    {
        if (mapping.Kind == YamlNodeKind.Sequence && depth > 0)
        {
            return mapping.Children.Select(child => FindEntry(child.Followed, key, depth + 1))
                .FirstOrDefault(found => found is not null);
        }

        if (mapping.Kind != YamlNodeKind.Mapping || depth > MergesMax)
        {
            return null;
        }

        (YamlNode Key, YamlNode Value)? merged = null;
        for (int i = 0; i < mapping.Children.Count; i += 2)
        {
            YamlNode name = mapping.Children[i].Followed;
            if (name.Kind == YamlNodeKind.Scalar && name.Text == key)
            {
                return (name, mapping.Children[i + 1].Followed);
            }

            if (name is { Kind: YamlNodeKind.Scalar, Text: "<<" })
            {
                merged ??= FindEntry(mapping.Children[i + 1].Followed, key, depth + 1);
            }
        }

        return merged;
    }
}
