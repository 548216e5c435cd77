using System.Collections.Frozen;
using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>A client of an OAuth 2 server: <c>oauth2</c>.</summary>
public sealed record OAuth2Config
{
    /// <summary>The grant type in which the client signs a token with its certificate's key (RFC 7523).</summary>
    public const string JwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";

    /// <summary>The client's id.</summary>
    public string ClientId { get; init; } = "";

    /// <summary>The client's secret.</summary>
    public Secret ClientSecret { get; init; }

    /// <summary>A file with the client's secret, read at each token request.</summary>
    public string ClientSecretFile { get; init; } = "";

    /// <summary>The name of the client's secret in a secret manager.</summary>
    public string ClientSecretRef { get; init; } = "";

    /// <summary>The id of the key, the token's <c>kid</c>.</summary>
    public string ClientCertificateKeyId { get; init; } = "";

    /// <summary>The key, PEM text.</summary>
    public Secret ClientCertificateKey { get; init; }

    /// <summary>A file with the key.</summary>
    public string ClientCertificateKeyFile { get; init; } = "";

    /// <summary>The name of the key in a secret manager.</summary>
    public string ClientCertificateKeyRef { get; init; } = "";

    /// <summary><c>client_credentials</c> if empty, or <see cref="JwtBearer"/>.</summary>
    public string GrantType { get; init; } = "";

    /// <summary>RS256 if empty, RS384 or RS512.</summary>
    public string SignatureAlgorithm { get; init; } = "";

    /// <summary>The token's issuer; the client's id if empty.</summary>
    public string Iss { get; init; } = "";

    /// <summary>The token's audience; the token URL if empty.</summary>
    public string Audience { get; init; } = "";

    /// <summary>More claims of the token.</summary>
    public YamlMap? Claims { get; init; }

    /// <summary>The scopes to ask for.</summary>
    public IReadOnlyList<string> Scopes { get; init; } = [];

    /// <summary>Where tokens are had.</summary>
    public string TokenUrl { get; init; } = "";

    /// <summary>More parameters of the token request.</summary>
    public IReadOnlyDictionary<string, string> EndpointParams { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>TLS towards the token server.</summary>
    public TlsConfig TlsConfig { get; init; } = new();

    /// <summary>The proxy towards the token server.</summary>
    public ProxyConfig Proxy { get; init; } = ProxyConfig.None;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<OAuth2Config> Schema { get; } = ProxyConfig.AddKeys(
        new YamlSchema<OAuth2Config>("config.OAuth2", new())
            .Optional("client_id", YamlTypes.Text, c => c.ClientId, (c, v) => c with { ClientId = v })
            .Optional("client_secret", ConfigTypes.Secret, c => c.ClientSecret, (c, v) => c with { ClientSecret = v })
            .Optional("client_secret_file", YamlTypes.Text, c => c.ClientSecretFile, (c, v) => c with { ClientSecretFile = v })
            .Optional("client_secret_ref", YamlTypes.Text, c => c.ClientSecretRef, (c, v) => c with { ClientSecretRef = v })
            .Optional("client_certificate_key_id", YamlTypes.Text, c => c.ClientCertificateKeyId,
                (c, v) => c with { ClientCertificateKeyId = v })
            .Optional("client_certificate_key", ConfigTypes.Secret, c => c.ClientCertificateKey,
                (c, v) => c with { ClientCertificateKey = v })
            .Optional("client_certificate_key_file", YamlTypes.Text, c => c.ClientCertificateKeyFile,
                (c, v) => c with { ClientCertificateKeyFile = v })
            .Optional("client_certificate_key_ref", YamlTypes.Text, c => c.ClientCertificateKeyRef,
                (c, v) => c with { ClientCertificateKeyRef = v })
            .Optional("grant_type", YamlTypes.Text, c => c.GrantType, (c, v) => c with { GrantType = v })
            .Optional("signature_algorithm", YamlTypes.Text, c => c.SignatureAlgorithm, (c, v) => c with { SignatureAlgorithm = v })
            .Optional("iss", YamlTypes.Text, c => c.Iss, (c, v) => c with { Iss = v })
            .Optional("audience", YamlTypes.Text, c => c.Audience, (c, v) => c with { Audience = v })
            .Optional("claims", YamlTypes.AnyMap, c => c.Claims, (c, v) => c with { Claims = v })
            .Optional("scopes", YamlTypes.ListOf(YamlTypes.Text), c => c.Scopes, (c, v) => c with { Scopes = v })
            .Optional("token_url", YamlTypes.Text, c => c.TokenUrl, (c, v) => c with { TokenUrl = v })
            .Optional("endpoint_params", YamlTypes.MapOf(YamlTypes.Text), c => c.EndpointParams, (c, v) => c with { EndpointParams = v })
            .Optional("tls_config", TlsConfig.Schema, c => c.TlsConfig, (c, v) => c with { TlsConfig = v }),
        c => c.Proxy, (c, v) => c with { Proxy = v })
        .Rule(CheckProxy);

    /// <summary>The configuration with relative files taken from <paramref name="directory"/>.</summary>
    // Source: prometheus/common OAuth2.SetDirectory leaves the certificate key's file alone.
    public OAuth2Config InDirectory(string directory) => this with
    {
        ClientSecretFile = ConfigPath.Join(directory, ClientSecretFile),
        TlsConfig = TlsConfig.InDirectory(directory),
    };

    internal void Check(YamlRules rules)
    {
        if (ClientId.Length == 0)
        {
            rules.Fail("oauth2 client_id must be configured", "oauth2");
        }

        if (TokenUrl.Length == 0)
        {
            rules.Fail("oauth2 token_url must be configured", "oauth2");
        }

        if (GrantType != JwtBearer)
        {
            if (Given.CountOf(ClientSecret.Reveal(), ClientSecretFile, ClientSecretRef) > 1)
            {
                rules.Fail("at most one of oauth2 client_secret, client_secret_file & client_secret_ref must be configured "
                    + "using grant-type=client_credentials", "oauth2");
            }

            return;
        }

        if (Given.CountOf(ClientCertificateKey.Reveal(), ClientCertificateKeyFile, ClientCertificateKeyRef) > 1)
        {
            rules.Fail("at most one of oauth2 client_certificate_key, client_certificate_key_file & "
                + $"client_certificate_key_ref must be configured using grant-type={JwtBearer}", "oauth2");
        }

        if (SignatureAlgorithm is not ("" or "RS256" or "RS384" or "RS512"))
        {
            rules.Fail("valid signature algorithms are RS256, RS384 and RS512", "oauth2");
        }
    }

    private static OAuth2Config CheckProxy(OAuth2Config c, YamlRules rules)
    {
        c.Proxy.Check(rules);
        return c;
    }
}
