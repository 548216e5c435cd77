using System.Text;
using Tocsin.Regexes;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>The scalar types of module files.</summary>
internal static class ProbeTypes
{
    /// <summary>A regex, matching anywhere; null if absent.</summary>
    public static YamlType<Re2?> Regex { get; } = new RegexType();

    /// <summary>A text that may hold any bytes, which <c>!!binary</c> writes.</summary>
    public static YamlType<ReadOnlyMemory<byte>> Bytes { get; } = new BytesType();

    /// <summary>Regexes.</summary>
    public static YamlType<IReadOnlyList<Re2?>> Regexes { get; } = YamlTypes.ListOf(Regex);

    // Source: blackbox_exporter config, Regexp.UnmarshalYAML: the words, without the reason, which is the hint here.
    private sealed class RegexType : YamlType<Re2?>
    {
        public override string GoName => "string";

        public override Re2? Zero => null;

        public override bool Read(YamlReader reader, YamlNode node, ref Re2? value)
        {
            string text = "";
            if (!reader.Read(YamlTypes.Text, node, ref text))
            {
                return false;
            }

            if (!Re2.TryCompile(text, Re2Anchoring.None, out value, out string? error))
            {
                reader.Fail(node.At, $"\"Could not compile regular expression\" regexp=\"{text}\"", hint: error);
                return false;
            }

            return true;
        }

        public override YamlValue Write(Re2? value) => value is null ? YamlValue.Null : new YamlText(value.Pattern);
    }

    private sealed class BytesType : YamlType<ReadOnlyMemory<byte>>
    {
        public override string GoName => "string";

        public override ReadOnlyMemory<byte> Zero => default;

        public override bool Read(YamlReader reader, YamlNode node, ref ReadOnlyMemory<byte> value)
        {
            // The reader says what is wrong with a text; the bytes of a right one are taken as they are.
            string text = "";
            if (!reader.Read(YamlTypes.Text, node, ref text))
            {
                return false;
            }

            value = node.Tag == "!!binary" ? Convert.FromBase64String(node.Text) : Encoding.UTF8.GetBytes(text);
            return true;
        }

        public override YamlValue Write(ReadOnlyMemory<byte> value) => new YamlText(Encoding.UTF8.GetString(value.Span));

        public override bool IsEmpty(ReadOnlyMemory<byte> value) => value.IsEmpty;
    }
}
