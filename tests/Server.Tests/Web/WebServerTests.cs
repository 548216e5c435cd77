using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Server.Hosting;
using Tocsin.Server.Metrics;
using Tocsin.Server.Web;

namespace Tocsin.Server.Tests.Web;

/// <summary>The parts together, behind real sockets on the loopback.</summary>
public sealed class WebServerTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("tocsin-web-").FullName;
    private readonly Certificates _certificates = new();
    private readonly MetricsAggregator _metrics = new(MetricCatalog.For(FeatureFlags.None), NullLogger.Instance);
    private WebApplication? _app;
    private WebPipeline? _pipeline;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        _pipeline?.Dispose();
        _metrics.Dispose();
        _certificates.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Health_and_metrics_answer_below_the_prefix()
    {
        Uri server = await StartAsync("", prefix: "/foo");
        using var client = new HttpClient { BaseAddress = server };
        Assert.Equal("OK", await client.GetStringAsync("/foo/-/healthy", Cancellation));
        using HttpResponseMessage outside = await client.GetAsync("/-/healthy", Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
        using HttpResponseMessage head = await client.SendAsync(new HttpRequestMessage(HttpMethod.Head, "/foo/-/ready"), Cancellation);
        Assert.Equal(HttpStatusCode.OK, head.StatusCode);
        string metrics = await client.GetStringAsync("/foo/metrics", Cancellation);
        Assert.Contains(
            "alertmanager_http_request_duration_seconds_count{code=\"200\",handler=\"/-/healthy\",method=\"get\"} 1\n",
            metrics,
            StringComparison.Ordinal);
        Assert.Contains(
            "alertmanager_http_response_size_bytes_sum{handler=\"/-/healthy\",method=\"get\"} 2\n",
            metrics,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", HttpStatusCode.NotFound, "no-store")]
    [InlineData("OPTIONS", HttpStatusCode.NoContent, null)]
    public async Task Answers_of_the_API_can_be_read_by_pages_of_other_origins(
        string method, HttpStatusCode status, string? storing)
    {
        Uri server = await StartAsync("", prefix: "/foo");
        using var client = new HttpClient { BaseAddress = server };
        using HttpResponseMessage api = await AskAsync("/foo/api/v2/alerts");
        Assert.Equal(status, api.StatusCode);
        Assert.Equal(["*"], api.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal(storing, api.Headers.CacheControl?.ToString());

        using HttpResponseMessage health = await AskAsync("/foo/-/healthy");
        Assert.False(health.Headers.Contains("Access-Control-Allow-Origin"));

        async Task<HttpResponseMessage> AskAsync(string path)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            request.Headers.Add("Origin", "https://grafana.example");
            request.Headers.Add("Access-Control-Request-Method", "POST");
            return await client.SendAsync(request, Cancellation);
        }
    }

    [Fact]
    public async Task A_reload_that_fails_says_why()
    {
        Uri server = await StartAsync("", reloadError: "no route provided in config");
        using var client = new HttpClient { BaseAddress = server };
        using HttpResponseMessage answer = await client.PostAsync("/-/reload", null, Cancellation);
        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Equal(
            "failed to reload config: no route provided in config\n",
            await answer.Content.ReadAsStringAsync(Cancellation));
        using HttpResponseMessage get = await client.GetAsync("/-/reload", Cancellation);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
    }

    [Theory]
    [InlineData("", 2)]
    [InlineData("http_server_config: {http2: false}", 1)]
    public async Task Tls_is_spoken_with_the_http_version_that_is_allowed(string more, int version)
    {
        string tls = WriteServerFiles();
        Uri server = await StartAsync($"tls_server_config: {{{tls}}}\n{more}");
        using HttpClient client = Client(server);
        using HttpResponseMessage answer = await client.GetAsync("/-/healthy", Cancellation);
        Assert.Equal(version, answer.Version.Major);
    }

    [Fact]
    public async Task A_replaced_certificate_is_used_by_the_next_connection_and_a_broken_one_is_not()
    {
        Uri server = await StartAsync($"tls_server_config: {{{WriteServerFiles()}}}");
        string first = await ServerSerialAsync(server);
        _certificates.RenewServer();
        WriteServerFiles();
        string second = await ServerSerialAsync(server);
        Assert.NotEqual(first, second);
        await File.WriteAllTextAsync(Path.Combine(_folder, "server.crt"), "half a file", Cancellation);
        Assert.Equal(second, await ServerSerialAsync(server));
    }

    [Theory]
    [InlineData("NoClientCert", "none", true)]
    [InlineData("RequestClientCert", "none", true)]
    [InlineData("RequestClientCert", "stranger", true)]
    [InlineData("RequireAnyClientCert", "none", false)]
    [InlineData("RequireAnyClientCert", "stranger", true)]
    [InlineData("VerifyClientCertIfGiven", "none", true)]
    [InlineData("VerifyClientCertIfGiven", "stranger", false)]
    [InlineData("VerifyClientCertIfGiven", "client", true)]
    [InlineData("RequireAndVerifyClientCert", "none", false)]
    [InlineData("RequireAndVerifyClientCert", "stranger", false)]
    [InlineData("RequireAndVerifyClientCert", "client", true)]
    public async Task Clients_are_let_in_as_the_kind_of_authentication_says(string kind, string who, bool comesIn)
    {
        string authority = kind == "NoClientCert" ? "" : ", client_ca_file: ca.crt";
        Uri server = await StartAsync($"tls_server_config: {{{WriteServerFiles()}, client_auth_type: {kind}{authority}}}");
        Assert.Equal(comesIn, await ComesInAsync(server, who));
    }

    [Theory]
    [InlineData("client.example", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("spiffe://example/x", true)]
    [InlineData("ann@example.org", true)]
    [InlineData("other.example", false)]
    public async Task A_client_needs_one_of_the_allowed_names(string name, bool comesIn)
    {
        string tls = $"{WriteServerFiles()}, client_auth_type: RequireAndVerifyClientCert, client_ca_file: ca.crt";
        Uri server = await StartAsync($"tls_server_config: {{{tls}, client_allowed_sans: ['{name}']}}");
        Assert.Equal(comesIn, await ComesInAsync(server, "client"));
    }

    [Fact]
    public async Task A_certificate_that_is_not_there_is_an_error_at_start()
    {
        string path = Path.Combine(_folder, "web.yml");
        await File.WriteAllTextAsync(path, "tls_server_config: {cert_file: no.crt, key_file: no.key}", Cancellation);
        (WebListeners? listeners, string? error) = await WebListeners.OpenAsync(
            new WebOptions { ConfigFile = path, ListenAddresses = ["127.0.0.1:0"] }, NullLogger.Instance, Cancellation);
        Assert.Null(listeners);
        Assert.StartsWith($"failed to read cert_file ({_folder}/no.crt): ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_in_use_is_told_as_such()
    {
        Uri server = await StartAsync("");
        Exception error = await Assert.ThrowsAnyAsync<Exception>(async () => await StartAsync("", port: server.Port));
        Assert.Contains("bind: address already in use", WebListeners.DescribeBindFailure(error), StringComparison.Ordinal);
    }

    private async Task<Uri> StartAsync(string settings, string prefix = "", string? reloadError = null, int port = 0)
    {
        string path = Path.Combine(_folder, "web.yml");
        await File.WriteAllTextAsync(path, settings, Cancellation);
        var options = new WebOptions { ConfigFile = path, ListenAddresses = [$"127.0.0.1:{port}"] };
        (WebListeners? listeners, string? error) = await WebListeners.OpenAsync(options, NullLogger.Instance, Cancellation);
        Assert.True(listeners is not null, error);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(listeners.Configure);
        WebApplication app = builder.Build();
        var pipeline = new WebPipeline(options, listeners.Settings, prefix, TimeProvider.System);
        pipeline.Use(app);
        var routes = app.MapGroup(prefix);
        routes.MapHealth();
        routes.MapMetrics(_metrics, _ => Task.CompletedTask);
        routes.MapReload(_ => Task.FromResult(reloadError));
        try
        {
            await app.StartAsync(Cancellation);
        }
        catch
        {
            pipeline.Dispose();
            await app.DisposeAsync();
            throw;
        }

        (_app, _pipeline) = (app, pipeline);
        IServerAddressesFeature addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        listeners.LogAddresses(addresses.Addresses);
        return new Uri(addresses.Addresses.Single());
    }

    private string WriteServerFiles()
    {
        File.WriteAllText(Path.Combine(_folder, "server.crt"), _certificates.Server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(_folder, "server.key"), _certificates.Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(_folder, "ca.crt"), _certificates.Authority.ExportCertificatePem());
        return "cert_file: server.crt, key_file: server.key";
    }

    private async Task<bool> ComesInAsync(Uri server, string who)
    {
        using HttpClient client = Client(server, who switch
        {
            "client" => _certificates.Client,
            "stranger" => _certificates.Stranger,
            _ => null,
        });
        try
        {
            return await client.GetStringAsync("/-/healthy", Cancellation) == "OK";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task<string> ServerSerialAsync(Uri server)
    {
        string serial = "";
        using HttpClient client = Client(server, seen: certificate => serial = certificate);
        await client.GetStringAsync("/-/healthy", Cancellation);
        return serial;
    }

    private static HttpClient Client(Uri server, X509Certificate2? certificate = null, Action<string>? seen = null)
    {
        var handler = new SocketsHttpHandler
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = certificate is null ? null : [certificate],
                LocalCertificateSelectionCallback = certificate is null ? null : (_, _, _, _, _) => certificate,
                RemoteCertificateValidationCallback = (_, found, _, _) =>
                {
                    seen?.Invoke(found!.GetSerialNumberString());
                    return found is not null;
                },
            },
        };
        return new HttpClient(handler)
        {
            BaseAddress = server,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
    }

    /// <summary>An authority with a server and a client, and a client of another authority.</summary>
    private sealed class Certificates : IDisposable
    {
        private static readonly DateTimeOffset From = DateTimeOffset.UtcNow.AddDays(-1);
        private static readonly DateTimeOffset Until = DateTimeOffset.UtcNow.AddDays(30);
        private byte _serial;

        public Certificates()
        {
            Authority = NewAuthority("CN=authority");
            using X509Certificate2 other = NewAuthority("CN=other");
            Server = Issue(Authority, "CN=server", "1.3.6.1.5.5.7.3.1");
            Client = Issue(Authority, "CN=client", "1.3.6.1.5.5.7.3.2");
            Stranger = Issue(other, "CN=stranger", "1.3.6.1.5.5.7.3.2");
        }

        public X509Certificate2 Authority { get; }

        public X509Certificate2 Server { get; private set; }

        public X509Certificate2 Client { get; }

        public X509Certificate2 Stranger { get; }

        public void RenewServer()
        {
            Server.Dispose();
            Server = Issue(Authority, "CN=server", "1.3.6.1.5.5.7.3.1");
        }

        public void Dispose()
        {
            Authority.Dispose();
            Server.Dispose();
            Client.Dispose();
            Stranger.Dispose();
        }

        private static X509Certificate2 NewAuthority(string name)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            return request.CreateSelfSigned(From, Until);
        }

        private X509Certificate2 Issue(X509Certificate2 authority, string name, string use)
        {
            using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName("client.example");
            names.AddIpAddress(IPAddress.Parse("10.1.2.3"));
            names.AddUri(new Uri("spiffe://example/x"));
            names.AddEmailAddress("ann@example.org");
            request.CertificateExtensions.Add(names.Build());
            using X509Certificate2 issued = request.Create(authority, From, Until.AddDays(-1), [++_serial]);
            using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
            return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
        }
    }
}
