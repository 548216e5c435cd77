using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Slack;

/// <summary>The question before a Slack button acts; each text is a template.</summary>
public sealed record SlackConfirmationConfig
{
    /// <summary>The question; required.</summary>
    public string Text { get; init; } = "";

    /// <summary>The title.</summary>
    public string Title { get; init; } = "";

    /// <summary>The label of yes.</summary>
    public string OkText { get; init; } = "";

    /// <summary>The label of no.</summary>
    public string DismissText { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<SlackConfirmationConfig> Schema { get; } =
        new YamlSchema<SlackConfirmationConfig>("config.SlackConfirmationField", new())
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("ok_text", YamlTypes.Text, c => c.OkText, (c, v) => c with { OkText = v })
        .Optional("dismiss_text", YamlTypes.Text, c => c.DismissText, (c, v) => c with { DismissText = v })
        .Rule(Check);

    private static SlackConfirmationConfig Check(SlackConfirmationConfig c, YamlRules rules)
    {
        if (c.Text.Length == 0)
        {
            rules.Fail("missing text in Slack confirmation configuration");
        }

        return c;
    }
}
