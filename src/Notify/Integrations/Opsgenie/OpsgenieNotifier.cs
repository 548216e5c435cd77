using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Opsgenie;

/// <summary>Creates, updates and closes one Opsgenie alert per group. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/opsgenie.
public sealed class OpsgenieNotifier : INotifier
{
    private readonly OpsgenieConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly OpsgenieAlert _alert;
    private readonly FieldTemplate? _key;

    /// <summary>Compiles the templates and makes the client.</summary>
    public OpsgenieNotifier(OpsgenieConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig);
        _alert = new OpsgenieAlert(config, services.Templates);
        _key = config.ApiKey.IsEmpty ? null : services.Templates.Text("api_key", config.ApiKey.Reveal());
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        (Uri? api, SendOutcome? failure) = ReceiverUrl.Read("the API URL", () => _config.ApiUrl?.Text ?? "");
        if (api is null)
        {
            return failure!;
        }

        var rendering = new Rendering(_services.ContextOf(notification));
        string? key;
        try
        {
            key = rendering.TextOrNull(_key ?? _services.Templates.Text(
                "api_key_file", SecretFile.ReadFile(_config.ApiKeyFile)))?.Trim();
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }

        if (string.IsNullOrEmpty(key))
        {
            return new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = "the API key is empty after its template ran",
                TemplateError = rendering.Error,
            };
        }

        SendOutcome outcome = await SendAllAsync(
            [.. CallsOf(rendering, api).Select(c => Authorized(c, key))], observer, cancellation);
        return outcome with { TemplateError = rendering.Error };
    }

    private static HttpCall Authorized(HttpCall call, string key) => call with
    {
        AddHeaders = headers => headers.TryAddWithoutValidation("Authorization", "GenieKey " + key),
        Secrets = [key],
    };

    private IEnumerable<HttpCall> CallsOf(Rendering rendering, Uri api)
    {
        string alias = GroupKeyHash.Of(rendering.Context.Notification);
        if (!rendering.Context.Notification.IsFiring)
        {
            return [HttpCall.PostJson(UrlOf(api, $"v2/alerts/{alias}/close", "identifierType=alias"), _alert.WriteClose(rendering))];
        }

        OpsgenieTexts texts = _alert.TextsOf(rendering);
        HttpCall create = HttpCall.PostJson(UrlOf(api, "v2/alerts", ""), texts.Alert);
        return !_config.UpdateAlerts ? [create] :
        [
            create,
            Put($"v2/alerts/{alias}/message", texts.Message),
            Put($"v2/alerts/{alias}/description", texts.Description),
        ];

        HttpCall Put(string path, ReadOnlyMemory<byte> body) =>
            new(HttpMethod.Put, UrlOf(api, path, "identifierType=alias")) { Body = body };
    }

    private static Uri UrlOf(Uri api, string path, string query)
    {
        var url = new UriBuilder(api);
        url.Path += path;
        url.Query = string.Join('&', new[] { url.Query.TrimStart('?'), query }.Where(q => q.Length > 0));
        return url.Uri;
    }

    // The alert is created first. If an update behind it fails, all of it is tried again, and the alias keeps one alert.
    private async Task<SendOutcome> SendAllAsync(
        IReadOnlyList<HttpCall> calls, ISendObserver observer, CancellationToken cancellation)
    {
        SendOutcome outcome = new SendOutcome.Delivered();
        foreach (HttpCall call in calls)
        {
            bool isUpdate = !ReferenceEquals(call, calls[0]);
            (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
            outcome = broken ?? HttpSender.Judge(answer!, answer!.Shown);
            if (outcome is not SendOutcome.Delivered)
            {
                return isUpdate && outcome is SendOutcome.Retry retry ? retry with { MayHaveArrived = true } : outcome;
            }
        }

        return outcome;
    }
}
