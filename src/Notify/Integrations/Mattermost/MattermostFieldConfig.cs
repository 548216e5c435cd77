using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>A field of a Mattermost message.</summary>
public sealed record MattermostFieldConfig
{
    /// <summary>The title, a template; required.</summary>
    public string Title { get; init; } = "";

    /// <summary>The text, a template; required.</summary>
    public string Value { get; init; } = "";

    /// <summary>Whether it is short enough to share a line.</summary>
    public bool? IsShort { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MattermostFieldConfig> Schema { get; } =
        new YamlSchema<MattermostFieldConfig>("mattermost.MattermostField", new())
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("value", YamlTypes.Text, c => c.Value, (c, v) => c with { Value = v })
        .Optional("short", YamlTypes.Flag.OrUnset(), c => c.IsShort, (c, v) => c with { IsShort = v })
        .Rule(Check);

    private static MattermostFieldConfig Check(MattermostFieldConfig c, YamlRules rules)
    {
        if (c.Title.Length == 0)
        {
            rules.Fail("missing title in Mattermost field configuration");
        }

        if (c.Value.Length == 0)
        {
            rules.Fail("missing value in Mattermost field configuration");
        }

        return c;
    }
}
