namespace Tocsin.Yaml;

/// <summary>Go's pointer to a struct: absent, or the struct.</summary>
internal sealed class YamlNullableType<T>(YamlType<T> inner) : YamlType<T?>
    where T : class
{
    public override string GoName => inner.GoName.StartsWith("[]", StringComparison.Ordinal)
        || inner.GoName.StartsWith("map[", StringComparison.Ordinal) ? inner.GoName : "*" + inner.GoName;

    public override T? Zero => null;

    public override bool Read(YamlReader reader, YamlNode node, ref T? value)
    {
        T read = value ?? inner.Zero;
        bool good = inner.Read(reader, node, ref read);
        value = good ? read : value;
        return good;
    }

    public override YamlValue Write(T? value) => value is null ? YamlValue.Null : inner.Write(value);

    public override bool IsEmpty(T? value) => value is null;
}
