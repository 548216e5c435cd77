using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>How to make HTTP requests: <c>http_config</c>.</summary>
public sealed record HttpClientConfig
{
    /// <summary>What holds if nothing is given.</summary>
    public static HttpClientConfig Default { get; } = new();

    /// <summary>Basic authentication.</summary>
    public BasicAuthConfig? BasicAuth { get; init; }

    /// <summary>An authorization header; the old <c>bearer_token</c> keys end up here too.</summary>
    public AuthorizationConfig? Authorization { get; init; }

    /// <summary>A token from an OAuth 2 server.</summary>
    public OAuth2Config? OAuth2 { get; init; }

    /// <summary>As written; empty once the configuration is loaded.</summary>
    public Secret BearerToken { get; init; }

    /// <summary>As written; empty once the configuration is loaded.</summary>
    public string BearerTokenFile { get; init; } = "";

    /// <summary>TLS towards the server.</summary>
    public TlsConfig TlsConfig { get; init; } = new();

    /// <summary>Follow redirects.</summary>
    public bool FollowRedirects { get; init; } = true;

    /// <summary>Use HTTP/2 where the server offers it.</summary>
    public bool EnableHttp2 { get; init; } = true;

    /// <summary>The proxy.</summary>
    public ProxyConfig Proxy { get; init; } = ProxyConfig.None;

