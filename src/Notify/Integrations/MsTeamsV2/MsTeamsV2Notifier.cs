using Tocsin.Model.Seams;
using Tocsin.Notify.Integrations.MsTeams;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.MsTeamsV2;

/// <summary>Posts an adaptive card to a workflow of Microsoft Teams. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/msteamsv2. The card: https://learn.microsoft.com/en-us/connectors/teams/#adaptivecarditemschema
public sealed class MsTeamsV2Notifier : INotifier
{
    // https://adaptivecards.io/explorer/TextBlock.html
    private static readonly string[] Colors = ["Default", "Dark", "Light", "Accent", "Good", "Warning", "Attention"];

    private readonly SecretWebhook _webhook;
    private readonly FieldTemplate _title;
    private readonly FieldTemplate _text;
    private readonly CardColor _color;

    /// <summary>Compiles the templates and makes the client.</summary>
    public MsTeamsV2Notifier(MsTeamsV2Config config, IntegrationServices services)
    {
        _title = services.Templates.Text("title", config.Title);
        _text = services.Templates.Text("text", config.Text);
        _color = new CardColor(config.Color, services.Templates)
        {
            Red = "Attention",
            Green = "Good",
            Known = static c => Array.Find(Colors, name => name.Equals(c, StringComparison.OrdinalIgnoreCase)),
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

    private static GoJsonWriter Card(string title, string color, string text) => new GoJsonWriter().BeginObject()
        .Field("type", "message")
        .Name("attachments").BeginArray().BeginObject()
        .Field("contentType", "application/vnd.microsoft.card.adaptive")
        .Name("contentUrl").Null()
        .Name("content").BeginObject()
        .Field("$schema", "http://adaptivecards.io/schemas/adaptive-card.json")
        .Field("type", "AdaptiveCard")
        .Field("version", "1.2")
        .Name("body").BeginArray()
        .BeginObject().Field("type", "TextBlock").Field("text", title).Field("weight", "Bolder").Field("size", "Medium")
        .Name("wrap").Value(true).Field("style", "heading").Field("color", color).EndObject()
        .BeginObject().Field("type", "TextBlock").Field("text", text).Name("wrap").Value(true).EndObject()
        .EndArray()
        .Name("msteams").BeginObject().Field("width", "full").EndObject()
        .EndObject().EndObject().EndArray().EndObject().EndDocument();

    private ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        Notification notification = rendering.Context.Notification;
        string title = rendering.TextOrNull(_title) ?? FallbackMessage.Title(notification);
        string? text = rendering.TextOrNull(_text);
        string color = _color.Of(rendering);
        string shown = TeamsCard.Title(RepeatLabel.On(title, notification));
        return TeamsCard.Write(rendering, text, body => Card(shown, color, body));
    }
}
