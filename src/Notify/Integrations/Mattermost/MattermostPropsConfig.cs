using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>Properties of a Mattermost post.</summary>
public sealed record MattermostPropsConfig
{
    /// <summary>The text of the card beside the post, a template.</summary>
    public string Card { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MattermostPropsConfig> Schema { get; } =
        new YamlSchema<MattermostPropsConfig>("mattermost.MattermostProps", new())
        .Optional("card", YamlTypes.Text, c => c.Card, (c, v) => c with { Card = v })
        .WithoutUnmarshaler();
}
