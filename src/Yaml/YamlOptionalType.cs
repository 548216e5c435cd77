namespace Tocsin.Yaml;

/// <summary>Go's pointer to a plain value: absent, or the value.</summary>
internal sealed class YamlOptionalType<T>(YamlType<T> inner) : YamlType<T?>
    where T : struct
{
    public override string GoName => "*" + inner.GoName;

    public override T? Zero => null;

    public override bool Read(YamlReader reader, YamlNode node, ref T? value)
    {
        T read = value ?? inner.Zero;
        bool good = inner.Read(reader, node, ref read);
        value = good ? read : value;
        return good;
    }

    public override YamlValue Write(T? value) => value is { } given ? inner.Write(given) : YamlValue.Null;

    public override bool IsEmpty(T? value) => value is null;
}
