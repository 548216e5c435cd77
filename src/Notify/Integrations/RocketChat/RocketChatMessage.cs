using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.RocketChat;

/// <summary>Writes the JSON of a Rocket.Chat message, its keys in upstream's order. Immutable.</summary>
internal sealed class RocketChatMessage
{
    // Upstream's bound; Rocket.Chat documents none.
    private const int TitleRunesMax = 1024;

    // Tocsin's own: Rocket.Chat limits the text above attachments, and not theirs.
    private const int TextRunesMax = 100_000;

    private static readonly MessageBody Body = new(TextLimit.Runes(TextRunesMax).Fit);

    private readonly FieldTemplate _channel;
    private readonly FieldTemplate _emoji;
    private readonly FieldTemplate _iconUrl;
    private readonly FieldTemplate _title;
    private readonly FieldTemplate _titleLink;
    private readonly FieldTemplate _text;
    private readonly FieldTemplate _imageUrl;
    private readonly FieldTemplate _thumbUrl;
    private readonly FieldTemplate _color;
    private readonly IReadOnlyList<(FieldTemplate Title, FieldTemplate Value, bool IsShort)> _fields;
    private readonly IReadOnlyList<RocketChatAction> _actions;

    public RocketChatMessage(RocketChatConfig config, IFieldCompiler templates)
    {
        _channel = templates.Text("channel", config.Channel);
        _emoji = templates.Text("emoji", config.Emoji);
        _iconUrl = templates.Text("icon_url", config.IconUrl);
        _title = templates.Text("title", config.Title);
        _titleLink = templates.Text("title_link", config.TitleLink);
        _text = templates.Text("text", config.Text);
        _imageUrl = templates.Text("image_url", config.ImageUrl);
        _thumbUrl = templates.Text("thumb_url", config.ThumbUrl);
        _color = templates.Text("color", config.Color);
        _fields = [.. config.Fields.Select((f, i) => (
            templates.Text($"fields[{i}].title", f.Title), templates.Text($"fields[{i}].value", f.Value),
            f.IsShort ?? config.ShortFields))];
        _actions = [.. config.Actions.Select((a, i) => new RocketChatAction($"actions[{i}]", a, templates))];
    }

    /// <summary>Writes the message.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        string channel = rendering.Text(_channel);
        string emoji = rendering.Text(_emoji);
        string iconUrl = rendering.Text(_iconUrl);
        GoJsonWriter attachment = Attachment(rendering);
        return new GoJsonWriter().BeginObject()
            .FieldUnlessEmpty("channel", channel)
            .FieldUnlessEmpty("emoji", emoji)
            .FieldUnlessEmpty("avatar", iconUrl)
            .Name("attachments").BeginArray().Raw(attachment).EndArray()
            .EndObject().EndDocument().Written;
    }

    private GoJsonWriter Attachment(Rendering rendering)
    {
        Notification notification = rendering.Context.Notification;
        string title = rendering.TextOrNull(_title) ?? FallbackMessage.Title(notification);
        string titleLink = rendering.Text(_titleLink);
        string? text = rendering.TextOrNull(_text);
        string imageUrl = rendering.Text(_imageUrl);
        string thumbUrl = rendering.Text(_thumbUrl);
        string color = rendering.TextOrNull(_color) ?? (notification.IsFiring ? "red" : "green");
        GoJsonWriter? fields = Fields(rendering);
        GoJsonWriter? actions = Actions(rendering);
        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .FieldUnlessEmpty("title", Truncation.InRunes(RepeatLabel.On(title, notification), TitleRunesMax))
            .FieldUnlessEmpty("title_link", titleLink)
            .FieldUnlessEmpty("text", Body.Compose(rendering, text))
            .FieldUnlessEmpty("image_url", imageUrl)
            .FieldUnlessEmpty("thumb_url", thumbUrl)
            .FieldUnlessEmpty("color", color);
        _ = fields is null ? json : json.Name("fields").Raw(fields);
        _ = actions is null ? json : json.Name("actions").Raw(actions);
        return json.EndObject();
    }

    private GoJsonWriter? Fields(Rendering rendering)
    {
        if (_fields.Count == 0)
        {
            return null;
        }

        GoJsonWriter json = new GoJsonWriter().BeginArray();
        foreach ((FieldTemplate title, FieldTemplate value, bool isShort) in _fields)
        {
            json.BeginObject().Name("short").Value(isShort)
                .FieldUnlessEmpty("title", rendering.Text(title))
                .FieldUnlessEmpty("value", rendering.Text(value))
                .EndObject();
        }

        return json.EndArray();
    }

    private GoJsonWriter? Actions(Rendering rendering)
    {
        if (_actions.Count == 0)
        {
            return null;
        }

        GoJsonWriter json = new GoJsonWriter().BeginArray();
        foreach (RocketChatAction action in _actions)
        {
            action.Write(json, rendering);
        }

        return json.EndArray();
    }
}
