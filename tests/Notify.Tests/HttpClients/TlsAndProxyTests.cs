using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Outgoing;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.HttpClients;

/// <summary>Certificates of clients, versions of TLS, and both through proxies.</summary>
public sealed class TlsAndProxyTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _clients = [];

    [Fact]
    public async Task A_client_shows_its_certificate_and_a_new_one_when_the_files_change()
    {
        await using FakeHttpServer server = new(Certificates.Server) { Tls = WantCertificate };
        string cert = Path.GetTempFileName();
        string key = Path.GetTempFileName();
        WebhookNotifier notifier = NotifierTo(server.Url("/hook"), new HttpClientConfig
        {
            TlsConfig = Trusting(Certificates.Server) with { CertFile = cert, KeyFile = key },
        });
        foreach (string name in (string[])["first", "the second"])
        {
            (string certificate, string secret) = MakeClient(name);
            await File.WriteAllTextAsync(cert, certificate, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(key, secret, TestContext.Current.CancellationToken);
            server.Answer(200);
            Assert.IsType<SendOutcome.Delivered>(await SendAsync(notifier));
        }

        Assert.Equal(["CN=first", "CN=the second"], _clients);
        File.Delete(cert);
        File.Delete(key);
    }

    [Fact]
    public async Task A_client_without_the_certificate_that_is_wanted_is_turned_away()
    {
        await using FakeHttpServer server = new(Certificates.Server) { Tls = WantCertificate };

        SendOutcome outcome = await SendAsync(NotifierTo(
            server.Url("/hook"), new HttpClientConfig { TlsConfig = Trusting(Certificates.Server) }));

        Assert.IsType<SendOutcome.Retry>(outcome);
    }

    [Theory]
    [InlineData(TlsVersion.Tls12, true)]
    [InlineData(TlsVersion.Tls13, false)]
    public async Task A_version_of_TLS_below_the_least_is_refused(TlsVersion least, bool isTaken)
    {
        await using FakeHttpServer server = new(Certificates.Server)
        {
            Tls = options => options.EnabledSslProtocols = SslProtocols.Tls12,
        };
        server.Answer(200);

        SendOutcome outcome = await SendAsync(NotifierTo(
            server.Url("/hook"),
            new HttpClientConfig { TlsConfig = Trusting(Certificates.Server) with { MinVersion = least } }));

        Assert.Equal(isTaken, outcome is SendOutcome.Delivered);
        Assert.False(outcome is SendOutcome.Retry { MayHaveArrived: true });
    }

    [Theory]
    [InlineData("http", "CONNECT")]
    [InlineData("socks5", "SOCKS")]
    public async Task Through_a_tunnel_the_servers_name_is_checked_as_without_one(string scheme, string how)
    {
        await using FakeHttpServer server = new(Certificates.Named);
        await using FakeProxy proxy = new(server.Port);
        var config = new HttpClientConfig
        {
            TlsConfig = Trusting(Certificates.Named),
            Proxy = new ProxyConfig { Url = new WebUrl($"{scheme}://127.0.0.1:{proxy.Port}") },
        };
        server.Answer(200);

        SendOutcome right = await SendAsync(NotifierTo("https://mail.test/hook", config));
        SendOutcome wrong = await SendAsync(NotifierTo("https://other.test/hook", config));

        Assert.True(right is SendOutcome.Delivered, right.ToString());
        Assert.Equal("POST /hook HTTP/1.1", (await server.NextAsync()).Line);
        Assert.False(Assert.IsType<SendOutcome.Retry>(wrong).MayHaveArrived);
        Assert.Equal([$"{how} mail.test:443", $"{how} other.test:443"], proxy.Asked);
    }

    [Fact]
    public async Task A_server_may_go_by_another_name_behind_a_tunnel()
    {
        await using FakeHttpServer server = new(Certificates.Named);
        await using FakeProxy proxy = new(server.Port);
        TlsConfig tls = Trusting(Certificates.Named) with { ServerName = "mail.test" };
        server.Answer(200);

        SendOutcome tunnelled = await SendAsync(NotifierTo("https://other.test/", new HttpClientConfig
        {
            TlsConfig = tls,
            Proxy = new ProxyConfig { Url = new WebUrl($"http://127.0.0.1:{proxy.Port}") },
        }));
        SendOutcome bySocks = await SendAsync(NotifierTo("https://other.test/", new HttpClientConfig
        {
            TlsConfig = tls,
            Proxy = new ProxyConfig { Url = new WebUrl($"socks5://127.0.0.1:{proxy.Port}") },
        }));

        Assert.True(tunnelled is SendOutcome.Delivered, tunnelled.ToString());
        Assert.Contains(
            "tls_config.server_name cannot be used with a proxy of scheme socks5",
            Assert.IsType<SendOutcome.Retry>(bySocks).Answer,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_plain_request_goes_through_SOCKS_too()
    {
        await using FakeHttpServer server = new();
        await using FakeProxy proxy = new(server.Port);
        server.Answer(200);

        SendOutcome outcome = await SendAsync(NotifierTo("http://hooks.test/x", new HttpClientConfig
        {
            Proxy = new ProxyConfig { Url = new WebUrl($"socks5://127.0.0.1:{proxy.Port}") },
        }));

        Assert.True(outcome is SendOutcome.Delivered, outcome.ToString());
        Assert.Equal(["SOCKS hooks.test:80"], proxy.Asked);
        Assert.Equal("POST /x HTTP/1.1", (await server.NextAsync()).Line);
    }

    [Fact]
    public async Task A_proxy_of_plain_requests_gets_the_password_that_it_asks_for()
    {
        await using FakeHttpServer proxy = new();
        proxy.Answer(407, "", "Proxy-Authenticate: Basic realm=\"x\"");
        proxy.Answer(200);

        SendOutcome outcome = await SendAsync(NotifierTo("http://hooks.test/x", new HttpClientConfig
        {
            Proxy = new ProxyConfig { Url = new WebUrl($"http://u:p%40ss@127.0.0.1:{proxy.Port}") },
        }));
        WireRequest first = await proxy.NextAsync();
        WireRequest second = await proxy.NextAsync();

        Assert.IsType<SendOutcome.Delivered>(outcome);
        Assert.Equal("Basic " + Convert.ToBase64String("u:p@ss"u8), second.Headers["Proxy-Authorization"]);
        Assert.Equal(first.Body, second.Body);
    }

    [Fact]
    public async Task A_connection_that_does_not_come_about_is_tried_again_and_has_brought_nothing()
    {
        var services = TestServices.On(_time) with
        {
            Http = new(_time, static _ => null, new Connector(AddressRules.Of(["10.0.0.0/8"], []), NeverAsync))
            {
                ConnectTimeout = TimeSpan.FromMilliseconds(1),
            },
        };

        SendOutcome outcome = await SendAsync(new WebhookNotifier(
            new WebhookConfig { Url = new Secret("http://slow.test/x") }, services));

        Assert.Equal("no connection came about in time", outcome.Answer);
        Assert.False(Assert.IsType<SendOutcome.Retry>(outcome).MayHaveArrived);
    }

    [Fact]
    public async Task The_environments_proxy_is_used_if_that_is_wanted()
    {
        await using FakeHttpServer proxy = new();
        proxy.Answer(200);
        var services = TestServices.On(_time) with
        {
            Http = new(_time, name => name == "HTTP_PROXY" ? proxy.Url("") : null),
        };
        var config = new WebhookConfig
        {
            Url = new Secret("http://hooks.test/x"),
            HttpConfig = new HttpClientConfig { Proxy = new ProxyConfig { FromEnvironment = true } },
        };

        Assert.IsType<SendOutcome.Delivered>(await SendAsync(new WebhookNotifier(config, services)));
        Assert.Equal("POST http://hooks.test/x HTTP/1.1", (await proxy.NextAsync()).Line);
    }

    private static TlsConfig Trusting(X509Certificate2 certificate) => new() { Ca = Certificates.PemOf(certificate) };

    private static (string Certificate, string Key) MakeClient(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return (made.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private static ValueTask<SendOutcome> SendAsync(WebhookNotifier notifier) => notifier.SendAsync(
        TestServices.NotificationOf(Of(At(0), Firing("a"))),
        NoSendObserver.Instance,
        TestContext.Current.CancellationToken);

    private static Task<IPAddress[]> NeverAsync(string host, CancellationToken cancellation) =>
        new TaskCompletionSource<IPAddress[]>().Task.WaitAsync(cancellation);

    private void WantCertificate(SslServerAuthenticationOptions options)
    {
        options.ClientCertificateRequired = true;
        options.RemoteCertificateValidationCallback = (_, certificate, _, _) =>
        {
            if (certificate is not null)
            {
                _clients.Add(certificate.Subject);
            }

            return certificate is not null;
        };
    }

    private WebhookNotifier NotifierTo(string url, HttpClientConfig config) =>
        new(new WebhookConfig { Url = new Secret(url), HttpConfig = config }, TestServices.On(_time));
}
