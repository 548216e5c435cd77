using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>The compiled templates of an attachment. Immutable.</summary>
internal sealed class MattermostAttachment
{
    private readonly FieldTemplate _fallback;
    private readonly FieldTemplate _color;
    private readonly FieldTemplate _pretext;
    private readonly FieldTemplate _text;
    private readonly FieldTemplate _title;
    private readonly IReadOnlyList<FieldTemplate> _author;
    private readonly FieldTemplate _titleLink;
    private readonly IReadOnlyList<FieldTemplate> _ornaments;
    private readonly IReadOnlyList<(FieldTemplate Title, FieldTemplate Value, bool? IsShort)> _fields;

    /// <summary>Compiles.</summary>
    /// <param name="place">What stands before each key in an error; empty for the receiver's own attachment.</param>
    /// <param name="config">The texts.</param>
    /// <param name="templates">The compiler.</param>
    public MattermostAttachment(string place, MattermostAttachmentConfig config, IFieldCompiler templates)
    {
        _fallback = templates.Text(place + "fallback", config.Fallback);
        _color = templates.Text(place + "color", config.Color);
        _pretext = templates.Text(place + "pretext", config.Pretext);
        _text = templates.Text(place + "text", config.Text);
        _author =
        [
            templates.Text(place + "author_name", config.AuthorName),
            templates.Text(place + "author_link", config.AuthorLink),
            templates.Text(place + "author_icon", config.AuthorIcon),
        ];
        _title = templates.Text(place + "title", config.Title);
        _titleLink = templates.Text(place + "title_link", config.TitleLink);
        _ornaments =
        [
            templates.Text(place + "thumb_url", config.ThumbUrl),
            templates.Text(place + "footer", config.Footer),
            templates.Text(place + "footer_icon", config.FooterIcon),
            templates.Text(place + "image_url", config.ImageUrl),
        ];
        _fields = [.. config.Fields.Select((f, i) => (
            templates.Text($"{place}fields[{i}].title", f.Title), templates.Text($"{place}fields[{i}].value", f.Value),
            f.IsShort))];
    }

    /// <summary>Renders every text, so that all errors are known when it is written.</summary>
    public Rendered Render(Rendering rendering) => new()
    {
        Fallback = rendering.TextOrNull(_fallback),
        Color = rendering.TextOrNull(_color),
        Pretext = rendering.Text(_pretext),
        Text = rendering.TextOrNull(_text),
        Author = [.. _author.Select(rendering.Text)],
        Title = rendering.TextOrNull(_title),
        TitleLink = rendering.Text(_titleLink),
        Fields = [.. _fields.Select(f => (rendering.Text(f.Title), rendering.Text(f.Value), f.IsShort))],
        Ornaments = [.. _ornaments.Select(rendering.Text)],
    };

    /// <summary>The texts of one message; null is what failed.</summary>
    public sealed record Rendered
    {
        public required string? Fallback { get; init; }

        public required string? Color { get; init; }

        public required string Pretext { get; init; }

        public required string? Text { get; init; }

        public required IReadOnlyList<string> Author { get; init; }

        public required string? Title { get; init; }

        public required string TitleLink { get; init; }

        public required IReadOnlyList<(string Title, string Value, bool? IsShort)> Fields { get; init; }

        public required IReadOnlyList<string> Ornaments { get; init; }

        /// <summary>Writes the attachment in upstream's order; what failed is left out.</summary>
        public void Write(GoJsonWriter json)
        {
            json.BeginObject()
                .FieldUnlessEmpty("fallback", Fallback ?? "")
                .FieldUnlessEmpty("color", Color ?? "")
                .FieldUnlessEmpty("pretext", Pretext)
                .FieldUnlessEmpty("text", Text ?? "")
                .FieldUnlessEmpty("author_name", Author[0])
                .FieldUnlessEmpty("author_link", Author[1])
                .FieldUnlessEmpty("author_icon", Author[2])
                .FieldUnlessEmpty("title", Title ?? "")
                .FieldUnlessEmpty("title_link", TitleLink);
            WriteFields(json);
            json.FieldUnlessEmpty("thumb_url", Ornaments[0])
                .FieldUnlessEmpty("footer", Ornaments[1])
                .FieldUnlessEmpty("footer_icon", Ornaments[2])
                .FieldUnlessEmpty("image_url", Ornaments[3])
                .EndObject();
        }

        private void WriteFields(GoJsonWriter json)
        {
            if (Fields.Count == 0)
            {
                return;
            }

            json.Name("fields").BeginArray();
            foreach ((string title, string value, bool? isShort) in Fields)
            {
                json.BeginObject().FieldUnlessEmpty("title", title).FieldUnlessEmpty("value", value);
                _ = isShort is { } given ? json.Name("short").Value(given) : json;
                json.EndObject();
            }

            json.EndArray();
        }
    }
}
