using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Discord;

/// <summary>Posts an embed to a Discord webhook. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/discord.
public sealed class DiscordNotifier : INotifier
{
    // https://discord.com/developers/docs/resources/message#embed-object-embed-limits and, for the content and the name,
    // https://discord.com/developers/docs/resources/webhook#execute-webhook. Upstream counts runes.
    private const int TitleRunesMax = 256;
    private const int DescriptionRunesMax = 4096;
    private const int ContentRunesMax = 2000;
    private const int UsernameRunesMax = 80;

    private const int Red = 0x992D22;
    private const int Green = 0x2ECC71;

    private static readonly MessageBody Description = new(TextLimit.Runes(DescriptionRunesMax).Fit);

    private readonly SecretWebhook _webhook;
    private readonly FieldTemplate _content;
    private readonly FieldTemplate _title;
    private readonly FieldTemplate _message;
    private readonly string _username;
    private readonly string _avatarUrl;

    /// <summary>Compiles the templates and makes the client.</summary>
    public DiscordNotifier(DiscordConfig config, IntegrationServices services)
    {
        _content = services.Templates.Text("content", config.Content);
        _title = services.Templates.Text("title", config.Title);
        _message = services.Templates.Text("message", config.Message);
        _username = Truncation.InRunes(config.Username, UsernameRunesMax);

        // Discord refuses the whole message for a picture's URL that is none.
        _avatarUrl = WebUrl.TryParse(config.AvatarUrl, out _) is null ? config.AvatarUrl : "";
        _webhook = new SecretWebhook(services, config.HttpConfig)
        {
            Url = config.WebhookUrl,
            UrlFile = config.WebhookUrlFile,
            Write = Write,
            Judge = Judge,
        };
    }

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
        _webhook.SendAsync(notification, observer, cancellation);

    // {"message":"You are being rate limited.","retry_after":0.65,"global":false}: the header has whole seconds only.
    private static SendOutcome Judge(HttpAnswer answer)
    {
        SendOutcome outcome = HttpSender.Judge(answer, answer.Shown);
        return outcome is SendOutcome.Retry retry && JsonAnswer.Parse(answer.Body)?.Seconds("retry_after") is { } after
            ? retry with { After = after }
            : outcome;
    }

    private ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        Notification notification = rendering.Context.Notification;
        string content = rendering.Text(_content);
        string? title = rendering.TextOrNull(_title);
        string? message = rendering.TextOrNull(_message);
        if (message is not null && string.IsNullOrWhiteSpace(content + title + message))
        {
            // Discord refuses a message without any text.
            rendering.Note("message: the templates give no text at all");
        }

        title ??= FallbackMessage.Title(notification);
        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .Field("content", TextLimit.Runes(ContentRunesMax).Fit(content, "\n" + MessageBody.CutNote, ""))
            .Name("embeds").BeginArray().BeginObject()
            .Field("title", Truncation.InRunes(RepeatLabel.On(title, notification), TitleRunesMax))
            .Field("description", Description.Compose(rendering, message))
            .Name("color").Value(notification.IsFiring ? Red : Green)
            .EndObject().EndArray();
        return json.FieldUnlessEmpty("username", _username)
            .FieldUnlessEmpty("avatar_url", _avatarUrl)
            .EndObject().EndDocument().Written;
    }
}
