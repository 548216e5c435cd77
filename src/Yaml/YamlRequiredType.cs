namespace Tocsin.Yaml;

/// <summary>A list item that must not be null. Upstream lets most of them pass and crashes on them later.</summary>
internal sealed class YamlRequiredType<T>(YamlType<T> inner, string fault) : YamlType<T>
{
    public override string GoName => "*" + inner.GoName;

    public override T Zero => inner.Zero;

    public override string? NullFault => fault;

    public override bool Read(YamlReader reader, YamlNode node, ref T value) => inner.Read(reader, node, ref value);

    public override YamlValue Write(T value) => inner.Write(value);

    public override bool IsEmpty(T value) => inner.IsEmpty(value);
}
