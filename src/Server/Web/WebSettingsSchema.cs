using System.Net.Security;
using Tocsin.Model.Durations;
using Tocsin.Model.Labels;
using Tocsin.Yaml;

namespace Tocsin.Server.Web;

/// <summary>How the web configuration is read and checked.</summary>
internal static class WebSettingsSchema
{
    // These two are first, because the schema below reads them while it is built.
    private static YamlType<IReadOnlyList<string>> Texts { get; } = YamlTypes.ListOf(YamlTypes.Text);

    private static YamlType<TimeSpan> Interval { get; } = YamlTypes.Parsed<TimeSpan>(
        "time.Duration",
        (string text, out TimeSpan interval) =>
        {
            bool good = GoDuration.TryParse(text, out GoDuration duration, out string? error);
            interval = duration.ToTimeSpan();
            return good ? null : error;
        },
        interval => new YamlText(GoDuration.From(interval).ToString()));

    /// <summary>The keys of the file.</summary>
    public static YamlSchema<WebSettings> Root { get; } = new YamlSchema<WebSettings>("web.Config", new WebSettings())
        .Field("tls_server_config", Tls(), s => s.Tls, (s, v) => s with { Tls = v })
        .Field("http_server_config", Http(), s => s.Http, (s, v) => s with { Http = v })
        .Field("rate_limit", RateLimit(), s => s.RateLimit, (s, v) => s with { RateLimit = v })
        .Field("basic_auth_users", YamlTypes.MapOf(YamlTypes.Text), s => s.Users, (s, v) => s with { Users = v })
        .Rule(CheckHeaders)
        .Rule(CheckUsers)
        .WithoutUnmarshaler();

    private static YamlSchema<TlsSettings> Tls() => new YamlSchema<TlsSettings>("web.TLSConfig", new TlsSettings())
        .Field("cert", YamlTypes.Text, s => s.Cert, (s, v) => s with { Cert = v })
        .Field("key", YamlTypes.Text, s => s.Key, (s, v) => s with { Key = v })
        .Field("client_ca", YamlTypes.Text, s => s.ClientCa, (s, v) => s with { ClientCa = v })
        .Field("cert_file", YamlTypes.Text, s => s.CertFile, (s, v) => s with { CertFile = v })
        .Field("key_file", YamlTypes.Text, s => s.KeyFile, (s, v) => s with { KeyFile = v })
        .Field("client_auth_type", YamlTypes.Text, s => s.ClientAuthType, (s, v) => s with { ClientAuthType = v })
        .Field("client_ca_file", YamlTypes.Text, s => s.ClientCaFile, (s, v) => s with { ClientCaFile = v })
        .Field("cipher_suites", Texts, s => s.CipherSuites, (s, v) => s with { CipherSuites = v })
        .Field("curve_preferences", Texts, s => s.CurvePreferences, (s, v) => s with { CurvePreferences = v })
        .Field("min_version", YamlTypes.Text, s => s.MinVersion, (s, v) => s with { MinVersion = v })
        .Field("max_version", YamlTypes.Text, s => s.MaxVersion, (s, v) => s with { MaxVersion = v })
        .Field(
            "prefer_server_cipher_suites",
            YamlTypes.Flag,
            s => s.PreferServerCipherSuites,
            (s, v) => s with { PreferServerCipherSuites = v })
        .Field("client_allowed_sans", Texts, s => s.ClientAllowedSans ?? [], (s, v) => s with { ClientAllowedSans = v })
        .Rule(CheckTls)
        .WithoutUnmarshaler();

    private static YamlSchema<HttpSettings> Http() => new YamlSchema<HttpSettings>("web.HTTPConfig", new HttpSettings())
        .Field("http2", YamlTypes.Flag, s => s.Http2, (s, v) => s with { Http2 = v })
        .Field("headers", YamlTypes.MapOf(YamlTypes.Text), s => s.Headers, (s, v) => s with { Headers = v })
        .WithoutUnmarshaler();

