using System.Net.Http.Headers;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Webhook;

/// <summary>Posts Alertmanager's JSON, or a body of the operator's making, to a URL. Thread-safe.</summary>
/// <remarks>
/// Besides upstream's headers there is <c>Idempotency-Key</c>, the same in every attempt of one notification, and
/// <c>X-Tocsin-Repeat: 1</c> if it may have come before; and a signature if one is configured.
/// </remarks>
public sealed class WebhookNotifier : INotifier
{
    private readonly WebhookConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly FieldTemplate? _url;
    private readonly PayloadTree? _payload;
    private volatile Uri? _lastUrl;

    /// <summary>Compiles the templates and makes the client.</summary>
    public WebhookNotifier(WebhookConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig, config.Timeout);
        _url = config.Url.IsEmpty ? null : services.Templates.Text("url", config.Url.Reveal());
        _payload = config.Payload is { } payload ? PayloadTree.Compile("payload", payload, services.Templates) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        (HttpCall? call, SendOutcome? failure, string? error) = Render(notification);
        if (call is null)
        {
            return failure! with { TemplateError = error };
        }

        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        return (broken ?? HttpSender.Judge(answer!, answer!.Shown)) with { TemplateError = error };
    }

    // What the templates were given is several kilobytes, and gone by the time that a thousand requests wait for answers.
    private (HttpCall? Call, SendOutcome? Failure, string? Error) Render(Notification notification)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the URL", () => rendering.TextOrNull(UrlTemplate()), _lastUrl);
        if (url is null)
        {
            return (null, failure, rendering.Error);
        }

        _lastUrl = url;
        try
        {
            ReadOnlyMemory<byte> body = Body(rendering);
            string? signature = _config.Hmac is { } hmac ? BodySignature.Sign(hmac, rendering.Context.Now, body.Span) : null;
            return (CallOf(url, body, notification, (rendering.Error, signature)), null, rendering.Error);
        }
        catch (ClientSetupException wrong)
        {
            return (null, new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message }, rendering.Error);
        }
    }

    private HttpCall CallOf(
        Uri url, ReadOnlyMemory<byte> body, Notification notification, (string? TemplateError, string? Signature) said)
    {
        return HttpCall.PostJson(url, body) with
        {
            AddHeaders = headers =>
            {
                AddHeaders(headers, notification, said.TemplateError);
                if (said.Signature is not null)
                {
                    headers.TryAddWithoutValidation(_config.Hmac!.Header, said.Signature);
                }
            },
        };
    }

    private static void AddHeaders(HttpRequestHeaders headers, Notification notification, string? templateError)
    {
        headers.TryAddWithoutValidation("Idempotency-Key", notification.Id);
        if (notification.IsRepeat)
        {
            headers.TryAddWithoutValidation("X-Tocsin-Repeat", "1");
        }

        if (notification.FallbackFor is { } fallback)
        {
            headers.TryAddWithoutValidation("X-Tocsin-Fallback", FallbackLabel.Header(fallback));
        }

        if (templateError is not null)
        {
            string ascii = string.Concat(Redactor.Clean(templateError).Select(c => c is >= ' ' and <= '~' ? c : '?'));
            headers.TryAddWithoutValidation("X-Tocsin-Template-Error", ascii);
        }
    }

    // A body whose template fails is replaced by the standard one, which any receiver can at least log.
    private ReadOnlyMemory<byte> Body(Rendering rendering)
    {
        if (_payload is not null)
        {
            Yaml.YamlValue rendered = _payload.Render(rendering);
            if (rendering.Error is null)
            {
                var json = new GoJsonWriter();
                PayloadTree.Write(json, rendered);
                return json.EndDocument().Written;
            }
        }

        IReadOnlyDictionary<string, string> routeLabels = RouteLabelTexts.Render(rendering, _services.Templates);
        return WebhookBody.Write(rendering.Context, routeLabels, _config.MaxAlerts);
    }

    private FieldTemplate UrlTemplate() =>
        _url ?? _services.Templates.Text("url_file", SecretFile.ReadFile(_config.UrlFile));
}
