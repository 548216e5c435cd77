using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Messages;

namespace Tocsin.Notify.Integrations.VictorOps;

/// <summary>Posts events to VictorOps, now Splunk On-Call. Immutable and thread-safe.</summary>
// Source: Alertmanager notify/victorops.
public sealed class VictorOpsNotifier : INotifier
{
    // https://help.victorops.com/knowledge-base/incident-fields-glossary/: state_message, 20480 characters.
    private static readonly MessageBody StateMessage = MessageBody.InRunes(20_480);

    private readonly VictorOpsConfig _config;
    private readonly IntegrationServices _services;
    private readonly HttpSender _sender;
    private readonly FieldTemplate _routingKey;
    private readonly FieldTemplate _messageType;
    private readonly FieldTemplate _stateMessage;
    private readonly FieldTemplate _displayName;
    private readonly FieldTemplate _monitoringTool;
    private readonly IReadOnlyList<(string Name, FieldTemplate Value)> _customFields;

    /// <summary>Compiles the templates and makes the client.</summary>
    public VictorOpsNotifier(VictorOpsConfig config, IntegrationServices services)
    {
        _config = config;
        _services = services;
        _sender = services.SenderOf(config.HttpConfig);
        _routingKey = services.Templates.Text("routing_key", config.RoutingKey);
        _messageType = services.Templates.Text("message_type", config.MessageType);
        _stateMessage = services.Templates.Text("state_message", config.StateMessage);
        _displayName = services.Templates.Text("entity_display_name", config.EntityDisplayName);
        _monitoringTool = services.Templates.Text("monitoring_tool", config.MonitoringTool);
        _customFields =
        [
            .. config.CustomFields.Select(f => (f.Key, services.Templates.Text("custom_fields." + f.Key, f.Value))),
        ];
    }

    /// <inheritdoc/>
    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var rendering = new Rendering(_services.ContextOf(notification));
        string key = "";
        (Uri? url, SendOutcome? failure) = ReceiverUrl.Read("the API URL", () =>
        {
            key = SecretFile.Read(_config.ApiKey.Reveal(), _config.ApiKeyFile);
            return rendering.TextOrNull(_routingKey) is { } route ? UrlText(key, route) : null;
        });
        if (url is null)
        {
            return failure! with { TemplateError = rendering.Error };
        }

        HttpCall call = HttpCall.PostJson(url, Write(rendering)) with { Secrets = [key] };
        (HttpAnswer? answer, SendOutcome? broken) = await _sender.SendAsync(call, observer, cancellation);
        SendOutcome outcome = broken ?? HttpSender.Judge(answer!, answer!.Shown);
        return outcome with { TemplateError = rendering.Error };
    }

    private string UrlText(string key, string route)
    {
        if (_config.ApiUrl is null)
        {
            return "";
        }

        var url = new UriBuilder(_config.ApiUrl.Text);
        url.Path += string.Join('/', $"{key}/{route}".Split('/').Select(Uri.EscapeDataString));
        return url.Uri.AbsoluteUri;
    }

    private ReadOnlyMemory<byte> Write(Rendering rendering)
    {
        Notification notification = rendering.Context.Notification;
        string type = rendering.Text(_messageType);
        string? message = rendering.TextOrNull(_stateMessage);

        // Go writes a map, whose keys it sorts.
        var fields = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["message_type"] = TypeOf(type, notification),
            ["entity_id"] = GroupKeyHash.Of(notification),
            ["entity_display_name"] = FallbackLabel.On(
                rendering.TextOrNull(_displayName) ?? FallbackMessage.Title(notification), notification),
            ["monitoring_tool"] = rendering.TextOrNull(_monitoringTool) ?? "Tocsin",
        };
        foreach ((string name, FieldTemplate value) in _customFields)
        {
            fields[name] = rendering.TextOrNull(value) ?? "(template failed)";
        }

        fields["state_message"] = StateMessage.Compose(rendering, message);
        GoJsonWriter json = new GoJsonWriter().BeginObject();
        foreach ((string name, string value) in fields)
        {
            json.Field(name, value);
        }

        return json.EndObject().EndDocument().Written;
    }

    // A type that VictorOps does not know, or that would close what fires, must not cost the page.
    private static string TypeOf(string type, Notification notification) =>
        !notification.IsFiring ? "RECOVERY" : type is "INFO" or "WARNING" or "CRITICAL" ? type : "CRITICAL";
}
