using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Pagerduty;

/// <summary>Sends PagerDuty events, version 2 with a routing key and version 1 with a service key. Thread-safe.</summary>
// Source: Alertmanager notify/pagerduty.
public sealed class PagerdutyNotifier : INotifier
{
    private const string EventsV1 = "https://events.pagerduty.com/generic/2010-04-15/create_event.json";

    // https://developer.pagerduty.com/docs/events-api-v1-overview: 403 is version 1's way to say "too many".
    private const int TooManyInV1 = 403;

    private readonly PagerdutyConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly PagerdutyEvent _event;
    private readonly FieldTemplate? _key;
    private readonly bool _isV1;
    private readonly Uri _v1;

    /// <summary>Compiles the templates and makes the client.</summary>
    public PagerdutyNotifier(PagerdutyConfig config, IntegrationServices services)
        : this(config, services, new Uri(EventsV1))
    {
    }

    /// <summary>As the other one, with another place for events of version 1, whose URL upstream does not let one choose.</summary>
    public PagerdutyNotifier(PagerdutyConfig config, IntegrationServices services, Uri v1)
    {
        _config = config;
        _services = services;
        _v1 = v1;
        _isV1 = !config.ServiceKey.IsEmpty || config.ServiceKeyFile.Length > 0;
        _sender = services.SenderOf(config.HttpConfig, config.Timeout);
        _event = new PagerdutyEvent(config, _isV1, services.Templates);
        string key = (_isV1 ? config.ServiceKey : config.RoutingKey).Reveal();
        _key = key.Length == 0 ? null : services.Templates.Text(KeyField, key);
    }

    private string KeyField => _isV1 ? "service_key" : "routing_key";

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string? key;
        try
        {
            FieldTemplate template = _key ?? _services.Templates.Text(
                KeyField, SecretFile.ReadFile(_isV1 ? _config.ServiceKeyFile : _config.RoutingKeyFile));
            key = rendering.TextOrNull(template);
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }

        if (string.IsNullOrEmpty(key))
        {
            return new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = $"{KeyField} is empty after its template ran",
                TemplateError = rendering.Error,
            };
        }

        Uri url = _isV1 ? _v1 : new Uri(_config.Url!.Text);
        ReadOnlyMemory<byte> body = _event.Write(rendering, key);
        HttpCall call = HttpCall.PostJson(url, body) with { Secrets = [key] };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        SendOutcome outcome = broken ?? Judge(answer!);
        return outcome with { TemplateError = rendering.Error };
    }

    private SendOutcome Judge(HttpAnswer answer)
    {
        string shown = answer.Clean(answer.Code == 400 ? Explain(answer.Body) : answer.Body);
        return _isV1 ? HttpSender.Judge(answer, shown, TooManyInV1) : HttpSender.Judge(answer, shown);
    }

    // {"status":"invalid event","message":"Event object is invalid","errors":["Length of 'routing_key' is incorrect"]}
    private static string Explain(string body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            string message = json.RootElement.TryGetProperty("message", out JsonElement text) ? text.ToString() : "";
            IEnumerable<string> errors = json.RootElement.TryGetProperty("errors", out JsonElement list)
                && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray().Select(e => e.ToString()) : [];
            return $"{message}: {string.Join(',', errors)}";
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return body;
        }
    }
}
