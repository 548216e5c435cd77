using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>An attachment of a Mattermost message; each text is a template.</summary>
public sealed record MattermostAttachmentConfig
{
    /// <summary>The plain text for notifications, a template.</summary>
    public string Fallback { get; init; } = "";

    /// <summary>The colour, a template.</summary>
    public string Color { get; init; } = "";

    /// <summary>The text above the attachment, a template.</summary>
    public string Pretext { get; init; } = "";

    /// <summary>The text.</summary>
    public string Text { get; init; } = "";

    /// <summary>The author.</summary>
    public string AuthorName { get; init; } = "";

    /// <summary>Where the author leads.</summary>
    public string AuthorLink { get; init; } = "";

    /// <summary>The author's picture.</summary>
    public string AuthorIcon { get; init; } = "";

    /// <summary>The title.</summary>
    public string Title { get; init; } = "";

    /// <summary>Where the title leads.</summary>
    public string TitleLink { get; init; } = "";

    /// <summary>Fields.</summary>
    public IReadOnlyList<MattermostFieldConfig> Fields { get; init; } = [];

    /// <summary>A small image.</summary>
    public string ThumbUrl { get; init; } = "";

    /// <summary>The footer.</summary>
    public string Footer { get; init; } = "";

    /// <summary>The footer's picture.</summary>
    public string FooterIcon { get; init; } = "";

    /// <summary>An image.</summary>
    public string ImageUrl { get; init; } = "";

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<MattermostAttachmentConfig> Schema { get; } =
        new YamlSchema<MattermostAttachmentConfig>("mattermost.MattermostAttachment", new())
        .Optional("fallback", YamlTypes.Text, c => c.Fallback, (c, v) => c with { Fallback = v })
        .Optional("color", YamlTypes.Text, c => c.Color, (c, v) => c with { Color = v })
        .Optional("pretext", YamlTypes.Text, c => c.Pretext, (c, v) => c with { Pretext = v })
        .Optional("text", YamlTypes.Text, c => c.Text, (c, v) => c with { Text = v })
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
        .WithoutUnmarshaler();
}