    /// <summary>More headers for each request; null if none were given.</summary>
    public IReadOnlyDictionary<string, HttpHeaderConfig>? HttpHeaders { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<HttpClientConfig> Schema { get; } =
        AddKeys(new YamlSchema<HttpClientConfig>("config.HTTPClientConfig", Default), c => c, (_, v) => v);

    /// <summary>Adds the keys to a schema in which they stand beside others, as Prometheus has them, and their rules.</summary>
    public static YamlSchema<T> AddKeys<T>(
        YamlSchema<T> schema, Func<T, HttpClientConfig> get, Func<T, HttpClientConfig, T> set)
        where T : class => ProxyConfig.AddKeys(
        schema
            .Optional("basic_auth", BasicAuthConfig.Schema.OrNull(), c => get(c).BasicAuth,
                (c, v) => set(c, get(c) with { BasicAuth = v }))
            .Optional("authorization", AuthorizationConfig.Schema.OrNull(), c => get(c).Authorization,
                (c, v) => set(c, get(c) with { Authorization = v }))
            .Optional("oauth2", OAuth2Config.Schema.OrNull(), c => get(c).OAuth2, (c, v) => set(c, get(c) with { OAuth2 = v }))
            .Optional("bearer_token", ConfigTypes.Secret, c => get(c).BearerToken, (c, v) => set(c, get(c) with { BearerToken = v }))
            .Optional("bearer_token_file", YamlTypes.Text, c => get(c).BearerTokenFile,
                (c, v) => set(c, get(c) with { BearerTokenFile = v }))
            .Optional("tls_config", TlsConfig.Schema, c => get(c).TlsConfig, (c, v) => set(c, get(c) with { TlsConfig = v }))
            .Field("follow_redirects", YamlTypes.Flag, c => get(c).FollowRedirects,
                (c, v) => set(c, get(c) with { FollowRedirects = v }))
            .Field("enable_http2", YamlTypes.Flag, c => get(c).EnableHttp2, (c, v) => set(c, get(c) with { EnableHttp2 = v })),
        c => get(c).Proxy, (c, v) => set(c, get(c) with { Proxy = v }))
        .Optional("http_headers", HttpHeaderConfig.MapType.OrNull(), c => get(c).HttpHeaders,
            (c, v) => set(c, get(c) with { HttpHeaders = v }))
        .Rule((c, rules) => set(c, Complete(get(c), rules)));

    /// <summary>The configuration with relative files taken from <paramref name="directory"/>.</summary>
    public HttpClientConfig InDirectory(string directory) => this with
    {
        TlsConfig = TlsConfig.InDirectory(directory),
        BasicAuth = BasicAuth is null ? null : BasicAuth with
        {
            UsernameFile = ConfigPath.Join(directory, BasicAuth.UsernameFile),
            PasswordFile = ConfigPath.Join(directory, BasicAuth.PasswordFile),
        },
        Authorization = Authorization is null ? null : Authorization with
        {
            CredentialsFile = ConfigPath.Join(directory, Authorization.CredentialsFile),
        },
        OAuth2 = OAuth2?.InDirectory(directory),
        HttpHeaders = HttpHeaders?.ToDictionary(h => h.Key, h => h.Value.InDirectory(directory)),
        BearerTokenFile = ConfigPath.Join(directory, BearerTokenFile),
    };

    // Source: prometheus/common HTTPClientConfig.Validate, which also moves the bearer token into authorization.
    private static HttpClientConfig Complete(HttpClientConfig c, YamlRules rules)
    {
        CheckBearer(c, rules);
        CheckBasic(c, rules);
        c = CompleteAuthorization(c, rules);
        if (c.OAuth2 is not null && c.BasicAuth is not null)
        {
            rules.Fail("at most one of basic_auth, oauth2 & authorization must be configured", "oauth2");
        }

        c.OAuth2?.Check(rules);
        c.Proxy.Check(rules);
        HttpHeaderConfig.Check(c.HttpHeaders, rules);
        return c;
    }

    private static void CheckBearer(HttpClientConfig c, YamlRules rules)
    {
        rules.AtMostOne(!c.BearerToken.IsEmpty, c.BearerTokenFile.Length > 0, "bearer_token", "bearer_token_file");
        if ((c.BasicAuth is not null || c.OAuth2 is not null) && HasBearer(c))
        {
            rules.Fail("at most one of basic_auth, oauth2, bearer_token & bearer_token_file must be configured");
        }
    }

    private static void CheckBasic(HttpClientConfig c, YamlRules rules)
    {
        if (c.BasicAuth is not { } basic)
        {
            return;
        }

        if (Given.CountOf(basic.Username, basic.UsernameFile, basic.UsernameRef) > 1)
        {
            rules.Fail("at most one of basic_auth username, username_file & username_ref must be configured", "basic_auth");
        }

        if (Given.CountOf(basic.Password.Reveal(), basic.PasswordFile, basic.PasswordRef) > 1)
        {
            rules.Fail("at most one of basic_auth password, password_file & password_ref must be configured", "basic_auth");
        }
    }

    private static HttpClientConfig CompleteAuthorization(HttpClientConfig c, YamlRules rules)
    {
        if (c.Authorization is not { } given)
        {
            return !HasBearer(c) ? c : c with
            {
                Authorization = new() { Type = "Bearer", Credentials = c.BearerToken, CredentialsFile = c.BearerTokenFile },
                BearerToken = default,
                BearerTokenFile = "",
            };
        }

        if (HasBearer(c))
        {
            rules.Fail("authorization is not compatible with bearer_token & bearer_token_file", "authorization");
        }

        if (Given.CountOf(given.Credentials.Reveal(), given.CredentialsFile, given.CredentialsRef) > 1)
        {
            rules.Fail("at most one of authorization credentials & credentials_file must be configured", "authorization");
        }

        string type = given.Type.Trim();
        if (string.Equals(type, "basic", StringComparison.OrdinalIgnoreCase))
        {
            rules.Fail("authorization type cannot be set to \"basic\", use \"basic_auth\" instead", "authorization");
        }

        if (c.BasicAuth is not null || c.OAuth2 is not null)
        {
            rules.Fail("at most one of basic_auth, oauth2 & authorization must be configured", "authorization");
        }

        return c with { Authorization = given with { Type = type.Length == 0 ? "Bearer" : type } };
    }

    private static bool HasBearer(HttpClientConfig c) => !c.BearerToken.IsEmpty || c.BearerTokenFile.Length > 0;
}
