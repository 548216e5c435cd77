using System.Text;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.HttpClients;

/// <summary>What <c>http_config</c> does on the wire, seen through a webhook.</summary>
public sealed class HttpClientFactoryTests
{
    private readonly VirtualTime _time = new();

    [Fact]
    public async Task Basic_authentication_and_headers_are_sent_and_their_files_read_each_time()
    {
        await using FakeHttpServer server = new();
        string password = Path.GetTempFileName();
        string header = Path.GetTempFileName();
        var config = new HttpClientConfig
        {
            BasicAuth = new BasicAuthConfig { Username = "us\u00e9r", PasswordFile = password },
            HttpHeaders = new Dictionary<string, HttpHeaderConfig>
            {
                ["X-Scope"] = new() { Values = ["a"], Secrets = [new Secret("b")], Files = [header] },
            },
        };
        WebhookNotifier notifier = Notifier(server, config);
        foreach (string secret in (string[])["one", "two"])
        {
            await File.WriteAllTextAsync(password, secret + "\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(header, secret, TestContext.Current.CancellationToken);
            server.Answer(200);
            await SendAsync(notifier);
            WireRequest request = await server.NextAsync();

            string want = Convert.ToBase64String(Encoding.UTF8.GetBytes("us\u00e9r:" + secret));
            Assert.Equal("Basic " + want, request.Headers["Authorization"]);
            Assert.Equal($"a, b, {secret}", request.Headers["X-Scope"]);
        }

        File.Delete(password);
        File.Delete(header);
    }

    [Fact]
    public async Task An_authorization_has_its_type()
    {
        await using FakeHttpServer server = new();
        server.Answer(200);

        await SendAsync(Notifier(server, new HttpClientConfig
        {
            Authorization = new AuthorizationConfig { Type = "Token", Credentials = new Secret("abc") },
        }));

        Assert.Equal("Token abc", (await server.NextAsync()).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_redirect_is_followed_only_if_that_is_wanted()
    {
        await using FakeHttpServer server = new();
        server.Answer(307, "", "Location: /elsewhere");
        server.Answer(200);
        Assert.IsType<SendOutcome.Delivered>(await SendAsync(Notifier(server, new HttpClientConfig())));
        Assert.StartsWith("POST /hook", (await server.NextAsync()).Line, StringComparison.Ordinal);
        Assert.StartsWith("POST /elsewhere", (await server.NextAsync()).Line, StringComparison.Ordinal);

        server.Answer(307, "", "Location: /elsewhere");
        SendOutcome outcome = await SendAsync(Notifier(server, new HttpClientConfig { FollowRedirects = false }));
        Assert.Equal(307, outcome.Code);
    }

    [Fact]
    public async Task An_unknown_authority_is_refused_a_configured_one_is_not_and_skipping_skips()
    {
        await using FakeHttpServer server = new(Certificates.Server);
        SendOutcome refused = await SendAsync(Notifier(server, new HttpClientConfig()));
        Assert.False(Assert.IsType<SendOutcome.Retry>(refused).MayHaveArrived);

        foreach (TlsConfig tls in (TlsConfig[])
            [
                new() { Ca = Certificates.PemOf(Certificates.Server) },
                new() { InsecureSkipVerify = true, MinVersion = TlsVersion.Tls12, MaxVersion = TlsVersion.Tls13 },
                new() { Ca = Certificates.PemOf(Certificates.Server), ServerName = "localhost" },
            ])
        {
            server.Answer(200);
            SendOutcome outcome = await SendAsync(Notifier(server, new HttpClientConfig { TlsConfig = tls }));
            Assert.True(outcome is SendOutcome.Delivered, outcome.ToString());
        }
    }

    [Fact]
    public async Task A_server_name_that_the_certificate_lacks_is_refused()
    {
        await using FakeHttpServer server = new(Certificates.Server);
        var tls = new TlsConfig { Ca = Certificates.PemOf(Certificates.Server), ServerName = "other.test" };

        Assert.IsType<SendOutcome.Retry>(await SendAsync(Notifier(server, new HttpClientConfig { TlsConfig = tls })));
    }

    [Fact]
    public async Task A_file_of_authorities_is_read_again_when_it_changes()
    {
        await using FakeHttpServer server = new(Certificates.Server);
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Certificates.PemOf(Certificates.Named), TestContext.Current.CancellationToken);
        WebhookNotifier notifier = Notifier(
            server, new HttpClientConfig { TlsConfig = new TlsConfig { CaFile = file } });
        Assert.IsType<SendOutcome.Retry>(await SendAsync(notifier));

        await File.WriteAllTextAsync(file, Certificates.PemOf(Certificates.Server) + "\n\n", TestContext.Current.CancellationToken);
        server.Answer(200);

        Assert.IsType<SendOutcome.Delivered>(await SendAsync(notifier));
        File.Delete(file);
    }

    [Theory]
    [InlineData("/nowhere/ca.pem", "", "cannot read /nowhere/ca.pem")]
    [InlineData("", "rubbish", "no certificate among the certificate authorities")]
    public async Task Files_and_texts_that_are_no_certificates_are_named(string file, string text, string want)
    {
        await using FakeHttpServer server = new();
        SendOutcome outcome = await SendAsync(Notifier(
            server, new HttpClientConfig { TlsConfig = new TlsConfig { CaFile = file, Ca = text } }));

        Assert.IsType<SendOutcome.Retry>(outcome);
        Assert.Contains(want, outcome.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Plain_requests_go_through_the_proxy_unless_excepted()
    {
        await using FakeHttpServer proxy = new();
        proxy.Answer(200);
        var config = new HttpClientConfig
        {
            Proxy = new ProxyConfig { Url = new WebUrl(proxy.Url("")), NoProxy = "10.0.0.0/8" },
        };

        await SendAsync(NotifierTo("http://hooks.test/hook", config));

        Assert.Equal("POST http://hooks.test/hook HTTP/1.1", (await proxy.NextAsync()).Line);
    }

    [Fact]
    public async Task Secure_requests_ask_the_proxy_for_a_tunnel_with_the_configured_headers()
    {
        await using FakeHttpServer proxy = new();
        proxy.Answer(403);
        var config = new HttpClientConfig
        {
            Proxy = new ProxyConfig
            {
                Url = new WebUrl(proxy.Url("").Replace("//", "//u:p@", StringComparison.Ordinal)),
                ConnectHeader = new Dictionary<string, IReadOnlyList<Secret>> { ["X-Who"] = [new Secret("me")] },
            },
        };

        SendOutcome outcome = await SendAsync(NotifierTo("https://hooks.test/s3cret", config));
        WireRequest request = await proxy.NextAsync();

        Assert.Equal("CONNECT hooks.test:443 HTTP/1.1", request.Line);
        Assert.Equal("me", request.Headers["X-Who"]);
        Assert.Equal("Basic " + Convert.ToBase64String("u:p"u8), request.Headers["Proxy-Authorization"]);
        Assert.Contains("403", outcome.Answer, StringComparison.Ordinal);
        Assert.False(Assert.IsType<SendOutcome.Retry>(outcome).MayHaveArrived);
    }

    [Fact]
    public async Task A_token_is_had_once_and_used_until_it_expires()
    {
        await using FakeHttpServer server = new();
        await using FakeHttpServer tokens = new();
        WebhookNotifier notifier = Notifier(server, new HttpClientConfig
        {
            OAuth2 = new OAuth2Config
            {
                ClientId = "id",
                ClientSecret = new Secret("hush"),
                TokenUrl = tokens.Url("/token"),
                Scopes = ["a", "b"],
                EndpointParams = new Dictionary<string, string> { ["audience"] = "x" },
            },
        });
        tokens.Answer(200, "{\"access_token\":\"T1\",\"expires_in\":60}");
        tokens.Answer(200, "{\"access_token\":\"T2\",\"expires_in\":\"60\"}");
        foreach (string want in (string[])["T1", "T1", "T2"])
        {
            server.Answer(200);
            await SendAsync(notifier);
            Assert.Equal("Bearer " + want, (await server.NextAsync()).Headers["Authorization"]);
            _time.Advance(TimeSpan.FromSeconds(30));
        }

        WireRequest request = await tokens.NextAsync();
        Assert.Equal("grant_type=client_credentials&scope=a+b&audience=x", request.Body);
        Assert.Equal("Basic " + Convert.ToBase64String("id:hush"u8), request.Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_that_the_receiver_refuses_is_not_used_again()
    {
        await using FakeHttpServer server = new();
        await using FakeHttpServer tokens = new();
        WebhookNotifier notifier = Notifier(server, new HttpClientConfig
        {
            OAuth2 = new OAuth2Config { ClientId = "id", TokenUrl = tokens.Url("/token") },
        });
        tokens.Answer(200, "{\"access_token\":\"T1\"}");
        tokens.Answer(200, "{\"access_token\":\"T2\"}");
        server.Answer(401);
        server.Answer(200);

        Assert.IsType<SendOutcome.Rejected>(await SendAsync(notifier));
        Assert.IsType<SendOutcome.Delivered>(await SendAsync(notifier));
        await server.NextAsync();
        Assert.Equal("Bearer T2", (await server.NextAsync()).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_token_server_that_refuses_is_named_without_the_secret()
    {
        await using FakeHttpServer server = new();
        await using FakeHttpServer tokens = new();
        tokens.Answer(400, "{\"error\":\"bad hush-hush\"}");

        SendOutcome outcome = await SendAsync(Notifier(server, new HttpClientConfig
        {
            OAuth2 = new OAuth2Config { ClientId = "id", ClientSecret = new Secret("hush-hush"), TokenUrl = tokens.Url("/t") },
        }));

        Assert.Equal("oauth2: the token server answered with status 400", outcome.Answer);
    }

    private static ValueTask<SendOutcome> SendAsync(WebhookNotifier notifier) => notifier.SendAsync(
        TestServices.NotificationOf(Of(At(0), Firing("a"))), NoSendObserver.Instance, TestContext.Current.CancellationToken);

    private WebhookNotifier Notifier(FakeHttpServer server, HttpClientConfig config) =>
        NotifierTo(server.Url("/hook"), config);

    private WebhookNotifier NotifierTo(string url, HttpClientConfig config) =>
        new(new WebhookConfig { Url = new Secret(url), HttpConfig = config }, TestServices.On(_time));
}
