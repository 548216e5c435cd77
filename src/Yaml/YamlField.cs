namespace Tocsin.Yaml;

/// <summary>One key of a schema, whatever its type.</summary>
internal abstract class YamlField<TOwner>(string name)
{
    public string Name { get; } = name;

    public bool OmitEmpty { get; init; }

    public bool IsExtension { get; init; }

    public abstract bool Read(YamlReader reader, YamlNode node, ref TOwner owner);

    public abstract YamlValue Write(TOwner owner);

    public abstract bool IsEmpty(TOwner owner);

    public bool IsShown(TOwner owner) => !IsExtension && !(OmitEmpty && IsEmpty(owner));
}

/// <summary>One key of a schema with its type.</summary>
internal sealed class YamlField<TOwner, TValue>(
    string name, YamlType<TValue> type, Func<TOwner, TValue> get, Func<TOwner, TValue, TOwner> set)
    : YamlField<TOwner>(name)
{
    public override bool Read(YamlReader reader, YamlNode node, ref TOwner owner)
    {
        TValue value = get(owner);
        bool good = reader.ReadAt(Name, type, node, ref value);

        // A list keeps the items that could be read, so that later checks do not complain about what is only hidden.
        owner = set(owner, value);
        return good;
    }

    public override YamlValue Write(TOwner owner) => type.Write(get(owner));

    public override bool IsEmpty(TOwner owner) => type.IsEmpty(get(owner));
}
