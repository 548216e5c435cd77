using System.Collections.Frozen;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.VictorOps;

/// <summary>An event for VictorOps (Splunk On-Call): <c>victorops_configs</c>.</summary>
public sealed record VictorOpsConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "victorops";

    /// <inheritdoc/>
    public override bool KeepsIncidents => true;

    /// <summary>The key.</summary>
    public Secret ApiKey { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string ApiKeyFile { get; init; } = "";

    /// <summary>The API; never null once loaded, its path ends with a slash.</summary>
    public WebUrl? ApiUrl { get; init; }

    /// <summary>The routing key, a template; required.</summary>
    public string RoutingKey { get; init; } = "";

    /// <summary>The kind of event while firing, a template.</summary>
    public string MessageType { get; init; } = "CRITICAL";

    /// <summary>The text, a template.</summary>
    public string StateMessage { get; init; } = "{{ template \"victorops.default.state_message\" . }}";

    /// <summary>The title, a template.</summary>
    public string EntityDisplayName { get; init; } = "{{ template \"victorops.default.entity_display_name\" . }}";

    /// <summary>The tool's name, a template.</summary>
    public string MonitoringTool { get; init; } = "{{ template \"victorops.default.monitoring_tool\" . }}";

    /// <summary>More fields; values are templates.</summary>
    public IReadOnlyDictionary<string, string> CustomFields { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new VictorOpsNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<VictorOpsConfig> Schema { get; } =
        new YamlSchema<VictorOpsConfig>("config.VictorOpsConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_key", ConfigTypes.Secret, c => c.ApiKey, (c, v) => c with { ApiKey = v })
        .Optional("api_key_file", YamlTypes.Text, c => c.ApiKeyFile, (c, v) => c with { ApiKeyFile = v })
        .Field("api_url", ConfigTypes.Url, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Field("routing_key", YamlTypes.Text, c => c.RoutingKey, (c, v) => c with { RoutingKey = v })
        .Field("message_type", YamlTypes.Text, c => c.MessageType, (c, v) => c with { MessageType = v })
        .Field("state_message", YamlTypes.Text, c => c.StateMessage, (c, v) => c with { StateMessage = v })
        .Field("entity_display_name", YamlTypes.Text, c => c.EntityDisplayName,
            (c, v) => c with { EntityDisplayName = v })
        .Field("monitoring_tool", YamlTypes.Text, c => c.MonitoringTool, (c, v) => c with { MonitoringTool = v })
        .Optional("custom_fields", YamlTypes.MapOf(YamlTypes.Text), c => c.CustomFields,
            (c, v) => c with { CustomFields = v })
        .Rule(Check);

    private static readonly string[] Reserved =
    [
        "routing_key", "message_type", "state_message", "entity_display_name", "monitoring_tool", "entity_id", "entity_state",
    ];

    private static VictorOpsConfig Check(VictorOpsConfig c, YamlRules rules)
    {
        if (c.RoutingKey.Length == 0)
        {
            rules.Fail("missing Routing key in VictorOps config");
        }

        rules.AtMostOne(!c.ApiKey.IsEmpty, c.ApiKeyFile.Length > 0, "api_key", "api_key_file");
        foreach (string name in Reserved.Where(c.CustomFields.ContainsKey))
        {
            rules.Fail($"victorOps config contains custom field {name} which cannot be used as it conflicts with the "
                + "fixed/static fields", "custom_fields");
        }

        return c;
    }
}
