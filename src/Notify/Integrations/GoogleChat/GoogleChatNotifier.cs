using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.GoogleChat;

/// <summary>Posts to a Google Chat space by its incoming webhook. Immutable and thread-safe.</summary>
// https://developers.google.com/workspace/chat/api/reference/rest/v1/spaces.messages/create
public sealed class GoogleChatNotifier : INotifier
{
    // Longer texts are taken and shown in part.
    private const int TextRunesMax = 4096;

    // The same page: text and cards together.
    private const int MessageBytesMax = 32_000;

    private const string CardsNote = "(the cards are left out: too long for one message)";

    private static readonly MessageBody Body = new(TextLimit.Runes(TextRunesMax).Fit) { Escape = Harmless };

    private readonly GoogleChatConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly FieldTemplate _text;
    private readonly PayloadTree? _cards;

    /// <summary>Compiles the templates and makes the client.</summary>
    public GoogleChatNotifier(GoogleChatConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig, config.Timeout);
        _text = services.Templates.Text("text", config.Text);
        _cards = config.Cards is YamlList { Items.IsEmpty: false } cards
            ? PayloadTree.CompileTexts("cards", cards, services.Templates)
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        (Uri? webhook, SendOutcome? failure) = ReceiverUrl.Read(
            "the webhook URL", () => SecretFile.Read(_config.Url.Reveal(), _config.UrlFile));
        if (webhook is null)
        {
            return failure!;
        }

        // The space answers a repeat of a request as it answered the first one, and shows the message once.
        var url = new Uri(
            $"{webhook.GetLeftPart(UriPartial.Query)}{(webhook.Query.Length > 1 ? "&" : "?")}requestId={notification.Id}"
                + (_config.Threading ? "&messageReplyOption=REPLY_MESSAGE_FALLBACK_TO_NEW_THREAD" : ""));
        var rendering = new Rendering(_services.ContextOf(notification));
        HttpCall call = HttpCall.PostJson(url, Write(rendering)) with { Secrets = [.. Redactor.SecretsOf(webhook)] };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        return (broken ?? Judge(answer!)) with { TemplateError = rendering.Error };
    }

    // {"error":{"code":400,"message":"Message cannot be empty.","status":"INVALID_ARGUMENT"}}
    private static SendOutcome Judge(HttpAnswer answer)
    {
        string error = JsonAnswer.Parse(answer.Body)?.Object("error") is { } fault
            ? $"{fault.Text("status")}: {fault.Text("message")}"
            : "";
        return HttpSender.Judge(answer, error.Length > 2 ? answer.Clean(error) : answer.Shown);
    }

    // <users/all> in a label would ring for the whole space; a space that nobody sees takes its meaning away.
    private static string Harmless(string text) => text.Replace("<", "<\u200b", StringComparison.Ordinal);

    private ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        string? text = rendering.TextOrNull(_text)?.Trim();
        YamlValue? cards = _cards?.Render(rendering);
        if (text is { Length: 0 } && cards is null)
        {
            rendering.Note("text: the template gives an empty text");
        }

        // An error of a card shows in the text; the card itself could be anything.
        cards = rendering.Error is null ? cards : null;
        string body = FallbackLabel.On(Body.Compose(rendering, text), rendering.Context.Notification);
        ReadOnlyMemory<byte> message = Write(rendering, body, cards);
        return cards is null || message.Length <= MessageBytesMax
            ? message
            : Write(rendering, body.Length == 0 ? FallbackMessage.Line(rendering.Context.Notification) + "\n" + CardsNote
                : body + "\n" + CardsNote, null);
    }

    private ReadOnlyMemory<byte> Write(Rendering rendering, string text, YamlValue? cards)
    {
        GoJsonWriter json = new GoJsonWriter().BeginObject().FieldUnlessEmpty("text", text);
        if (cards is not null)
        {
            PayloadTree.Write(json.Name("cardsV2"), cards);
        }

        if (_config.Threading)
        {
            json.Name("thread").BeginObject()
                .Field("threadKey", GroupKeyHash.Of(rendering.Context.Notification)).EndObject();
        }

        return json.EndObject().Written;
    }
}
