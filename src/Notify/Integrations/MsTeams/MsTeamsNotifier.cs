using Tocsin.Model.Seams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.MsTeams;

/// <summary>Posts a message card to one of Microsoft Teams' old connectors. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/msteams.
public sealed class MsTeamsNotifier : INotifier
{
    private readonly SecretWebhook _webhook;
    private readonly FieldTemplate _title;
    private readonly FieldTemplate _summary;
    private readonly FieldTemplate _text;
    private readonly CardColor _color;

    /// <summary>Compiles the templates and makes the client.</summary>
    public MsTeamsNotifier(MsTeamsConfig config, IntegrationServices services)
    {
        _title = services.Templates.Text("title", config.Title);
        _summary = services.Templates.Text("summary", config.Summary);
        _text = services.Templates.Text("text", config.Text);
        _color = new CardColor(config.Color, services.Templates)
        {
            Red = "8C1A1A",
            Green = "2DC72D",
            Known = static c => c.TrimStart('#') is { Length: 6 } digits && digits.All(char.IsAsciiHexDigit) ? digits : null,
        };
        _webhook = new SecretWebhook(services, config.HttpConfig)
        {
            Url = config.WebhookUrl,
            UrlFile = config.WebhookUrlFile,
            Write = Write,
            Judge = TeamsAnswer.Judge,
        };
    }

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
        _webhook.SendAsync(notification, observer, cancellation);

    private ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        Notification notification = rendering.Context.Notification;
        string title = rendering.TextOrNull(_title) ?? FallbackMessage.Title(notification);
        string summary = rendering.TextOrNull(_summary) ?? FallbackMessage.Title(notification);
        string? text = rendering.TextOrNull(_text);
        string color = _color.Of(rendering);
        return TeamsCard.Write(rendering, text, body => new GoJsonWriter().BeginObject()
            .Field("@context", "http://schema.org/extensions")
            .Field("type", "MessageCard")
            .Field("title", TeamsCard.Title(RepeatLabel.On(title, notification)))
            .Field("summary", TeamsCard.Title(summary))
            .Field("text", body)
            .Field("themeColor", color)
            .EndObject().EndDocument());
    }
}
