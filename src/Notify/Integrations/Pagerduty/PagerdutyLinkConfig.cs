using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Pagerduty;

/// <summary>A link of a PagerDuty event; each text is a template.</summary>
public sealed record PagerdutyLinkConfig
{
    /// <summary>Where it leads.</summary>
    public string Href { get; init; } = "";

    /// <summary>Its text.</summary>
    public string Text { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PagerdutyLinkConfig> Schema { get; } =
        new YamlSchema<PagerdutyLinkConfig>("pagerduty.PagerdutyLink", new())
        .Optional("href", YamlTypes.Text, c => c.Href, (c, v) => c with { Href = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .WithoutUnmarshaler();
}
