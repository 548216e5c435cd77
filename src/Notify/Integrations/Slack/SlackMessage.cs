using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Slack;

/// <summary>Writes the JSON of a Slack message, its keys in upstream's order. Immutable.</summary>
internal sealed class SlackMessage
{
    // https://api.slack.com/reference/messaging/attachments#legacy_fields, no unit given; upstream counts runes.
    private const int TitleRunesMax = 1024;

    private static readonly string[] DefaultMarkdownIn = ["fallback", "pretext", "text"];

    private readonly SlackConfig _config;
    private readonly IReadOnlyList<string> _markdownIn;
    private readonly FieldTemplate _channel;
    private readonly FieldTemplate _username;
    private readonly FieldTemplate _iconEmoji;
    private readonly FieldTemplate _iconUrl;
    private readonly FieldTemplate _messageText;
    private readonly FieldTemplate _title;
    private readonly FieldTemplate _titleLink;
    private readonly FieldTemplate _pretext;
    private readonly FieldTemplate _text;
    private readonly FieldTemplate _fallback;
    private readonly FieldTemplate _callbackId;
    private readonly FieldTemplate _imageUrl;
    private readonly FieldTemplate _thumbUrl;
    private readonly FieldTemplate _footer;
    private readonly FieldTemplate _color;
    private readonly IReadOnlyList<Field> _fields;
    private readonly IReadOnlyList<SlackAction> _actions;

    public SlackMessage(SlackConfig config, IFieldCompiler templates)
    {
        _config = config;
        _markdownIn = config.MrkdwnIn.Count == 0 ? DefaultMarkdownIn : config.MrkdwnIn;
        _channel = templates.Text("channel", config.Channel);
        _username = templates.Text("username", config.Username);
        _iconEmoji = templates.Text("icon_emoji", config.IconEmoji);
        _iconUrl = templates.Text("icon_url", config.IconUrl);
        _messageText = templates.Text("message_text", config.MessageText);
        _title = templates.Text("title", config.Title);
        _titleLink = templates.Text("title_link", config.TitleLink);
        _pretext = templates.Text("pretext", config.Pretext);
        _text = templates.Text("text", config.Text);
        _fallback = templates.Text("fallback", config.Fallback);
        _callbackId = templates.Text("callback_id", config.CallbackId);
        _imageUrl = templates.Text("image_url", config.ImageUrl);
        _thumbUrl = templates.Text("thumb_url", config.ThumbUrl);
        _footer = templates.Text("footer", config.Footer);
        _color = templates.Text("color", config.Color);
        _fields = [.. config.Fields.Select((f, i) => new Field(
            templates.Text($"fields[{i}].title", f.Title), templates.Text($"fields[{i}].value", f.Value),
            f.IsShort ?? config.ShortFields))];
        _actions = [.. config.Actions.Select((a, i) => new SlackAction($"actions[{i}]", a, templates))];
    }

    /// <summary>Writes the message; <paramref name="place"/> names the one to update.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering, SlackPlace? place)
    {
        // Everything but the body is rendered first, so that the body can tell of any error.
        string channel = rendering.Text(_channel);
        string username = rendering.Text(_username);
        string iconEmoji = rendering.Text(_iconEmoji);
        string iconUrl = rendering.Text(_iconUrl);
        string messageText = rendering.Text(_messageText);
        GoJsonWriter attachment = Attachment(rendering);
        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .FieldUnlessEmpty("channel", place?.Channel ?? channel)
            .FieldUnlessEmpty("ts", place?.Timestamp ?? "")
            .FieldUnlessEmpty("username", username)
            .FieldUnlessEmpty("icon_emoji", iconEmoji)
            .FieldUnlessEmpty("icon_url", iconUrl);
        if (_config.LinkNames)
        {
            json.Name("link_names").Value(true);
        }

        return json.FieldUnlessEmpty("text", messageText)
            .Name("attachments").BeginArray().Raw(attachment).EndArray()
            .EndObject().EndDocument().Written;
    }

    private GoJsonWriter Attachment(Rendering rendering)
    {
        Notification notification = rendering.Context.Notification;
        string? title = rendering.TextOrNull(_title);
        string titleLink = rendering.Text(_titleLink);
        string pretext = rendering.Text(_pretext);
        string? text = rendering.TextOrNull(_text);
        string? fallback = rendering.TextOrNull(_fallback);
        string callbackId = rendering.Text(_callbackId);
        GoJsonWriter? fields = WriteFields(rendering);
        GoJsonWriter? actions = WriteActions(rendering);
        string imageUrl = rendering.Text(_imageUrl);
        string thumbUrl = rendering.Text(_thumbUrl);
        string footer = rendering.Text(_footer);
        string color = rendering.TextOrNull(_color) ?? (notification.IsFiring ? "danger" : "good");
        if (rendering.Error is { } error)
        {
            // The default text is empty, since the title tells it all; not if that is what failed.
            text = string.IsNullOrWhiteSpace(text)
                ? FallbackMessage.Text(notification, error)
                : $"{text}\n(a template failed: {error})";
        }

        title ??= FallbackMessage.Title(notification);
        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .FieldUnlessEmpty("title", Truncation.InRunes(RepeatLabel.On(title, notification), TitleRunesMax))
            .FieldUnlessEmpty("title_link", titleLink)
            .FieldUnlessEmpty("pretext", pretext)
            .Field("text", text!)
            .Field("fallback", fallback ?? FallbackMessage.Title(notification))
            .Field("callback_id", callbackId);
        _ = fields is null ? json : json.Name("fields").Raw(fields);
        _ = actions is null ? json : json.Name("actions").Raw(actions);
        json.FieldUnlessEmpty("image_url", imageUrl)
            .FieldUnlessEmpty("thumb_url", thumbUrl)
            .Field("footer", footer)
            .FieldUnlessEmpty("color", color)
            .Name("mrkdwn_in").BeginArray();
        foreach (string name in _markdownIn)
        {
            json.Value(name);
        }

        return json.EndArray().EndObject();
    }

    private GoJsonWriter? WriteFields(Rendering rendering)
    {
        if (_fields.Count == 0)
        {
            return null;
        }

        GoJsonWriter json = new GoJsonWriter().BeginArray();
        foreach (Field field in _fields)
        {
            json.BeginObject()
                .FieldUnlessEmpty("title", rendering.Text(field.Title))
                .FieldUnlessEmpty("value", rendering.Text(field.Value))
                .Name("short").Value(field.IsShort)
                .EndObject();
        }

        return json.EndArray();
    }

    private GoJsonWriter? WriteActions(Rendering rendering)
    {
        if (_actions.Count == 0)
        {
            return null;
        }

        GoJsonWriter json = new GoJsonWriter().BeginArray();
        foreach (SlackAction action in _actions)
        {
            action.Write(json, rendering);
        }

        return json.EndArray();
    }

    private sealed record Field(FieldTemplate Title, FieldTemplate Value, bool IsShort);
}
