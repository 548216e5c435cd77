using Tocsin.Yaml;

namespace Tocsin.Notify.Http;

/// <summary>The TLS protocol versions that may be named.</summary>
public enum TlsVersion
{
    /// <summary>Not given.</summary>
    Unset = 0,

    /// <summary>TLS 1.0.</summary>
    Tls10 = 10,

    /// <summary>TLS 1.1.</summary>
    Tls11 = 11,

    /// <summary>TLS 1.2.</summary>
    Tls12 = 12,

    /// <summary>TLS 1.3.</summary>
    Tls13 = 13,
}

/// <summary>How to make TLS connections: <c>tls_config</c>. Of a text, a file and a reference at most one is given.</summary>
public sealed record TlsConfig
{
    /// <summary>The certificate authorities, PEM text.</summary>
    public string Ca { get; init; } = "";

    /// <summary>The client's certificate, PEM text.</summary>
    public string Cert { get; init; } = "";

    /// <summary>The client's key, PEM text.</summary>
    public Secret Key { get; init; }

    /// <summary>A file with certificate authorities; read again when it changes.</summary>
    public string CaFile { get; init; } = "";

    /// <summary>A file with the client's certificate; read again when it changes.</summary>
    public string CertFile { get; init; } = "";

    /// <summary>A file with the client's key; read again when it changes.</summary>
    public string KeyFile { get; init; } = "";

    /// <summary>The name of the authorities in a secret manager.</summary>
    public string CaRef { get; init; } = "";

    /// <summary>The name of the certificate in a secret manager.</summary>
    public string CertRef { get; init; } = "";

    /// <summary>The name of the key in a secret manager.</summary>
    public string KeyRef { get; init; } = "";

    /// <summary>The name that the server's certificate must carry; empty for the host's.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>Accept any certificate.</summary>
    public bool InsecureSkipVerify { get; init; }

    /// <summary>The oldest version to use.</summary>
    public TlsVersion MinVersion { get; init; }

    /// <summary>The newest version to use.</summary>
    public TlsVersion MaxVersion { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<TlsConfig> Schema { get; } = new YamlSchema<TlsConfig>("config.TLSConfig", new())
        .Optional("ca", YamlTypes.Text, c => c.Ca, (c, v) => c with { Ca = v })
        .Optional("cert", YamlTypes.Text, c => c.Cert, (c, v) => c with { Cert = v })
        .Optional("key", ConfigTypes.Secret, c => c.Key, (c, v) => c with { Key = v })
        .Optional("ca_file", YamlTypes.Text, c => c.CaFile, (c, v) => c with { CaFile = v })
        .Optional("cert_file", YamlTypes.Text, c => c.CertFile, (c, v) => c with { CertFile = v })
        .Optional("key_file", YamlTypes.Text, c => c.KeyFile, (c, v) => c with { KeyFile = v })
        .Optional("ca_ref", YamlTypes.Text, c => c.CaRef, (c, v) => c with { CaRef = v })
        .Optional("cert_ref", YamlTypes.Text, c => c.CertRef, (c, v) => c with { CertRef = v })
        .Optional("key_ref", YamlTypes.Text, c => c.KeyRef, (c, v) => c with { KeyRef = v })
        .Optional("server_name", YamlTypes.Text, c => c.ServerName, (c, v) => c with { ServerName = v })
        .Field("insecure_skip_verify", YamlTypes.Flag, c => c.InsecureSkipVerify, (c, v) => c with { InsecureSkipVerify = v })
        .Optional("min_version", Version, c => c.MinVersion, (c, v) => c with { MinVersion = v })
        .Optional("max_version", Version, c => c.MaxVersion, (c, v) => c with { MaxVersion = v })
        .KeepingExisting()
        .Rule(Check);

    /// <summary>The configuration with relative files taken from <paramref name="directory"/>.</summary>
    public TlsConfig InDirectory(string directory) => this with
    {
        CaFile = ConfigPath.Join(directory, CaFile),
        CertFile = ConfigPath.Join(directory, CertFile),
        KeyFile = ConfigPath.Join(directory, KeyFile),
    };

    private static YamlType<TlsVersion> Version => YamlTypes.Parsed<TlsVersion>(
        "config.TLSVersion", ParseVersion, v => v == TlsVersion.Unset ? YamlValue.Null : new YamlText($"TLS{(int)v}"));

    private static string? ParseVersion(string text, out TlsVersion version)
    {
        version = text switch
        {
            "TLS10" => TlsVersion.Tls10,
            "TLS11" => TlsVersion.Tls11,
            "TLS12" => TlsVersion.Tls12,
            "TLS13" => TlsVersion.Tls13,
            _ => TlsVersion.Unset,
        };
        return version == TlsVersion.Unset ? "unknown TLS version: " + text : null;
    }

    private static TlsConfig Check(TlsConfig c, YamlRules rules)
    {
        if (Given.CountOf(c.Ca, c.CaFile, c.CaRef) > 1)
        {
            rules.Fail("at most one of ca, ca_file & ca_ref must be configured", "ca_file");
        }

        if (Given.CountOf(c.Cert, c.CertFile, c.CertRef) > 1)
        {
            rules.Fail("at most one of cert, cert_file & cert_ref must be configured", "cert_file");
        }

        if (Given.CountOf(c.Key.Reveal(), c.KeyFile, c.KeyRef) > 1)
        {
            rules.Fail("at most one of key and key_file must be configured", "key_file");
        }

        bool hasCert = Given.CountOf(c.Cert, c.CertFile, c.CertRef) > 0;
        bool hasKey = Given.CountOf(c.Key.Reveal(), c.KeyFile, c.KeyRef) > 0;
        if (hasCert != hasKey)
        {
            rules.Fail(hasCert
                ? "exactly one of key or key_file must be configured when a client certificate is configured"
                : "exactly one of cert or cert_file must be configured when a client key is configured");
        }

        return c;
    }
}
