using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Notify.Integrations.Webhook;

/// <summary>A POST of JSON to any URL: <c>webhook_configs</c>.</summary>
public sealed record WebhookConfig : IntegrationConfig
{
    /// <inheritdoc/>
    public override string Integration => "webhook";

    /// <summary>Where to post; may hold template actions. Empty if <see cref="UrlFile"/> is given.</summary>
    public Secret Url { get; init; }

    /// <summary>A file with the URL, read at each send.</summary>
    public string UrlFile { get; init; } = "";

    /// <summary>How many alerts one message holds at most; 0 for all.</summary>
    public ulong MaxAlerts { get; init; }

    /// <summary>How long one attempt may take; zero for no limit of its own.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>A body of any shape in place of the standard one; its texts are templates. Null for the standard body.</summary>
    public YamlValue? Payload { get; init; }

    /// <summary>How the body is signed: Tocsin's own key. Null for no signature.</summary>
    public HmacConfig? Hmac { get; init; }

    /// <inheritdoc/>
    public override IEnumerable<(string Key, string Text)> HiddenTemplates() => [("url", Url.Reveal())];

    /// <inheritdoc/>
    public override INotifier CreateNotifier(IntegrationServices services) => new WebhookNotifier(this, services);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<WebhookConfig> Schema { get; } =
        new YamlSchema<WebhookConfig>("webhook.WebhookConfig", new())
        .Include(AddHttpKeys)
        .Optional("url", ConfigTypes.SecretTemplateUrl, c => c.Url, (c, v) => c with { Url = v })
        .Field("url_file", YamlTypes.Text, c => c.UrlFile, (c, v) => c with { UrlFile = v })
        .Field("max_alerts", YamlTypes.Count, c => c.MaxAlerts, (c, v) => c with { MaxAlerts = v })
        .Field("timeout", ConfigTypes.GoDuration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Optional("payload", YamlTypes.Any.OrNull(), c => c.Payload, (c, v) => c with { Payload = v })
        .Extension("hmac", HmacConfig.Schema.OrNull(), c => c.Hmac, (c, v) => c with { Hmac = v })
        .Rule(Check);

    private static WebhookConfig Check(WebhookConfig c, YamlRules rules)
    {
        if (c.Url.IsEmpty && c.UrlFile.Length == 0)
        {
            rules.Fail("one of url or url_file must be configured");
        }

        rules.AtMostOne(!c.Url.IsEmpty, c.UrlFile.Length > 0, "url", "url_file");

        return c;
    }
}
