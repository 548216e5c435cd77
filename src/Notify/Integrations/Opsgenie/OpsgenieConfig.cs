using System.Collections.Frozen;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Opsgenie;

/// <summary>An alert in Opsgenie: <c>opsgenie_configs</c>.</summary>
public sealed record OpsgenieConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "opsgenie";

    /// <inheritdoc/>
    public override bool KeepsIncidents => true;

    /// <summary>The key.</summary>
    public Secret ApiKey { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string ApiKeyFile { get; init; } = "";

    /// <summary>The API; never null once loaded, its path ends with a slash.</summary>
    public WebUrl? ApiUrl { get; init; }

    /// <summary>The title, a template.</summary>
    public string Message { get; init; } = "{{ template \"opsgenie.default.message\" . }}";

    /// <summary>The text, a template.</summary>
    public string Description { get; init; } = "{{ template \"opsgenie.default.description\" . }}";

    /// <summary>Where it comes from, a template.</summary>
    public string Source { get; init; } = "{{ template \"opsgenie.default.source\" . }}";

    /// <summary>More facts; values are templates.</summary>
    public IReadOnlyDictionary<string, string> Details { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>What is affected, a template.</summary>
    public string Entity { get; init; } = "";

    /// <summary>Who must respond.</summary>
    public IReadOnlyList<OpsgenieResponderConfig> Responders { get; init; } = [];

    /// <summary>Actions, separated by commas, a template.</summary>
    public string Actions { get; init; } = "";

    /// <summary>Tags, separated by commas, a template.</summary>
    public string Tags { get; init; } = "";

    /// <summary>A note, a template.</summary>
    public string Note { get; init; } = "";

    /// <summary>P1 to P5, a template.</summary>
    public string Priority { get; init; } = "";

    /// <summary>Send changes of message and description too.</summary>
    public bool UpdateAlerts { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new OpsgenieNotifier(this, services);

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() =>
        [("api_key", ApiKey.Reveal())];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<OpsgenieConfig> Schema { get; } =
        new YamlSchema<OpsgenieConfig>("opsgenie.OpsGenieConfig", new())
        .Include(AddHttpKeys)
        .Optional("api_key", ConfigTypes.Secret, c => c.ApiKey, (c, v) => c with { ApiKey = v })
        .Optional("api_key_file", YamlTypes.Text, c => c.ApiKeyFile, (c, v) => c with { ApiKeyFile = v })
        .Optional("api_url", ConfigTypes.Url, c => c.ApiUrl, (c, v) => c with { ApiUrl = v })
        .Optional("message", YamlTypes.Text, c => c.Message, (c, v) => c with { Message = v })
        .Optional("description", YamlTypes.Text, c => c.Description, (c, v) => c with { Description = v })
        .Optional("source", YamlTypes.Text, c => c.Source, (c, v) => c with { Source = v })
        .Optional("details", YamlTypes.MapOf(YamlTypes.Text), c => c.Details, (c, v) => c with { Details = v })
        .Optional("entity", YamlTypes.Text, c => c.Entity, (c, v) => c with { Entity = v })
        .Optional("responders", YamlTypes.ListOf(OpsgenieResponderConfig.Schema), c => c.Responders,
            (c, v) => c with { Responders = v })
        .Optional("actions", YamlTypes.Text, c => c.Actions, (c, v) => c with { Actions = v })
        .Optional("tags", YamlTypes.Text, c => c.Tags, (c, v) => c with { Tags = v })
        .Optional("note", YamlTypes.Text, c => c.Note, (c, v) => c with { Note = v })
        .Optional("priority", YamlTypes.Text, c => c.Priority, (c, v) => c with { Priority = v })
        .Optional("update_alerts", YamlTypes.Flag, c => c.UpdateAlerts, (c, v) => c with { UpdateAlerts = v })
        .Rule(Check);

    private static OpsgenieConfig Check(OpsgenieConfig c, YamlRules rules)
    {
        rules.AtMostOne(!c.ApiKey.IsEmpty, c.ApiKeyFile.Length > 0, "api_key", "api_key_file");
        foreach (OpsgenieResponderConfig responder in c.Responders)
        {
            responder.Check(rules);
        }

        return c;
    }
}
