using System.Collections.Frozen;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Forwarding;

/// <summary>
/// Alerts handed on as alerts, to an upper tier: another Alertmanager or Tocsin. <c>alertmanager_configs</c>, a kind of
/// Tocsin's own.
/// </summary>
public sealed record ForwardingConfig : IntegrationConfig
{
    /// <summary>How many servers may be named.</summary>
    public const int UrlsMax = 16;

    /// <inheritdoc/>
    public override string Integration => "alertmanager";

    /// <inheritdoc/>
    public override bool KeepsIncidents => true;

    /// <summary>The servers' roots, to which <c>/api/v2/alerts</c> is added. Each gets every alert.</summary>
    public IReadOnlyList<WebUrl?> Urls { get; init; } = [];

    /// <summary>How many of them must take the alerts.</summary>
    public ForwardingMode Mode { get; init; }

    /// <summary>Labels that are added to alerts which lack them.</summary>
    public IReadOnlyDictionary<string, string> ExternalLabels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>How long one request may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new ForwardingNotifier(this, services);

    /// <summary>How it is read.</summary>
    public static YamlSchema<ForwardingConfig> Schema { get; } =
        new YamlSchema<ForwardingConfig>("alertmanager.AlertmanagerConfig", new())
        .Include(AddHttpKeys)
        .Optional("urls", YamlTypes.ListOf(ConfigTypes.Url), c => c.Urls, (c, v) => c with { Urls = v })
        .Field("mode", ModeType, c => c.Mode, (c, v) => c with { Mode = v })
        .Optional("external_labels", YamlTypes.MapOf(YamlTypes.Text), c => c.ExternalLabels,
            (c, v) => c with { ExternalLabels = v })
        .Field("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private static YamlType<ForwardingMode> ModeType => YamlTypes.Parsed<ForwardingMode>(
        "alertmanager.Mode",
        (string text, out ForwardingMode mode) =>
        {
            mode = text == "all" ? ForwardingMode.All : ForwardingMode.Any;
            return text is "any" or "all" ? null : $"unknown mode {GoQuote.Quote(text)}, must be any or all";
        },
        mode => new YamlText(mode == ForwardingMode.All ? "all" : "any"));

    private static ForwardingConfig Check(ForwardingConfig c, YamlRules rules)
    {
        if (c.Urls.Count is 0 or > UrlsMax || c.Urls.Contains(null))
        {
            rules.Fail($"urls must name 1 to {UrlsMax} servers", "urls");
        }

        if (c.Timeout <= TimeSpan.Zero)
        {
            rules.Fail("timeout must be greater than zero", "timeout");
        }

        foreach ((string name, string value) in c.ExternalLabels)
        {
            if (!LabelName.IsUtf8(name))
            {
                rules.Fail($"invalid label name {GoQuote.Quote(name)} in external_labels", "external_labels");
            }
            else if (value.Length == 0)
            {
                rules.Fail($"label {GoQuote.Quote(name)} in external_labels has no value", "external_labels");
            }
        }

        return c;
    }
}

/// <summary>How many of the upper tier's servers must take the alerts for them to count as delivered.</summary>
public enum ForwardingMode
{
    /// <summary>One is enough: the servers are a cluster, or tell each other otherwise.</summary>
    Any,

    /// <summary>Each of them: they do not know of each other.</summary>
    All,
}
