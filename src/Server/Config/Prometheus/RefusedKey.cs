using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>A key of upstream's that Tocsin knows and does not serve: said so where it stands.</summary>
/// <param name="reason">What to do instead.</param>
internal sealed class RefusedKey(string reason) : YamlType<YamlValue>
{
    public override string GoName => "interface {}";

    public override YamlValue Zero => YamlValue.Null;

    public override bool Read(YamlReader reader, YamlNode node, ref YamlValue value)
    {
        if (node.Kind == YamlNodeKind.Sequence && node.Children.Count == 0)
        {
            return true;
        }

        reader.Fail(node.At, "Tocsin does not serve this key", hint: reason);
        return false;
    }

    public override YamlValue Write(YamlValue value) => value;
}
