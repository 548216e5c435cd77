using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Pagerduty;

/// <summary>An image of a PagerDuty event; each text is a template.</summary>
public sealed record PagerdutyImageConfig
{
    /// <summary>Where the image is.</summary>
    public string Src { get; init; } = "";

    /// <summary>The text in its place.</summary>
    public string Alt { get; init; } = "";

    /// <summary>Where it leads.</summary>
    public string Href { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PagerdutyImageConfig> Schema { get; } =
        new YamlSchema<PagerdutyImageConfig>("pagerduty.PagerdutyImage", new())
        .Optional("src", YamlTypes.Text, c => c.Src, (c, v) => c with { Src = v })
        .Optional("alt", YamlTypes.Text, c => c.Alt, (c, v) => c with { Alt = v })
        .Optional("href", YamlTypes.Text, c => c.Href, (c, v) => c with { Href = v })
        .WithoutUnmarshaler();
}
