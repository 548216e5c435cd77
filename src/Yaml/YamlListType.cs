namespace Tocsin.Yaml;

/// <summary>A list; a scalar is not taken for a list of one.</summary>
internal sealed class YamlListType<T>(YamlType<T> item) : YamlType<IReadOnlyList<T>>
{
    internal static YamlListType<YamlValue> Items { get; } = new(YamlTypes.Any);

    public bool Flow { get; init; }

    public override string GoName => "[]" + item.GoName;

    public override IReadOnlyList<T> Zero => [];

    public override bool Read(YamlReader reader, YamlNode node, ref IReadOnlyList<T> value)
    {
        if (node.Kind != YamlNodeKind.Sequence)
        {
            // A scalar with a wrong tag of its own is told as such.
            return node.Kind == YamlNodeKind.Scalar
                ? YamlTypes.TryScalar(reader, node, GoName, out YamlScalar scalar)
                    && YamlTypes.Refuse(reader, node, scalar, GoName)
                : YamlTypes.TryScalar(reader, node, GoName, out _);
        }

        var items = new List<T>(node.Children.Count);
        bool sound = true;
        for (int i = 0; i < node.Children.Count; i++)
        {
            T read = item.Zero;
            if (reader.ReadAt($"[{i}]", item, node.Children[i], ref read))
            {
                items.Add(read);
            }
            else
            {
                sound = false;
            }
        }

        value = items;
        return sound;
    }

    public override YamlValue Write(IReadOnlyList<T> value) =>
        new YamlList([.. value.Select(item.Write)]) { Flow = Flow };

    public override bool IsEmpty(IReadOnlyList<T> value) => value.Count == 0;
}
