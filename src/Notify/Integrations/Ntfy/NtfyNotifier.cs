using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Ntfy;

/// <summary>Publishes to an ntfy server as JSON. Immutable and thread-safe.</summary>
// https://docs.ntfy.sh/publish/#publish-as-json
public sealed class NtfyNotifier : INotifier
{
    private readonly NtfyConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly FieldTemplate _topic;
    private readonly NtfyMessage _message;

    /// <summary>Compiles the templates and makes the client.</summary>
    public NtfyNotifier(NtfyConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig, config.Timeout);
        _topic = services.Templates.Text("topic", config.Topic.Reveal());
        _message = new NtfyMessage(config, services.Templates);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string? topic = rendering.TextOrNull(_topic)?.Trim();
        if (Fault(topic) is { } fault)
        {
            return new SendOutcome.Rejected(SendFailureReason.Other) { Answer = fault, TemplateError = rendering.Error };
        }

        Uri url = _config.Url!.WithTrailingSlash().ToUri();
        HttpCall call = HttpCall.PostJson(url, _message.Write(rendering, topic!)) with { Secrets = [topic!] };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        SendOutcome outcome = broken ?? HttpSender.Judge(answer!, answer!.Shown);
        return outcome with { TemplateError = rendering.Error };
    }

    private static string? Fault(string? topic) => topic switch
    {
        null => "the template of the topic failed",
        "" => "the topic is empty after its template ran",
        { Length: > 64 } => "the topic is longer than 64 characters",
        _ => topic.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? null
            : "the topic holds more than letters, digits, - and _",
    };
}
