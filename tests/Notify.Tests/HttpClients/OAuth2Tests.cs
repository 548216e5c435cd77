using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Tests.Fakes;
using Tocsin.Yaml;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.HttpClients;

/// <summary>Tokens beyond the ordinary: signed by the client, from a server with TLS and a proxy of its own.</summary>
public sealed class OAuth2Tests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task A_client_may_sign_for_itself()
    {
        await using FakeHttpServer tokens = new();
        using var key = RSA.Create(2048);
        tokens.Answer(200, "{\"access_token\":\"T1\"}");
        _server.Answer(200);

        await SendAsync(new OAuth2Config
        {
            GrantType = OAuth2Config.JwtBearer,
            ClientId = "tocsin",
            ClientCertificateKey = new Secret(key.ExportPkcs8PrivateKeyPem()),
            ClientCertificateKeyId = "k1",
            SignatureAlgorithm = "RS384",
            Audience = "https://tokens.test",
            Scopes = ["a", "b"],
            TokenUrl = tokens.Url("/token"),
            Claims = new YamlMap(
                [KeyValuePair.Create<YamlValue, YamlValue>(new YamlText("tenant"), new YamlText("x"))]),
        });
        WireRequest request = await tokens.NextAsync();
        var form = QueryHelpers.ParseQuery(request.Body);
        string[] parts = form["assertion"].ToString().Split('.');

        Assert.Equal("Bearer T1", (await _server.NextAsync()).Headers["Authorization"]);
        Assert.Equal(OAuth2Config.JwtBearer, form["grant_type"]);
        Assert.Equal("{\"alg\":\"RS384\",\"typ\":\"JWT\",\"kid\":\"k1\"}", Encoding.UTF8.GetString(Decode(parts[0])));
        JsonElement claims = JsonDocument.Parse(Decode(parts[1])).RootElement;
        Assert.Equal(
            ("tocsin", "tocsin", "https://tokens.test", "a b", "x", 1767225600, 1767229200),
            (Text("iss"), Text("sub"), Text("aud"), Text("scope"), Text("tenant"), Number("iat"), Number("exp")));
        Assert.True(key.VerifyData(
            Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Decode(parts[2]),
            HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1));

        string? Text(string name) => claims.GetProperty(name).GetString();
        int Number(string name) => claims.GetProperty(name).GetInt32();
    }

    [Fact]
    public async Task The_token_server_has_TLS_and_a_proxy_of_its_own_and_the_secret_is_read_each_time()
    {
        await using FakeHttpServer tokens = new(Certificates.Named);
        await using FakeProxy proxy = new(tokens.Port);
        string secret = Path.GetTempFileName();
        WebhookNotifier notifier = Notifier(new OAuth2Config
        {
            ClientId = "id",
            ClientSecretFile = secret,
            TokenUrl = "https://mail.test/token",
            TlsConfig = new TlsConfig { Ca = Certificates.PemOf(Certificates.Named) },
            Proxy = new ProxyConfig { Url = new WebUrl($"http://127.0.0.1:{proxy.Port}") },
        });
        foreach (string word in (string[])["one", "two"])
        {
            await File.WriteAllTextAsync(secret, word + "\n", TestContext.Current.CancellationToken);
            tokens.Answer(200, $"{{\"access_token\":\"T-{word}\",\"expires_in\":20}}");
            _server.Answer(200);
            await SendAsync(notifier);
            _time.Advance(TimeSpan.FromSeconds(30));

            Assert.Equal($"Bearer T-{word}", (await _server.NextAsync()).Headers["Authorization"]);
            Assert.Equal(
                "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("id:" + word)),
                (await tokens.NextAsync()).Headers["Authorization"]);
        }

        Assert.Equal("CONNECT mail.test:443", proxy.Asked[0]);
        File.Delete(secret);
    }

    [Theory]
    [InlineData("bearer_token: abc", "Bearer abc")]
    [InlineData("bearer_token_file: FILE", "Bearer from-file")]
    [InlineData("authorization: {credentials: abc}", "Bearer abc")]
    [InlineData("authorization: {type: Token, credentials_file: FILE}", "Token from-file")]
    [InlineData("basic_auth: {username_file: FILE, password: p}", "Basic ZnJvbS1maWxlOnA=")]
    public async Task Every_way_to_write_credentials_comes_to_one_header(string yaml, string want)
    {
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, "from-file\n", TestContext.Current.CancellationToken);
        YamlDocument document = YamlDocument.Parse(
            Encoding.UTF8.GetBytes(yaml.Replace("FILE", file, StringComparison.Ordinal)));
        var reader = new YamlReader(new YamlReadOptions());
        HttpClientConfig config = HttpClientConfig.Default;
        reader.Read(HttpClientConfig.Schema, document.Root!, ref config);
        Assert.Empty(reader.Faults);
        _server.Answer(200);

        await SendAsync(new WebhookNotifier(
            new WebhookConfig { Url = new Secret(_server.Url("/")), HttpConfig = config }, TestServices.On(_time)));

        Assert.Equal(want, (await _server.NextAsync()).Headers["Authorization"]);
        File.Delete(file);
    }

    private static byte[] Decode(string base64Url) => WebEncoders.Base64UrlDecode(base64Url);

    private static ValueTask<SendOutcome> SendAsync(WebhookNotifier notifier) => notifier.SendAsync(
        TestServices.NotificationOf(Of(At(0), Firing("a"))),
        NoSendObserver.Instance,
        TestContext.Current.CancellationToken);

    private ValueTask<SendOutcome> SendAsync(OAuth2Config config) => SendAsync(Notifier(config));

    private WebhookNotifier Notifier(OAuth2Config config) => new(
        new WebhookConfig
        {
            Url = new Secret(_server.Url("/hook")),
            HttpConfig = new HttpClientConfig { OAuth2 = config },
        },
        TestServices.On(_time));
}
