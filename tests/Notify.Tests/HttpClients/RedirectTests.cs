using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.HttpClients;

public sealed class RedirectTests : IAsyncDisposable
{
    private readonly FakeHttpServer _server = new();
    private readonly FakeHttpServer _other = new();
    private readonly VirtualTime _time = new();

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Theory]
    [InlineData(307)]
    [InlineData(308)]
    public async Task The_same_server_gets_body_and_credentials_again(int status)
    {
        _server.Answer(status, "", "Location: /hook/");
        _server.Answer(200);

        Assert.IsType<SendOutcome.Delivered>(await SendAsync());
        WireRequest first = await _server.NextAsync();
        WireRequest second = await _server.NextAsync();

        Assert.Equal("POST /hook/ HTTP/1.1", second.Line);
        Assert.Equal(first.Body, second.Body);
        Assert.Equal("Bearer hidden-token", second.Headers["Authorization"]);
        Assert.Equal("hidden-key", second.Headers["X-Key"]);
    }

    [Fact]
    public async Task Another_server_gets_the_body_and_none_of_the_secrets()
    {
        _server.Answer(307, "", $"Location: http://localhost:{_other.Port}/there");
        _other.Answer(200);

        Assert.IsType<SendOutcome.Delivered>(await SendAsync());
        WireRequest first = await _server.NextAsync();
        WireRequest second = await _other.NextAsync();

        Assert.Equal(first.Body, second.Body);
        Assert.Equal("open", second.Headers["X-Open"]);
        Assert.DoesNotContain("hidden", string.Join('\n', second.Headers), StringComparison.Ordinal);
    }

    // Each of these stands in some header that has nothing to do with it.
    [Theory]
    [InlineData("/1", "hidden-key")]
    [InlineData("/a", "hidden-key")]
    [InlineData("/hook", "1")]
    public async Task Another_server_gets_what_only_looks_like_a_secret(string path, string secret)
    {
        _server.Answer(307, "", $"Location: http://localhost:{_other.Port}/there");
        _other.Answer(200);
        var config = new HttpClientConfig
        {
            HttpHeaders = new Dictionary<string, HttpHeaderConfig>
            {
                ["X-Key"] = new() { Secrets = [new Secret(secret)] },
                ["X-Open"] = new() { Values = ["all 1 and open"] },
            },
        };

        Assert.IsType<SendOutcome.Delivered>(await SendAsync(_server.Url(path), config));
        WireRequest first = await _server.NextAsync();
        WireRequest second = await _other.NextAsync();

        Assert.Equal(
            first.Headers.Keys.Except(["X-Key"], StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase),
            second.Headers.Keys.Order(StringComparer.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    public async Task The_older_kinds_become_a_question_as_they_do_in_Go(int status)
    {
        _server.Answer(status, "", "Location: /hook/");
        _server.Answer(200);

        await SendAsync();
        await _server.NextAsync();
        WireRequest second = await _server.NextAsync();

        Assert.Equal(("GET /hook/ HTTP/1.1", ""), (second.Line, second.Body));
    }

    [Fact]
    public async Task Redirects_that_never_end_do_end()
    {
        for (int i = 0; i <= 10; i++)
        {
            _server.Answer(307, "", "Location: /again");
        }

        Assert.Equal(307, (await SendAsync()).Code);
    }

    [Theory]
    [InlineData("ftp://127.0.0.1/x")]
    [InlineData("file:///etc/passwd")]
    public async Task Nothing_but_HTTP_is_followed(string location)
    {
        _server.Answer(307, "", "Location: " + location);

        Assert.Equal(307, (await SendAsync()).Code);
    }

    [Fact]
    public async Task From_TLS_nobody_is_led_into_the_open()
    {
        await using FakeHttpServer secure = new(Certificates.Server);
        secure.Answer(307, "", "Location: " + _other.Url("/x"));

        SendOutcome outcome = await SendAsync(secure.Url("/hook"), new HttpClientConfig
        {
            TlsConfig = new TlsConfig { Ca = Certificates.PemOf(Certificates.Server) },
        });

        Assert.Equal(307, outcome.Code);
    }

    private Task<SendOutcome> SendAsync() => SendAsync(_server.Url("/hook"), new HttpClientConfig
    {
        Authorization = new AuthorizationConfig { Credentials = new Secret("hidden-token") },
        HttpHeaders = new Dictionary<string, HttpHeaderConfig>
        {
            ["X-Key"] = new() { Secrets = [new Secret("hidden-key")] },
            ["X-Open"] = new() { Values = ["open"] },
        },
    });

    private async Task<SendOutcome> SendAsync(string url, HttpClientConfig config)
    {
        var webhook = new WebhookConfig { Url = new Secret(url), HttpConfig = config };
        return await new WebhookNotifier(webhook, TestServices.On(_time)).SendAsync(
            TestServices.NotificationOf(Of(At(0), Firing("a"))),
            NoSendObserver.Instance,
            TestContext.Current.CancellationToken);
    }
}
