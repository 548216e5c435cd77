using System.Text.Json;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.Pushover;

/// <summary>Sends messages by Pushover. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/pushover. It puts the parameters, keys included, into the URL, which a message in a script
// of three bytes a letter makes longer than web servers take; Pushover's own way is the body of the request.
public sealed class PushoverNotifier : INotifier
{
    private static readonly Uri Api = new("https://api.pushover.net/1/messages.json");

    private readonly PushoverConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly PushoverMessage _message;
    private readonly FieldTemplate? _token;
    private readonly FieldTemplate? _user;
    private readonly Uri _api;

    /// <summary>Compiles the templates and makes the client.</summary>
    public PushoverNotifier(PushoverConfig config, IntegrationServices services)
        : this(config, services, Api)
    {
    }

    /// <summary>As the other one, with another place for messages, which upstream does not let one choose.</summary>
    public PushoverNotifier(PushoverConfig config, IntegrationServices services, Uri api)
    {
        _config = config;
        _services = services;
        _api = api;
        _sender = services.SenderOf(config.HttpConfig);
        _message = new PushoverMessage(config, services.Templates);
        _token = config.Token.IsEmpty ? null : services.Templates.Text("token", config.Token.Reveal());
        _user = config.UserKey.IsEmpty ? null : services.Templates.Text("user_key", config.UserKey.Reveal());
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string? token;
        string? user;
        try
        {
            token = Secret(rendering, _token, _config.TokenFile);
            user = Secret(rendering, _user, _config.UserKeyFile);
        }
        catch (ClientSetupException wrong)
        {
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }

        if (string.IsNullOrEmpty(token) || string.IsNullOrEmpty(user))
        {
            return new SendOutcome.Rejected(SendFailureReason.Other)
            {
                Answer = "the token or the user key is empty after its template ran",
                TemplateError = rendering.Error,
            };
        }

        var call = new HttpCall(HttpMethod.Post, _api)
        {
            Body = _message.Write(rendering, token, user),
            ContentType = "application/x-www-form-urlencoded",
            Secrets = [token, user],
        };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        return (broken ?? Judge(answer!)) with { TemplateError = rendering.Error };
    }

    // https://pushover.net/api#response: status is 1, or the message was not taken, whatever else is said.
    private static SendOutcome Judge(HttpAnswer answer) => answer.IsSuccess && IsRefusal(answer.Body)
        ? new SendOutcome.Rejected(SendFailureReason.ClientError) { Code = answer.Code, Answer = answer.Shown }
        : HttpSender.Judge(answer, answer.Shown);

    private static bool IsRefusal(string body)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            return json.RootElement.TryGetProperty("status", out JsonElement status)
                && status.ValueKind == JsonValueKind.Number && status.GetDouble() != 1;
        }
        catch (Exception wrong) when (wrong is JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private string? Secret(Rendering rendering, FieldTemplate? given, string file) =>
        rendering.TextOrNull(given ?? _services.Templates.Text(file, SecretFile.ReadFile(file)))?.Trim();
}
