using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.RocketChat;

/// <summary>A field of a Rocket.Chat message.</summary>
public sealed record RocketChatFieldConfig
{
    /// <summary>Whether it is short enough to share a line; null for the message's setting.</summary>
    public bool? IsShort { get; init; }

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "";

    /// <summary>The text, a template.</summary>
    public string Value { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<RocketChatFieldConfig> Schema { get; } =
        new YamlSchema<RocketChatFieldConfig>("rocketchat.RocketchatAttachmentField", new())
        .Field("short", YamlTypes.Flag.OrUnset(), c => c.IsShort, (c, v) => c with { IsShort = v })
        .Field("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Field("value", YamlTypes.Text, c => c.Value, (c, v) => c with { Value = v })
        .WithoutUnmarshaler();
}
