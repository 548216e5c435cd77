using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.IncidentIo;

/// <summary>Posts alert events to incident.io, which knows a group by its key. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/incidentio. Of a body that is too large it keeps the first alert alone and does not count
// the others.
public sealed class IncidentIoNotifier : INotifier
{
    // Upstream's number; https://docs.incident.io/alerts gives none.
    private const int BodyBytesMax = 512 * 1024;

    // Of an alert that is too large by itself.
    private const int AnnotationRunesMax = 2_000;

    private readonly IncidentIoConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;

    /// <summary>Makes the client.</summary>
    public IncidentIoNotifier(IncidentIoConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig, config.Timeout);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        string token = "";
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the URL", () =>
        {
            token = SecretFile.Read(_config.AlertSourceToken.Reveal(), _config.AlertSourceTokenFile);
            return SecretFile.Read(_config.Url?.Text ?? "", _config.UrlFile);
        });
        if (url is null)
        {
            return failure!;
        }

        var rendering = new Rendering(_services.ContextOf(notification));
        HttpCall call = HttpCall.PostJson(url, Body(rendering)) with { Secrets = [token] };
        if (token.Length > 0)
        {
            call = call with { AddHeaders = h => h.TryAddWithoutValidation("Authorization", "Bearer " + token) };
        }

        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        SendOutcome outcome = broken ?? HttpSender.Judge(answer!, answer!.Shown);
        return outcome with { TemplateError = rendering.Error };
    }

    private ReadOnlyMemory<byte> Body(Rendering rendering)
    {
        IReadOnlyDictionary<string, string> routeLabels = RouteLabelTexts.Render(rendering, _services.Templates);
        Notification notification = rendering.Context.Notification;
        ReadOnlyMemory<byte> body = Fit(notification, routeLabels);
        return body.Length <= BodyBytesMax
            ? body
            : Fit(notification with { Alerts = [.. notification.Alerts.Select(WithShortAnnotations)] }, routeLabels);
    }

    private static Alert WithShortAnnotations(Alert alert)
    {
        List<(string, string)> annotations = [];
        foreach (LabelSet.Label annotation in alert.Annotations)
        {
            annotations.Add((annotation.NameText, Truncation.InRunes(annotation.ValueText, AnnotationRunesMax)));
        }

        return alert with { Annotations = LabelSet.Of([.. annotations]) };
    }

    // As many alerts as there is room for, the first ones; one at least, even if there is none.
    private ReadOnlyMemory<byte> Fit(Notification notification, IReadOnlyDictionary<string, string> routeLabels)
    {
        var context = new MessageContext(notification, _services.ExternalUrl, notification.At);
        int count = notification.Alerts.Count;
        int wanted = (int)Math.Min(_config.MaxAlerts == 0 ? (ulong)count : _config.MaxAlerts, (ulong)count);
        ReadOnlyMemory<byte> body = Write(wanted);
        if (body.Length <= BodyBytesMax)
        {
            return body;
        }

        body = Write(1);
        for (int fits = 1, tooMany = wanted; tooMany - fits > 1;)
        {
            int middle = (fits + tooMany) / 2;
            ReadOnlyMemory<byte> tried = Write(middle);
            (fits, tooMany, body) = tried.Length <= BodyBytesMax ? (middle, tooMany, tried) : (fits, middle, body);
        }

        return body;

        ReadOnlyMemory<byte> Write(int alerts) => WebhookBody.Write(context, routeLabels, (ulong)alerts, version: "1");
    }
}
