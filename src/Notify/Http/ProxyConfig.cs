using System.Collections.Frozen;
using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>How to reach a server through a proxy; its keys stand among those of <c>http_config</c> or <c>oauth2</c>.</summary>
public sealed record ProxyConfig
{
    /// <summary>No proxy.</summary>
    public static ProxyConfig None { get; } = new();

    /// <summary>The proxy.</summary>
    public WebUrl? Url { get; init; }

    /// <summary>Addresses that are reached without the proxy, separated by commas.</summary>
    public string NoProxy { get; init; } = "";

    /// <summary>Take the proxy from the environment variables.</summary>
    public bool FromEnvironment { get; init; }

    /// <summary>Headers to send to the proxy with CONNECT.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<Secret>> ConnectHeader { get; init; } =
        FrozenDictionary<string, IReadOnlyList<Secret>>.Empty;

    internal static YamlSchema<T> AddKeys<T>(
        YamlSchema<T> schema, Func<T, ProxyConfig> get, Func<T, ProxyConfig, T> set)
        where T : class => schema
            .Optional("proxy_url", ConfigTypes.AnyUrl, c => get(c).Url, (c, v) => set(c, get(c) with { Url = v }))
            .Optional("no_proxy", YamlTypes.Text, c => get(c).NoProxy, (c, v) => set(c, get(c) with { NoProxy = v }))
            .Optional("proxy_from_environment", YamlTypes.Flag, c => get(c).FromEnvironment,
                (c, v) => set(c, get(c) with { FromEnvironment = v }))
            .Optional("proxy_connect_header", YamlTypes.MapOf(YamlTypes.ListOf(ConfigTypes.Secret), "config.ProxyHeader"),
                c => get(c).ConnectHeader, (c, v) => set(c, get(c) with { ConnectHeader = v }));

    internal void Check(YamlRules rules)
    {
        bool hasUrl = Url is { Text.Length: > 0 };
        if (ConnectHeader.Count > 0 && !FromEnvironment && !hasUrl)
        {
            rules.Fail("if proxy_connect_header is configured, proxy_url or proxy_from_environment must also be configured",
                "proxy_connect_header");
        }

        if (FromEnvironment && hasUrl)
        {
            rules.Fail("if proxy_from_environment is configured, proxy_url must not be configured", "proxy_url");
        }

        if (FromEnvironment && NoProxy.Length > 0)
        {
            rules.Fail("if proxy_from_environment is configured, no_proxy must not be configured", "no_proxy");
        }

        if (Url is null && NoProxy.Length > 0)
        {
            rules.Fail("if no_proxy is configured, proxy_url must also be configured", "no_proxy");
        }
    }
}
