using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>A server that answers targets: an item of <c>http_sd_configs</c>.</summary>
public sealed record HttpDiscoveryConfig
{
    /// <summary>Where to ask.</summary>
    public WebUrl? Url { get; init; }

    /// <summary>How often to ask.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How to ask.</summary>
    public HttpClientConfig Client { get; init; } = HttpClientConfig.Default;

    // Its password is not printed.
    private static readonly YamlType<WebUrl?> Address = YamlTypes.ParsedOrNull<WebUrl>(
        "config.URL", WebUrl.TryParse, url => url is null ? YamlValue.Null : new YamlText(url.Redacted()));

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<HttpDiscoveryConfig> Schema { get; } = HttpClientConfig.AddKeys(
        new YamlSchema<HttpDiscoveryConfig>("http.SDConfig", new())
            .Field("url", Address, c => c.Url, (c, v) => c with { Url = v })
            .Optional("refresh_interval", ConfigTypes.Duration, c => c.RefreshInterval, (c, v) => c with { RefreshInterval = v }),
        c => c.Client, (c, v) => c with { Client = v })
        .Rule((c, rules) =>
        {
            if (c.Url is null)
            {
                rules.Fail("URL is missing");
            }

            if (c.RefreshInterval <= TimeSpan.Zero)
            {
                rules.Fail("refresh_interval must be greater than zero", "refresh_interval");
            }

            return c;
        });
}
