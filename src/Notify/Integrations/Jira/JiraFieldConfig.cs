using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Jira;

/// <summary>A text of a Jira issue: written as a template alone, or with whether later alerts change it.</summary>
public sealed record JiraFieldConfig
{
    private static readonly YamlSchema<JiraFieldConfig> Long = new YamlSchema<JiraFieldConfig>("jira.JiraFieldConfig", new())
        .Optional("template", YamlTypes.Text, c => c.Template, (c, v) => c with { Template = v })
        .Optional("enable_update", YamlTypes.Flag.OrUnset(), c => c.EnableUpdate, (c, v) => c with { EnableUpdate = v })
        .KeepingExisting();

    /// <summary>The text, a template.</summary>
    public string Template { get; init; } = "";

    /// <summary>Change the text of an existing issue; null means yes.</summary>
    public bool? EnableUpdate { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlType<JiraFieldConfig> Schema { get; } = new EitherForm();

    private sealed class EitherForm : YamlType<JiraFieldConfig>
    {
        public override string GoName => Long.GoName;

        public override JiraFieldConfig Zero => Long.Initial;

        public override bool Read(YamlReader reader, YamlNode node, ref JiraFieldConfig value)
        {
            if (node.Kind != YamlNodeKind.Scalar)
            {
                return Long.Read(reader, node, ref value);
            }

            string template = value.Template;
            bool good = YamlTypes.Text.Read(reader, node, ref template);
            value = value with { Template = template };
            return good;
        }

        public override YamlValue Write(JiraFieldConfig value) => Long.Write(value);

        public override bool IsEmpty(JiraFieldConfig value) => Long.IsEmpty(value);
    }
}
