using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>Writes the JSON of a Mattermost message, its keys in upstream's order. Immutable.</summary>
internal sealed class MattermostMessage
{
    // https://developers.mattermost.com/integrate/webhooks/incoming/#tips-and-best-practices; upstream counts runes, and
    // does not cut the text of an attachment, which is read in the same place.
    private const int TextRunesMax = 16_383;

    private static readonly TextLimit Limit = TextLimit.Runes(TextRunesMax);
    private static readonly MessageBody Body = new(Limit.Fit);

    private readonly FieldTemplate _channel;
    private readonly FieldTemplate _username;
    private readonly FieldTemplate _iconUrl;
    private readonly FieldTemplate _iconEmoji;
    private readonly FieldTemplate _text;
    private readonly FieldTemplate _type;
    private readonly FieldTemplate? _card;
    private readonly FieldTemplate? _priority;
    private readonly MattermostPriorityConfig _priorityConfig;
    private readonly MattermostAttachment _own;
    private readonly IReadOnlyList<MattermostAttachment> _attachments;

    public MattermostMessage(MattermostConfig config, IFieldCompiler templates)
    {
        _channel = templates.Text("channel", config.Channel);
        _username = templates.Text("username", config.Username);
        _iconUrl = templates.Text("icon_url", config.IconUrl);
        _iconEmoji = templates.Text("icon_emoji", config.IconEmoji);
        _text = templates.Text("text", config.Text);
        _type = templates.Text("type", config.Type);
        _card = config.Props is { Card.Length: > 0 } props ? templates.Text("props.card", props.Card) : null;
        _priorityConfig = config.Priority ?? new MattermostPriorityConfig();
        _priority = _priorityConfig.Priority.Length > 0
            ? templates.Text("priority.priority", _priorityConfig.Priority)
            : null;
        _own = new MattermostAttachment("", OwnOf(config), templates);
        _attachments = [.. config.Attachments.Select((a, i) => new MattermostAttachment($"attachments[{i}].", a, templates))];
    }

    /// <summary>Writes the message. The text stands in the only attachment, or above those that were given.</summary>
    public ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        string channel = rendering.Text(_channel);
        string username = rendering.Text(_username);
        string iconUrl = rendering.Text(_iconUrl);
        string iconEmoji = rendering.Text(_iconEmoji);
        string type = rendering.Text(_type);
        string? card = _card is null ? null : rendering.Text(_card);
        string? priority = _priority is null ? null : rendering.Text(_priority);
        (string text, IReadOnlyList<MattermostAttachment.Rendered> attachments) =
            _attachments.Count == 0 ? ("", [OwnAttachment(rendering)]) : Given(rendering);

        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .FieldUnlessEmpty("text", text)
            .FieldUnlessEmpty("channel", channel)
            .FieldUnlessEmpty("username", username)
            .FieldUnlessEmpty("icon_url", iconUrl)
            .FieldUnlessEmpty("icon_emoji", iconEmoji)
            .Name("attachments").BeginArray();
        foreach (MattermostAttachment.Rendered attachment in attachments)
        {
            attachment.Write(json);
        }

        json.EndArray().FieldUnlessEmpty("type", type);
        _ = card is null ? json : json.Name("props").BeginObject().FieldUnlessEmpty("card", card).EndObject();
        WritePriority(json, priority);
        return json.EndObject().EndDocument().Written;
    }

    private static MattermostAttachmentConfig OwnOf(MattermostConfig config) => new()
    {
        Fallback = config.Fallback,
        Color = config.Color,
        Pretext = config.Pretext,
        Text = config.Text,
        AuthorName = config.AuthorName,
        AuthorLink = config.AuthorLink,
        AuthorIcon = config.AuthorIcon,
        Title = config.Title,
        TitleLink = config.TitleLink,
        Fields = config.Fields,
        ThumbUrl = config.ThumbUrl,
        Footer = config.Footer,
        FooterIcon = config.FooterIcon,
        ImageUrl = config.ImageUrl,
    };

    private MattermostAttachment.Rendered OwnAttachment(Rendering rendering)
    {
        Notification notification = rendering.Context.Notification;
        MattermostAttachment.Rendered own = _own.Render(rendering);
        string title = own.Title ?? FallbackMessage.Title(notification);
        return own with
        {
            Fallback = own.Fallback ?? title,
            Color = own.Color ?? (notification.IsFiring ? "danger" : "good"),
            Title = RepeatLabel.On(title, notification),
            Text = Body.Compose(rendering, own.Text),
        };
    }

    private (string Text, IReadOnlyList<MattermostAttachment.Rendered> Attachments) Given(Rendering rendering)
    {
        string? text = rendering.TextOrNull(_text);
        MattermostAttachment.Rendered[] attachments = [.. _attachments.Select(a => a.Render(rendering))];
        string body = RepeatLabel.On(Body.Compose(rendering, text), rendering.Context.Notification);
        return (body, [.. attachments.Select(a => a with
        {
            Text = Limit.Fit(a.Text ?? "", "\n" + MessageBody.CutNote, ""),
        })]);
    }

    // https://docs.mattermost.com/collaborate/message-priority.html: an acknowledgement goes with important and urgent
    // posts, persistent notifications with urgent ones; the server refuses a post that asks for more.
    private void WritePriority(GoJsonWriter json, string? rendered)
    {
        if (rendered is null)
        {
            return;
        }

        string priority = rendered.Trim().ToLowerInvariant() is "urgent" or "important"
            ? rendered.Trim().ToLowerInvariant()
            : "standard";
        json.Name("priority").BeginObject().Field("priority", priority);
        if (_priorityConfig.RequestedAck && priority != "standard")
        {
            json.Name("requested_ack").Value(true);
        }

        if (_priorityConfig.PersistentNotifications && priority == "urgent")
        {
            json.Name("persistent_notifications").Value(true);
        }

        json.EndObject();
    }
}
