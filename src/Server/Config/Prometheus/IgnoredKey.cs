using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>A key of upstream's that changes nothing here and may stay in the file: a warning tells of it.</summary>
/// <param name="reason">Why it is passed over, or what takes its place.</param>
internal sealed class IgnoredKey(string reason) : YamlType<YamlValue>
{
    public override string GoName => "interface {}";

    public override YamlValue Zero => YamlValue.Null;

    public override bool Read(YamlReader reader, YamlNode node, ref YamlValue value)
    {
        bool good = YamlTypes.Any.Read(reader, node, ref value);
        if (good)
        {
            reader.Warn(node.At, "this key is ignored: " + reason);
        }

        return good;
    }

    public override YamlValue Write(YamlValue value) => value;
}
