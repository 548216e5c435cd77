using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Mattermost;

/// <summary>Posts to an incoming webhook of Mattermost. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/mattermost.
public sealed class MattermostNotifier : INotifier
{
    private readonly SecretWebhook _webhook;

    /// <summary>Compiles the templates and makes the client.</summary>
    public MattermostNotifier(MattermostConfig config, IntegrationServices services)
    {
        _webhook = new SecretWebhook(services, config.HttpConfig)
        {
            Url = config.WebhookUrl,
            UrlFile = config.WebhookUrlFile,
            Write = new MattermostMessage(config, services.Templates).Write,
            Judge = Judge,
        };
    }

    /// <inheritdoc/>
    public ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation) =>
        _webhook.SendAsync(notification, observer, cancellation);

    // The webhook answers "ok". A page with status 200 is that of a login or of the web app: the URL is wrong, or
    // somebody in between wants to be asked first, and nothing was posted.
    private static SendOutcome Judge(HttpAnswer answer)
    {
        bool isPage = answer.IsSuccess && answer.ContentType.Equals("text/html", StringComparison.OrdinalIgnoreCase)
            && answer.Body.TrimStart().StartsWith('<');
        return isPage
            ? new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Code = answer.Code,
                Answer = "the answer is a web page, not a webhook's: " + answer.Shown,
            }
            : HttpSender.Judge(answer, answer.Shown);
    }
}
