using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Integrations.Slack;

/// <summary>Posts to Slack by an incoming webhook or the Web API. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/slack. Differences, on purpose: failed templates show (SlackMessage), rate limits within a
// 200 are retried, and after a group resolved its next episode is a new message: an edit of an old one alerts nobody.
public sealed class SlackNotifier : INotifier
{
    /// <summary>The receiver data of the message's time, which is its id in the channel. Upstream's name.</summary>
    public const string ThreadKey = "threadTs";

    /// <summary>The receiver data of the message's channel. Upstream's name.</summary>
    public const string ChannelKey = "channelId";

    private const string UpdateUrl = "https://slack.com/api/chat.update";

    private readonly SlackConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly SlackMessage _message;

    /// <summary>Compiles the templates and makes the client.</summary>
    public SlackNotifier(SlackConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig, config.Timeout);
        _message = new SlackMessage(config, services.Templates);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the API URL", UrlText);
        if (url is null)
        {
            return failure!;
        }

        var rendering = new Messages.Rendering(_services.ContextOf(notification));
        SlackPlace? place = PlaceOf(notification);
        SendOutcome outcome = await PostAsync(new SlackTry(url, rendering, place), observer, cancellation);
        if (place is not null && outcome is SendOutcome.Rejected && IsGone(outcome.Answer))
        {
            // Somebody deleted the message that was to be updated.
            outcome = await PostAsync(new SlackTry(url, rendering, null), observer, cancellation);
        }

        return outcome with { TemplateError = rendering.Error };
    }

    private static bool IsGone(string answer) =>
        answer.Contains("message_not_found", StringComparison.Ordinal)
        || answer.Contains("cant_update_message", StringComparison.Ordinal)
        || answer.Contains("edit_window_closed", StringComparison.Ordinal)
        || answer.Contains("channel_not_found", StringComparison.Ordinal);

    private async Task<SendOutcome> PostAsync(SlackTry attempt, ISendObserver observer, CancellationToken cancellation)
    {
        Uri target = attempt.Place is null ? attempt.Url : UpdateUrlOf(attempt.Url);
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.PostJsonAsync(
            target, _message.Write(attempt.Rendering, attempt.Place), observer, cancellation);
        return broken ?? Judge(answer!, attempt.Rendering.Context.Notification);
    }

    private SlackPlace? PlaceOf(Notification notification) =>
        _config.UpdateMessage
        && notification.ReceiverData.TryGetValue(ThreadKey, out string? thread) && thread.Length > 0
        && notification.ReceiverData.TryGetValue(ChannelKey, out string? channel) && channel.Length > 0
            ? new SlackPlace(channel, thread)
            : null;

    private static Uri UpdateUrlOf(Uri url) =>
        url.AbsolutePath.EndsWith("/chat.postMessage", StringComparison.Ordinal) ? new Uri(url, "chat.update") : new(UpdateUrl);

    private SendOutcome Judge(HttpAnswer answer, Notification notification)
    {
        string shown = answer.Shown;
        if (!answer.IsSuccess)
        {
            return HttpSender.Judge(answer, shown);
        }

        if (!answer.ContentType.StartsWith("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return answer.Body == "ok"
                ? new SendOutcome.Delivered { Code = answer.Code, Answer = shown }
                : Refused(answer, shown);
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(answer.Body);
            bool isOk = json.RootElement.TryGetProperty("ok", out JsonElement ok) && ok.ValueKind == JsonValueKind.True;
            return isOk
                ? new SendOutcome.Delivered { Code = answer.Code, Answer = shown, ReceiverData = DataOf(json, notification) }
                : Refused(answer, answer.Clean(Text(json, "error")));
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return new SendOutcome.Retry(SendFailureReason.Other)
            {
                Code = answer.Code,
                Answer = "the answer is not JSON: " + shown,
                MayHaveArrived = true,
            };
        }
    }

    private IReadOnlyDictionary<string, string> DataOf(JsonDocument json, Notification notification)
    {
        string thread = Text(json, "ts");
        string channel = Text(json, "channel");
        bool isKept = _config.UpdateMessage && notification.IsFiring && thread.Length > 0 && channel.Length > 0;
        return isKept
            ? new Dictionary<string, string> { [ThreadKey] = thread, [ChannelKey] = channel }
            : Notification.NoData;
    }

    // Slack says with status 200 that it did not do it. Limits: https://api.slack.com/docs/rate-limits
    private static SendOutcome Refused(HttpAnswer answer, string error)
    {
        string text = "error response from Slack: " + error;
        return error.Trim() switch
        {
            "ratelimited" or "rate_limited" or "message_limit_exceeded" => new SendOutcome.Retry(SendFailureReason.RateLimited)
            {
                Code = answer.Code,
                Answer = text,
                After = answer.RetryAfter,
            },
            "internal_error" or "fatal_error" or "service_unavailable" or "request_timeout" =>
                new SendOutcome.Retry(SendFailureReason.ServerError) { Code = answer.Code, Answer = text },
            "invalid_auth" or "not_authed" or "token_revoked" or "token_expired" or "account_inactive" or "invalid_token" =>
                new SendOutcome.Rejected(SendFailureReason.AuthError) { Code = answer.Code, Answer = text },
            _ => new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = answer.Code, Answer = text },
        };
    }

    private static string Text(JsonDocument json, string name) =>
        json.RootElement.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";

    private string UrlText()
    {
        string text = SecretFile.Read(_config.ApiUrl.Reveal(), _config.ApiUrlFile);
        return text.Length == 0 ? _config.AppUrl?.Text ?? "" : text;
    }

    private readonly record struct SlackTry(Uri Url, Messages.Rendering Rendering, SlackPlace? Place);
}

/// <summary>Where a message already stands.</summary>
/// <param name="Channel">The channel's id.</param>
/// <param name="Timestamp">The message's time, its id in the channel.</param>
internal sealed record SlackPlace(string Channel, string Timestamp);
