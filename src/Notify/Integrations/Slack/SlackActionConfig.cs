using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Slack;

/// <summary>A button of a Slack message.</summary>
public sealed record SlackActionConfig
{
    /// <summary>The kind, a template; required.</summary>
    public string Type { get; init; } = "";

    /// <summary>The label, a template; required.</summary>
    public string Text { get; init; } = "";

    /// <summary>Where it leads, a template; then the fields below are empty.</summary>
    public string Url { get; init; } = "";

    /// <summary>The look, a template.</summary>
    public string Style { get; init; } = "";

    /// <summary>The name it reports, a template.</summary>
    public string Name { get; init; } = "";

    /// <summary>The value it reports, a template.</summary>
    public string Value { get; init; } = "";

    /// <summary>A question before it acts.</summary>
    public SlackConfirmationConfig? Confirm { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SlackActionConfig> Schema { get; } =
        new YamlSchema<SlackActionConfig>("config.SlackAction", new())
        .Optional("type", YamlTypes.Text, c => c.Type, (c, v) => c with { Type = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("url", YamlTypes.Text, c => c.Url, (c, v) => c with { Url = v })
        .Optional("style", YamlTypes.Text, c => c.Style, (c, v) => c with { Style = v })
        .Optional("name", YamlTypes.Text, c => c.Name, (c, v) => c with { Name = v })
        .Optional("value", YamlTypes.Text, c => c.Value, (c, v) => c with { Value = v })
        .Optional("confirm", SlackConfirmationConfig.Schema.OrNull(), c => c.Confirm, (c, v) => c with { Confirm = v })
        .Rule(Check);

    private static SlackActionConfig Check(SlackActionConfig c, YamlRules rules)
    {
        if (c.Type.Length == 0)
        {
            rules.Fail("missing type in Slack action configuration");
        }

        if (c.Text.Length == 0)
        {
            rules.Fail("missing text in Slack action configuration");
        }

        if (c.Url.Length == 0 && c.Name.Length == 0)
        {
            rules.Fail("missing name or url in Slack action configuration");
        }

        return c.Url.Length == 0 ? c : c with { Name = "", Value = "", Confirm = null };
    }
}
