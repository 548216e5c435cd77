namespace Tocsin.Yaml;

/// <summary>The merge key <c>&lt;&lt;</c>: entries of other mappings, taken in where the key stands.</summary>
internal static class YamlMerge
{
    // Source: yaml.v2 merge: entries are applied at the place of the key, a list of mappings from its end, and a
    // later key of the same struct overwrites without complaint.
    public static void Apply(YamlReader reader, YamlNode value, Action<YamlNode> apply)
    {
        YamlNode target = value.Followed;
        if (target.Kind == YamlNodeKind.Mapping)
        {
            ApplyOne(reader, value, apply);
        }
        else if (value.Kind == YamlNodeKind.Sequence && value.Children.All(c => c.Followed.Kind == YamlNodeKind.Mapping))
        {
            for (int i = value.Children.Count - 1; i >= 0; i--)
            {
                ApplyOne(reader, value.Children[i], apply);
            }
        }
        else
        {
            reader.Fail(value.At, "yaml: map merge requires map or sequence of maps as the value");
        }
    }

    private static void ApplyOne(YamlReader reader, YamlNode node, Action<YamlNode> apply)
    {
        YamlNode mapping = node.Followed;
        if (reader.TryEnterMerge(mapping))
        {
            apply(mapping);
            reader.LeaveMerge(mapping);
        }
    }
}
