using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Matrix;

/// <summary>Sends to a Matrix room. Immutable and thread-safe.</summary>
/// <remarks>
/// The id of the notification is that of the transaction, so a server that got the message already answers as if it had
/// just come, and the room sees it once.
/// </remarks>
// https://spec.matrix.org/latest/client-server-api/#put_matrixclientv3roomsroomidsendeventtypetxnid
public sealed class MatrixNotifier : INotifier
{
    /// <summary>The receiver data of the message that was sent.</summary>
    public const string EventKey = "matrixEventId";

    /// <summary>The receiver data of the room that it stands in.</summary>
    public const string RoomKey = "matrixRoomId";

    private readonly MatrixConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly FieldTemplate _room;
    private readonly MatrixMessage _message;

    /// <summary>Compiles the templates and makes the client.</summary>
    public MatrixNotifier(MatrixConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;

        // The header that the global settings may fill belongs to the account's token.
        HttpClientConfig http = config.HttpConfig ?? HttpClientConfig.Default;
        _sender = services.SenderOf(http with { BasicAuth = null, Authorization = null, OAuth2 = null }, config.Timeout);
        _room = services.Templates.Text("room_id", config.RoomId);
        _message = new MatrixMessage(config, services.Templates);
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string room = rendering.TextOrNull(_room)?.Trim() ?? "";
        if (room.Length < 2 || room[0] != '!')
        {
            return new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = "room_id is not a room's id such as !abc:example.org",
                TemplateError = rendering.Error,
            };
        }

        string token;
        try
        {
            token = SecretFile.Read(_config.AccessToken.Reveal(), _config.AccessTokenFile);
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }

        var attempt = new MatrixTry(rendering, room, token);
        string? updated = UpdatedBy(notification, room);
        SendOutcome outcome = await PutAsync(attempt, updated, observer, cancellation);
        if (updated is not null && outcome is SendOutcome.Rejected { Reason: SendFailureReason.ClientError })
        {
            // The message to update is gone; the room must hear of it all the same.
            outcome = await PutAsync(attempt, null, observer, cancellation);
        }

        return outcome with { TemplateError = rendering.Error };
    }

    private async Task<SendOutcome> PutAsync(
        MatrixTry attempt, string? updated, ISendObserver observer, CancellationToken cancellation)
    {
        // An update and the message that goes in its place are not the same transaction.
        string transaction = attempt.Rendering.Context.Notification.Id + (updated is null ? "" : "-update");
        var url = new Uri(
            $"{_config.Homeserver!.WithTrailingSlash().Text}_matrix/client/v3/rooms/{Uri.EscapeDataString(attempt.Room)}"
                + $"/send/m.room.message/{transaction}");
        HttpCall call = new(HttpMethod.Put, url)
        {
            Body = _message.Write(attempt.Rendering, updated),
            AddHeaders = headers => headers.TryAddWithoutValidation("Authorization", "Bearer " + attempt.Token),
            Secrets = [attempt.Token],
        };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        return broken ?? Judge(answer!, attempt, updated);
    }

    // {"event_id":"$…"}, or {"errcode":"M_LIMIT_EXCEEDED","error":"Too many requests","retry_after_ms":2000}
    private SendOutcome Judge(HttpAnswer answer, MatrixTry attempt, string? updated)
    {
        if (JsonAnswer.Parse(answer.Body) is not { } json)
        {
            return HttpSender.Judge(answer, answer.Shown);
        }

        string error = json.Text("errcode");
        SendOutcome outcome = HttpSender.Judge(
            answer, error.Length > 0 ? answer.Clean($"{error}: {json.Text("error")}") : answer.Shown);
        return outcome switch
        {
            SendOutcome.Delivered delivered => delivered with { ReceiverData = DataOf(json, attempt, updated) },
            SendOutcome.Retry retry when json.Number("retry_after_ms") is > 0 and <= 86_400_000 and { } ms =>
                retry with { After = TimeSpan.FromMilliseconds(ms) },
            _ => outcome,
        };
    }

    // An update names the message that was sent first, not the one before. After the end the next episode is a new message:
    // an update of an old one rings for nobody.
    private IReadOnlyDictionary<string, string> DataOf(JsonAnswer json, MatrixTry attempt, string? updated)
    {
        string id = updated ?? json.Text("event_id");
        bool isKept = _config.UpdateMessage && id.Length > 0 && attempt.Rendering.Context.Notification.IsFiring;
        return isKept
            ? new Dictionary<string, string> { [EventKey] = id, [RoomKey] = attempt.Room }
            : Notification.NoData;
    }

    private string? UpdatedBy(Notification notification, string room) =>
        _config.UpdateMessage
        && notification.ReceiverData.GetValueOrDefault(RoomKey) == room
        && notification.ReceiverData.TryGetValue(EventKey, out string? id) && id.Length > 0
            ? id
            : null;

    private readonly record struct MatrixTry(Rendering Rendering, string Room, string Token);
}
