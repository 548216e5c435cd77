using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.RocketChat;

/// <summary>A message by Rocket.Chat: <c>rocketchat_configs</c>.</summary>
public sealed record RocketChatConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "rocketchat";

    /// <summary>Upstream's defaults: resolved alerts are not told.</summary>
    public RocketChatConfig() => SendResolved = false;

    /// <summary>The server.</summary>
    public WebUrl? ApiUrl { get; init; }

    /// <summary>The user's id.</summary>
    public Secret? TokenId { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string TokenIdFile { get; init; } = "";

    /// <summary>The token.</summary>
    public Secret? Token { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string TokenFile { get; init; } = "";

    /// <summary>The channel or user, a template.</summary>
    public string Channel { get; init; } = "";

    /// <summary>The colour, a template.</summary>
    public string Color { get; init; } = "{{ if eq .Status \"firing\" }}red{{ else }}green{{ end }}";

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"rocketchat.default.title\" . }}";

    /// <summary>Where the title leads, a template.</summary>
    public string TitleLink { get; init; } = "{{ template \"rocketchat.default.titlelink\" . }}";

    /// <summary>The text, a template.</summary>
    public string Text { get; init; } = "{{ template \"rocketchat.default.text\" . }}";

    /// <summary>Fields of the attachment.</summary>
    public IReadOnlyList<RocketChatFieldConfig> Fields { get; init; } = [];

    /// <summary>Show fields side by side unless a field says otherwise.</summary>
    public bool ShortFields { get; init; }

    /// <summary>The emoji to post with, a template.</summary>
    public string Emoji { get; init; } = "{{ template \"rocketchat.default.emoji\" . }}";

    /// <summary>The picture to post with, a template.</summary>
    public string IconUrl { get; init; } = "{{ template \"rocketchat.default.iconurl\" . }}";

    /// <summary>An image, a template.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>A small image, a template.</summary>
    public string ThumbUrl { get; init; } = "";

    /// <summary>Turn names into links.</summary>
    public bool LinkNames { get; init; }

    /// <summary>Buttons.</summary>
    public IReadOnlyList<RocketChatActionConfig> Actions { get; init; } = [];

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new RocketChatNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<RocketChatConfig> Schema { get; } =
        new YamlSchema<RocketChatConfig>("rocketchat.RocketchatConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_url", ConfigTypes.Url, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Optional("token_id", ConfigTypes.Secret.OrUnset(), c => c.TokenId, (c, v) => c with { TokenId = v })
        .Optional("token_id_file", YamlTypes.Text, c => c.TokenIdFile, (c, v) => c with { TokenIdFile = v })
        .Optional("token", ConfigTypes.Secret.OrUnset(), c => c.Token, (c, v) => c with { Token = v })
        .Optional("token_file", YamlTypes.Text, c => c.TokenFile, (c, v) => c with { TokenFile = v })
        .Optional("channel", YamlTypes.Text, c => c.Channel, (c, v) => c with { Channel = v })
        .Optional("color", YamlTypes.Text, c => c.Color, (c, v) => c with { Color = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("title_link", YamlTypes.Text, c => c.TitleLink, (c, v) => c with { TitleLink = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("fields", YamlTypes.ListOf(YamlTypes.Required(RocketChatFieldConfig.Schema, "missing field in RocketChat configuration")),
            c => c.Fields, (c, v) => c with { Fields = v })
        .Field("short_fields", YamlTypes.Flag, c => c.ShortFields, (c, v) => c with { ShortFields = v })
        .Optional("emoji", YamlTypes.Text, c => c.Emoji, (c, v) => c with { Emoji = v })
        .Optional("icon_url", YamlTypes.Text, c => c.IconUrl, (c, v) => c with { IconUrl = v })
        .Optional("image_url", YamlTypes.Text, c => c.ImageUrl, (c, v) => c with { ImageUrl = v })
        .Optional("thumb_url", YamlTypes.Text, c => c.ThumbUrl, (c, v) => c with { ThumbUrl = v })
        .Field("link_names", YamlTypes.Flag, c => c.LinkNames, (c, v) => c with { LinkNames = v })
        .Optional("actions", YamlTypes.ListOf(
            YamlTypes.Required(RocketChatActionConfig.Schema, "missing action in RocketChat configuration")),
            c => c.Actions, (c, v) => c with { Actions = v })
        .Rule(Check);

    private static RocketChatConfig Check(RocketChatConfig c, YamlRules rules)
    {
        rules.AtMostOne(c.Token is not null, c.TokenFile.Length > 0, "token", "token_file");
        rules.AtMostOne(c.TokenId is not null, c.TokenIdFile.Length > 0, "token_id", "token_id_file");

        return c;
    }
}
