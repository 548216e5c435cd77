using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations.Phones;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Sms;

/// <summary>Sends text messages. Thread-safe; between attempts it remembers which numbers were told.</summary>
public sealed class SmsNotifier : INotifier
{
    private readonly SmsConfig _config;
    private readonly IntegrationServices _services;
    private readonly FieldTemplate _text;
    private readonly FieldTemplate _from;
    private readonly PhoneRound _round;

    /// <summary>Compiles the templates and makes the client.</summary>
    public SmsNotifier(SmsConfig config, IntegrationServices services)
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
                : new TwilioClient(config.Provider, "Messages", sender, Form));
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string text = rendering.TextOrNull(_text)?.Trim() ?? "";
        text = text.Length == 0 ? FallbackMessage.Line(notification) : text;
        SendOutcome outcome = await _round.TellAsync(
            rendering,
            isRepeat => SmsText.Fit(RepeatLabel.On(text, notification with { IsRepeat = isRepeat }), (int)_config.MaxSegments),
            observer, cancellation);
        return outcome with { TemplateError = rendering.Error };
    }

    private IEnumerable<(string Name, string Value)> Form(PhoneMessage message) =>
    [
        _config.MessagingServiceSid.Length > 0
            ? ("MessagingServiceSid", _config.MessagingServiceSid)
            : ("From", message.Rendering.Text(_from).Trim()),
        ("Body", message.Text),
    ];
}
