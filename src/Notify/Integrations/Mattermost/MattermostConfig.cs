using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>A message by a Mattermost webhook: <c>mattermost_configs</c>.</summary>
public sealed record MattermostConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "mattermost";

    /// <summary>The webhook. Empty if a file is given.</summary>
    public Secret WebhookUrl { get; init; }

    /// <summary>A file with the webhook, read at each send.</summary>
    public string WebhookUrlFile { get; init; } = "";

    /// <summary>The channel or user, a template.</summary>
    public string Channel { get; init; } = "";

    /// <summary>The name to post as, a template.</summary>
    public string Username { get; init; } = "{{ template \"mattermost.default.username\" . }}";

    /// <summary>The text, a template.</summary>
    public string Text { get; init; } = "{{ template \"mattermost.default.text\" . }}";

    /// <summary>The plain text for notifications, a template.</summary>
    public string Fallback { get; init; } = "{{ template \"mattermost.default.fallback\" . }}";

    /// <summary>The colour, a template.</summary>
    public string Color { get; init; } = "{{ template \"mattermost.default.color\" . }}";

    /// <summary>The text above the attachment, a template.</summary>
    public string Pretext { get; init; } = "";

    /// <summary>The author, a template.</summary>
    public string AuthorName { get; init; } = "";

    /// <summary>Where the author leads, a template.</summary>
    public string AuthorLink { get; init; } = "";

    /// <summary>The author's picture, a template.</summary>
    public string AuthorIcon { get; init; } = "";

    /// <summary>The title, a template.</summary>
    public string Title { get; init; } = "{{ template \"mattermost.default.title\" . }}";

    /// <summary>Where the title leads, a template.</summary>
    public string TitleLink { get; init; } = "{{ template \"mattermost.default.titlelink\" . }}";

    /// <summary>Fields of the attachment.</summary>
    public IReadOnlyList<MattermostFieldConfig> Fields { get; init; } = [];

    /// <summary>A small image, a template.</summary>
    public string ThumbUrl { get; init; } = "";

    /// <summary>The footer, a template.</summary>
    public string Footer { get; init; } = "";

    /// <summary>The footer's picture, a template.</summary>
    public string FooterIcon { get; init; } = "";

    /// <summary>An image, a template.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>The picture to post with, a template.</summary>
    public string IconUrl { get; init; } = "";

    /// <summary>The emoji to post with, a template.</summary>
    public string IconEmoji { get; init; } = "";

    /// <summary>More attachments.</summary>
    public IReadOnlyList<MattermostAttachmentConfig> Attachments { get; init; } = [];

    /// <summary>The type of the post, a template.</summary>
    public string Type { get; init; } = "";

    /// <summary>Properties of the post.</summary>
    public MattermostPropsConfig? Props { get; init; }

    /// <summary>The priority of the post.</summary>
    public MattermostPriorityConfig? Priority { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new MattermostNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MattermostConfig> Schema { get; } =
        new YamlSchema<MattermostConfig>("mattermost.MattermostConfig", new())
        .Include(AddHttpKeys)
        .Optional("webhook_url", ConfigTypes.SecretUrl, c => c.WebhookUrl, (c, v) => c with { WebhookUrl = v })
        .Optional("webhook_url_file", YamlTypes.Text, c => c.WebhookUrlFile, (c, v) => c with { WebhookUrlFile = v })
        .Optional("channel", YamlTypes.Text, c => c.Channel, (c, v) => c with { Channel = v })
        .Optional("username", YamlTypes.Text, c => c.Username, (c, v) => c with { Username = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
        .Optional("fallback", YamlTypes.Text, c => c.Fallback, (c, v) => c with { Fallback = v })
        .Optional("color", YamlTypes.Text, c => c.Color, (c, v) => c with { Color = v })
        .Optional("pretext", YamlTypes.Text, c => c.Pretext, (c, v) => c with { Pretext = v })
        .Optional("author_name", YamlTypes.Text, c => c.AuthorName, (c, v) => c with { AuthorName = v })
        .Optional("author_link", YamlTypes.Text, c => c.AuthorLink, (c, v) => c with { AuthorLink = v })
        .Optional("author_icon", YamlTypes.Text, c => c.AuthorIcon, (c, v) => c with { AuthorIcon = v })
        .Optional("title", YamlTypes.Text, c => c.Title, (c, v) => c with { Title = v })
        .Optional("title_link", YamlTypes.Text, c => c.TitleLink, (c, v) => c with { TitleLink = v })
        .Optional("fields", YamlTypes.ListOf(YamlTypes.Required(MattermostFieldConfig.Schema, "missing field in Mattermost configuration")),
            c => c.Fields, (c, v) => c with { Fields = v })
        .Optional("thumb_url", YamlTypes.Text, c => c.ThumbUrl, (c, v) => c with { ThumbUrl = v })
        .Optional("footer", YamlTypes.Text, c => c.Footer, (c, v) => c with { Footer = v })
        .Optional("footer_icon", YamlTypes.Text, c => c.FooterIcon, (c, v) => c with { FooterIcon = v })
        .Optional("image_url", YamlTypes.Text, c => c.ImageUrl, (c, v) => c with { ImageUrl = v })
        .Optional("icon_url", YamlTypes.Text, c => c.IconUrl, (c, v) => c with { IconUrl = v })
        .Optional("icon_emoji", YamlTypes.Text, c => c.IconEmoji, (c, v) => c with { IconEmoji = v })
        .Optional("attachments", YamlTypes.ListOf(
            YamlTypes.Required(MattermostAttachmentConfig.Schema, "missing attachment in Mattermost configuration")),
            c => c.Attachments, (c, v) => c with { Attachments = v })
        .Optional("type", YamlTypes.Text, c => c.Type, (c, v) => c with { Type = v })
        .Optional("props", MattermostPropsConfig.Schema.OrNull(), c => c.Props, (c, v) => c with { Props = v })
        .Optional("priority", MattermostPriorityConfig.Schema.OrNull(), c => c.Priority,
            (c, v) => c with { Priority = v })
        .Rule(Check);

    private static MattermostConfig Check(MattermostConfig c, YamlRules rules)
    {
        rules.AtMostOne(!c.WebhookUrl.IsEmpty, c.WebhookUrlFile.Length > 0, "webhook_url", "webhook_url_file");

        return c;
    }
}
