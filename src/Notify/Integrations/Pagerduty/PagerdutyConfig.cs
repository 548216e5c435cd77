using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Pagerduty;

/// <summary>An event for PagerDuty, version 2 or 1: <c>pagerduty_configs</c>.</summary>
public sealed record PagerdutyConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "pagerduty";

    /// <inheritdoc/>
    public override bool KeepsIncidents => true;

    /// <summary>The key of an Events v1 integration.</summary>
    public Secret ServiceKey { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string ServiceKeyFile { get; init; } = "";

    /// <summary>The key of an Events v2 integration.</summary>
    public Secret RoutingKey { get; init; }

    /// <summary>A file with it, read at each send.</summary>
    public string RoutingKeyFile { get; init; } = "";

    /// <summary>The Events API; never null once loaded.</summary>
    public WebUrl? Url { get; init; }

    /// <summary>The monitoring client, a template.</summary>
    public string Client { get; init; } = "{{ template \"pagerduty.default.client\" . }}";

    /// <summary>A link back, a template.</summary>
    public string ClientUrl { get; init; } = "{{ template \"pagerduty.default.clientURL\" . }}";

    /// <summary>The summary, a template.</summary>
    public string Description { get; init; } = "{{ template \"pagerduty.default.description\" .}}";

    /// <summary>More facts of any shape; its texts are templates. The four default facts are filled in.</summary>
    public YamlMap? Details { get; init; }

    /// <summary>Images to attach.</summary>
    public IReadOnlyList<PagerdutyImageConfig> Images { get; init; } = [];

    /// <summary>Links to attach.</summary>
    public IReadOnlyList<PagerdutyLinkConfig> Links { get; init; } = [];

    /// <summary>What is affected, a template; the client unless given.</summary>
    public string Source { get; init; } = "";

    /// <summary>The severity, a template; <c>error</c> at sending if empty.</summary>
    public string Severity { get; init; } = "";

    /// <summary>The class of the event, a template.</summary>
    public string Class { get; init; } = "";

    /// <summary>The component, a template.</summary>
    public string Component { get; init; } = "";

    /// <summary>The group, a template.</summary>
    public string Group { get; init; } = "";

    /// <summary>
    /// What names the incident, a template; the group key's hash if empty. Tocsin's own key. Groups that give the same
    /// share an incident, and each of them resolves it.
    /// </summary>
    public string DedupKey { get; init; } = "";

    /// <summary>How long one attempt may take; zero for no limit of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new PagerdutyNotifier(this, services);

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() =>
        [("routing_key", RoutingKey.Reveal()), ("service_key", ServiceKey.Reveal()), ("dedup_key", DedupKey)];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<PagerdutyConfig> Schema { get; } =
        new YamlSchema<PagerdutyConfig>("pagerduty.PagerdutyConfig", new())
        .Include(AddHttpKeys)
        .Optional("service_key", ConfigTypes.Secret, c => c.ServiceKey, (c, v) => c with { ServiceKey = v })
        .Optional("service_key_file", YamlTypes.Text, c => c.ServiceKeyFile, (c, v) => c with { ServiceKeyFile = v })
        .Optional("routing_key", ConfigTypes.Secret, c => c.RoutingKey, (c, v) => c with { RoutingKey = v })
        .Optional("routing_key_file", YamlTypes.Text, c => c.RoutingKeyFile, (c, v) => c with { RoutingKeyFile = v })
        .Optional("url", ConfigTypes.Url, c => c.Url, (c, v) => c with { Url = v })
        .Optional("client", YamlTypes.Text, c => c.Client, (c, v) => c with { Client = v })
        .Optional("client_url", YamlTypes.Text, c => c.ClientUrl, (c, v) => c with { ClientUrl = v })
        .Optional("description", YamlTypes.Text, c => c.Description, (c, v) => c with { Description = v })
        .Optional("details", YamlTypes.AnyMap, c => c.Details, (c, v) => c with { Details = v })
        .Optional("images", YamlTypes.ListOf(PagerdutyImageConfig.Schema), c => c.Images,
            (c, v) => c with { Images = v })
        .Optional("links", YamlTypes.ListOf(PagerdutyLinkConfig.Schema), c => c.Links, (c, v) => c with { Links = v })
        .Optional("source", YamlTypes.Text, c => c.Source, (c, v) => c with { Source = v })
        .Optional("severity", YamlTypes.Text, c => c.Severity, (c, v) => c with { Severity = v })
        .Optional("class", YamlTypes.Text, c => c.Class, (c, v) => c with { Class = v })
        .Optional("component", YamlTypes.Text, c => c.Component, (c, v) => c with { Component = v })
        .Optional("group", YamlTypes.Text, c => c.Group, (c, v) => c with { Group = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Extension("dedup_key", YamlTypes.Text, c => c.DedupKey, (c, v) => c with { DedupKey = v })
        .Rule(Check);

    // Source: Alertmanager pagerduty.DefaultPagerdutyDetails.
    private static readonly (string Key, string Template)[] DefaultDetails =
    [
        ("firing", "{{ .Alerts.Firing | toJson }}"),
        ("num_firing", "{{ .Alerts.Firing | len }}"),
        ("num_resolved", "{{ .Alerts.Resolved | len }}"),
        ("resolved", "{{ .Alerts.Resolved | toJson }}"),
    ];

    private static PagerdutyConfig Check(PagerdutyConfig c, YamlRules rules)
    {
        if (Given.CountOf(c.RoutingKey.Reveal(), c.ServiceKey.Reveal(), c.RoutingKeyFile, c.ServiceKeyFile) == 0)
        {
            rules.Fail("missing service or routing key in PagerDuty config");
        }

        rules.AtMostOne(!c.RoutingKey.IsEmpty, c.RoutingKeyFile.Length > 0, "routing_key", "routing_key_file");
        rules.AtMostOne(!c.ServiceKey.IsEmpty, c.ServiceKeyFile.Length > 0, "service_key", "service_key_file");

        return c with
        {
            Source = c.Source.Length == 0 ? c.Client : c.Source,
            Details = CompleteDetails(c.Details ?? new([])),
        };
    }

    private static YamlMap CompleteDetails(YamlMap details) => new(
        [.. details.Entries.Concat(DefaultDetails.Where(d => details[d.Key] is null)
            .Select(d => KeyValuePair.Create<YamlValue, YamlValue>(new YamlText(d.Key), new YamlText(d.Template))))
            .OrderBy(e => e.Key, YamlKeyOrder.Instance)]);
}
