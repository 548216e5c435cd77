using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations.Phones;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Voice;

/// <summary>Makes calls. Thread-safe; between attempts it remembers which numbers were called.</summary>
public sealed class VoiceNotifier : INotifier
{
    // About a minute. Nobody listens longer, and the rest is in the other messages.
    private const int TextRunesMax = 700;

    private readonly VoiceConfig _config;
    private readonly IntegrationServices _services;
    private readonly FieldTemplate _text;
    private readonly FieldTemplate _from;
    private readonly PhoneRound _round;

    /// <summary>Compiles the templates and makes the client.</summary>
    public VoiceNotifier(VoiceConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _text = services.Templates.Text("text", config.Text);
        _from = services.Templates.Text("from", config.Provider.From);
        HttpSender sender = services.SenderOf(config.Provider.HttpOf(config.HttpConfig), config.Timeout);
        _round = new PhoneRound(
            new PhoneNumbers(config.To, services.Templates),
            config.Provider.Gateway is { } gateway
                ? new GatewayClient(gateway, sender, services.Templates)
                : new TwilioClient(config.Provider, "Calls", sender, Form));
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string text = rendering.TextOrNull(_text) ?? "";
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = text.Length == 0 ? FallbackMessage.Line(notification) : text;
        text = Truncation.InRunes(FallbackLabel.Spoken(notification) + text, TextRunesMax);
        SendOutcome outcome = await _round.TellAsync(
            rendering, isRepeat => isRepeat ? "This may be a repeat. " + text : text, observer, cancellation);
        return outcome with { TemplateError = rendering.Error };
    }

    private IEnumerable<(string Name, string Value)> Form(PhoneMessage message) =>
    [
        ("From", message.Rendering.Text(_from).Trim()),
        ("Twiml", Twiml.Write(message.Text, _config.Voice, _config.Language)),
    ];
}