    private static YamlSchema<RateLimitSettings> RateLimit() =>
        new YamlSchema<RateLimitSettings>("web.RateLimiterConfig", new RateLimitSettings())
            .Field("burst", YamlTypes.Whole, s => s.Burst, (s, v) => s with { Burst = v })
            .Field("interval", Interval, s => s.Interval, (s, v) => s with { Interval = v })
            .WithoutUnmarshaler();

    private static TlsSettings CheckTls(TlsSettings tls, YamlRules rules)
    {
        CheckVersion(tls.MinVersion, "min_version", rules);
        CheckVersion(tls.MaxVersion, "max_version", rules);

        foreach (string suite in tls.CipherSuites.Where(s => !Enum.TryParse<TlsCipherSuite>(s, out _)))
        {
            rules.Fail("unknown cipher: " + suite, "cipher_suites");
        }

        foreach (string curve in tls.CurvePreferences.Where(c => !TlsNames.Curves.Contains(c)))
        {
            rules.Fail("unknown curve: " + curve, "curve_preferences");
        }

        if (!TlsNames.ClientAuthentications.ContainsKey(tls.ClientAuthType))
        {
            rules.Fail("invalid ClientAuth: " + tls.ClientAuthType, "client_auth_type");
        }

        CheckTlsFiles(tls, rules);
        return tls;
    }

    private static void CheckVersion(string version, string key, YamlRules rules)
    {
        if (!TlsNames.Versions.ContainsKey(version))
        {
            rules.Fail("unknown TLS version: " + version, key);
        }
    }

    private static void CheckTlsFiles(TlsSettings tls, YamlRules rules)
    {
        if (tls.IsEnabled && tls is { CertFile: "", Cert: "" })
        {
            rules.Fail("missing one of cert or cert_file");
        }
        else if (tls.IsEnabled && tls is { KeyFile: "", Key: "" })
        {
            rules.Fail("missing one of key or key_file");
        }

        bool hasAuthority = tls.ClientCa.Length > 0 || tls.ClientCaFile.Length > 0;
        var wanted = TlsNames.ClientAuthentications.GetValueOrDefault(tls.ClientAuthType);
        if (hasAuthority && wanted == ClientAuthentication.None)
        {
            rules.Fail("client CA's have been configured without a Client Auth Policy", "client_auth_type");
        }
    }

    // Source: exporter-toolkit's list of headers, closed on purpose so that all Prometheus programs have the same.
    private static WebSettings CheckHeaders(WebSettings settings, YamlRules rules)
    {
        foreach ((string name, string value) in settings.Http.Headers)
        {
            string[]? allowed = name switch
            {
                "Strict-Transport-Security" or "X-XSS-Protection" or "Content-Security-Policy" => [],
                "X-Content-Type-Options" => ["nosniff"],
                "X-Frame-Options" => ["deny", "sameorigin"],
                _ when name.StartsWith("Cross-Origin-", StringComparison.Ordinal) => [],
                _ => null,
            };
            if (allowed is null)
            {
                rules.Fail($"HTTP header {GoQuote.Quote(name)} can not be configured", "http_server_config");
            }
            else if (allowed.Length > 0 && !allowed.Contains(value))
            {
                string list = string.Join(' ', allowed.Select(GoQuote.Quote));
                rules.Fail(
                    $"invalid value for {name}. Expected one of: [{list}], but got: {GoQuote.Quote(value)}",
                    "http_server_config");
            }
            else if (value.AsSpan().IndexOfAny('\r', '\n', '\0') >= 0)
            {
                rules.Fail($"invalid value for {name}: it has a line break", "http_server_config");
            }
        }

        return settings;
    }

    private static WebSettings CheckUsers(WebSettings settings, YamlRules rules)
    {
        foreach ((string name, string hash) in settings.Users)
        {
            if (Bcrypt.FindError(hash) is { } error)
            {
                rules.Fail($"{error} (user {GoQuote.Quote(name)})", "basic_auth_users");
            }
        }

        return settings;
    }
}
