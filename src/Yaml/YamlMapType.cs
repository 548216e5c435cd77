using System.Collections.Frozen;

namespace Tocsin.Yaml;

/// <summary>A mapping from texts to values of one type.</summary>
internal sealed class YamlMapType<T>(YamlType<T> item, string? goName) : YamlType<IReadOnlyDictionary<string, T>>
{
    public override string GoName => goName ?? "map[string]" + item.GoName;

    public override IReadOnlyDictionary<string, T> Zero => FrozenDictionary<string, T>.Empty;

    public override bool Read(YamlReader reader, YamlNode node, ref IReadOnlyDictionary<string, T> value)
    {
        if (node.Kind != YamlNodeKind.Mapping)
        {
            return YamlTypes.TryScalar(reader, node, GoName, out YamlScalar scalar)
                && YamlTypes.Refuse(reader, node, scalar, GoName);
        }

        var entries = new YamlEntries<T>(reader, item, textKeys: true);
        entries.Add(node);
        value = entries.Pairs.ToDictionary(p => ((YamlText)p.Key).Value, p => p.Value, StringComparer.Ordinal);
        return entries.IsSound;
    }

    public override YamlValue Write(IReadOnlyDictionary<string, T> value) => new YamlMap(
        [.. value.Select(p => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(p.Key), item.Write(p.Value)))
            .OrderBy(p => p.Key, YamlKeyOrder.Instance)]);

    public override bool IsEmpty(IReadOnlyDictionary<string, T> value) => value.Count == 0;
}
