using Tocsin.Yaml;

namespace Tocsin.Notify.Receivers;

/// <summary>A mapping that may also be written as one short text.</summary>
/// <param name="whole">The mapping.</param>
/// <param name="parse">Reads the short form; the error's text, or null and the value.</param>
internal sealed class ShortFormType<T>(YamlSchema<T> whole, YamlTypes.Parser<T> parse) : YamlType<T?>
    where T : class
{
    public override string GoName => whole.GoName;

    public override T? Zero => null;

    public override bool Read(YamlReader reader, YamlNode node, ref T? value)
    {
        if (node.Kind == YamlNodeKind.Scalar)
        {
            if (parse(node.Text, out T parsed) is { } error)
            {
                reader.Fail(node.At, error);
                return false;
            }

            value = parsed;
            return true;
        }

        T read = whole.Initial;
        bool good = whole.Read(reader, node, ref read);
        value = good ? read : value;
        return good;
    }

    public override YamlValue Write(T? value) => value is null ? YamlValue.Null : whole.Write(value);

    public override bool IsEmpty(T? value) => value is null;
}
