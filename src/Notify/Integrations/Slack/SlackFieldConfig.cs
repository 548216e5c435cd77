using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Slack;

/// <summary>A field of a Slack message.</summary>
public sealed record SlackFieldConfig
{
    /// <summary>The title, a template; required.</summary>
    public string Title { get; init; } = "";

    /// <summary>The text, a template; required.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whether it is short enough to share a line; null for the message's setting.</summary>
    public bool? IsShort { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SlackFieldConfig> Schema { get; } =
        new YamlSchema<SlackFieldConfig>("config.SlackField", new())
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("value", YamlTypes.Text, c => c.Value, (c, v) => c with { Value = v })
        .Optional("short", YamlTypes.Flag.OrUnset(), c => c.IsShort, (c, v) => c with { IsShort = v })
        .Rule(Check);

    private static SlackFieldConfig Check(SlackFieldConfig c, YamlRules rules)
    {
        if (c.Title.Length == 0)
        {
            rules.Fail("missing title in Slack field configuration");
        }

        if (c.Value.Length == 0)
        {
            rules.Fail("missing value in Slack field configuration");
        }

        return c;
    }
}
