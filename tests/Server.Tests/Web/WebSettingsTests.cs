using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Server.Web;

namespace Tocsin.Server.Tests.Web;

public sealed class WebSettingsTests
{
    private const string Hash = "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

    [Fact]
    public void A_whole_file_is_read_with_paths_relative_to_it()
    {
        WebSettings settings = Parse(
            $$"""
            tls_server_config:
              cert_file: server.crt
              key_file: /abs/server.key
              client_auth_type: RequireAndVerifyClientCert
              client_ca_file: ca.crt
              client_allowed_sans: [a.example, 10.0.0.1]
              cipher_suites: [TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256]
              curve_preferences: [X25519, CurveP256]
              min_version: TLS13
              max_version: TLS13
              prefer_server_cipher_suites: false
            http_server_config:
              http2: false
              headers:
                X-Frame-Options: deny
                Strict-Transport-Security: max-age=1
            basic_auth_users:
              ann: {{Hash}}
            rate_limit:
              burst: 5
              interval: 1s
            """);
        Assert.Equal("/etc/x/server.crt", settings.Tls.CertFile);
        Assert.Equal("/abs/server.key", settings.Tls.KeyFile);
        Assert.Equal(["a.example", "10.0.0.1"], settings.Tls.ClientAllowedSans);
        Assert.False(settings.Http.Http2);
        Assert.Equal("deny", settings.Http.Headers["X-Frame-Options"]);
        Assert.Equal(Hash, settings.Users["ann"]);
        Assert.Equal(new RateLimitSettings { Burst = 5, Interval = TimeSpan.FromSeconds(1) }, settings.RateLimit);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("basic_auth_users:")]
    public void An_empty_file_allows_everything(string text)
    {
        WebSettings settings = Parse(text);
        Assert.False(settings.Tls.IsEnabled);
        Assert.Empty(settings.Users);
        Assert.True(settings.Http.Http2);
    }

    [Theory]
    [InlineData("bad: 1", "yaml: unmarshal errors:\n  line 1: field bad not found in type web.Config")]
    [InlineData("tls_server_config: {cert_file: a}", "missing one of key or key_file")]
    [InlineData("tls_server_config: {key_file: a}", "missing one of cert or cert_file")]
    [InlineData("tls_server_config: {min_version: TLS9}", "unknown TLS version: TLS9")]
    [InlineData("tls_server_config: {cipher_suites: [X]}", "unknown cipher: X")]
    [InlineData("tls_server_config: {curve_preferences: [X]}", "unknown curve: X")]
    [InlineData("tls_server_config: {cert: a, key: b, client_auth_type: Maybe}", "invalid ClientAuth: Maybe")]
    [InlineData(
        "tls_server_config: {cert: a, key: b, client_ca: c}",
        "client CA's have been configured without a Client Auth Policy")]
    [InlineData("http_server_config: {headers: {X-Other: a}}", "HTTP header \"X-Other\" can not be configured")]
    [InlineData(
        "http_server_config: {headers: {X-Frame-Options: none}}",
        "invalid value for X-Frame-Options. Expected one of: [\"deny\" \"sameorigin\"], but got: \"none\"")]
    [InlineData("basic_auth_users: {ann: secret}", "crypto/bcrypt: hashedSecret too short to be a bcrypted password (user \"ann\")")]
    [InlineData("rate_limit: {interval: 5}", "time: missing unit in duration \"5\"")]
    public void A_wrong_file_is_refused_with_a_reason(string text, string error)
    {
        Assert.False(WebSettingsFile.TryParse(Encoding.UTF8.GetBytes(text), "/etc/x", out _, out string? found));
        Assert.Equal(error, found);
    }

    [Fact]
    public void A_changed_file_is_read_again_and_a_broken_one_lets_nobody_in()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "{}");
            Assert.True(WebSettingsFile.TryOpen(path, NullLogger.Instance, out WebSettingsFile file, out _));
            WebSettings? first = file.Current();
            Assert.Same(first, file.Current());
            File.WriteAllText(path, $"basic_auth_users: {{ann: {Hash}}}");
            Assert.Single(file.Current()!.Users);
            File.WriteAllText(path, "basic_auth_users: {ann: short}");
            Assert.Null(file.Current());
            File.Delete(path);
            Assert.Null(file.Current());
            File.WriteAllText(path, "{}");
            Assert.Empty(file.Current()!.Users);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void A_missing_file_is_an_error_at_start()
    {
        Assert.False(WebSettingsFile.TryOpen("/no/such/web.yml", NullLogger.Instance, out _, out string? error));
        Assert.Equal("open /no/such/web.yml: no such file or directory", error);
    }

    private static WebSettings Parse(string text)
    {
        Assert.True(WebSettingsFile.TryParse(Encoding.UTF8.GetBytes(text), "/etc/x", out WebSettings settings, out string? error), error);
        return settings;
    }
}
