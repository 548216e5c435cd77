using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.IncidentIo;

/// <summary>An alert event for incident.io: <c>incidentio_configs</c>.</summary>
public sealed record IncidentIoConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "incidentio";

    /// <inheritdoc/>
    public override bool KeepsIncidents => true;

    /// <summary>The alert source; null if a file is given.</summary>
    public WebUrl? Url { get; init; }

    /// <summary>A file with the URL, read at each send.</summary>
    public string UrlFile { get; init; } = "";

    /// <summary>The token.</summary>
    public Secret AlertSourceToken { get; init; }

    /// <summary>A file with it, read at each send; Alertmanager reads it when the configuration is loaded.</summary>
    public string AlertSourceTokenFile { get; init; } = "";

    /// <summary>How many alerts one message holds at most; 0 for all.</summary>
    public ulong MaxAlerts { get; init; }

    /// <summary>How long one attempt may take; zero for no limit of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new IncidentIoNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<IncidentIoConfig> Schema { get; } =
        new YamlSchema<IncidentIoConfig>("incidentio.IncidentioConfig", new())
        .Include(AddHttpKeys)
        .Field("url", ConfigTypes.Url, c => c.Url, (c, v) => c with { Url = v })
        .Field("url_file", YamlTypes.Text, c => c.UrlFile, (c, v) => c with { UrlFile = v })
        .Optional("alert_source_token", ConfigTypes.Secret, c => c.AlertSourceToken,
            (c, v) => c with { AlertSourceToken = v })
        .Optional("alert_source_token_file", YamlTypes.Text, c => c.AlertSourceTokenFile,
            (c, v) => c with { AlertSourceTokenFile = v })
        .Field("max_alerts", YamlTypes.Count, c => c.MaxAlerts, (c, v) => c with { MaxAlerts = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private static IncidentIoConfig Check(IncidentIoConfig c, YamlRules rules)
    {
        if (c.Url is null && c.UrlFile.Length == 0)
        {
            rules.Fail("one of url or url_file must be configured");
        }

        rules.AtMostOne(c.Url is not null, c.UrlFile.Length > 0, "url", "url_file");
        rules.AtMostOne(!c.AlertSourceToken.IsEmpty, c.AlertSourceTokenFile.Length > 0, "alert_source_token", "alert_source_token_file");
        bool hasToken = !c.AlertSourceToken.IsEmpty || c.AlertSourceTokenFile.Length > 0;
        if (hasToken && c.HttpConfig?.Authorization is not null)
        {
            rules.Fail("cannot specify alert_source_token or alert_source_token_file when using http_config.authorization");
        }

        // Source: Alertmanager incidentio config: without http_config the check is left to the sending.
        if (!hasToken && c.HttpConfig is { Authorization: null })
        {
            rules.Fail("at least one of alert_source_token, alert_source_token_file or http_config.authorization must be "
                + "configured");
        }

        return c;
    }
}
