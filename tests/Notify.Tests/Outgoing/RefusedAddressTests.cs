using System.Net;
using System.Net.Sockets;
using Tocsin.Model.Seams;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Integrations.Email;
using Tocsin.Notify.Integrations.Webhook;
using Tocsin.Notify.Outgoing;
using Tocsin.Notify.Tests.Contracts;
using Tocsin.Notify.Tests.Fakes;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outgoing;

/// <summary>What may not be reached is not, by whichever way: name, redirect, proxy, mail, token server.</summary>
public sealed class RefusedAddressTests : IAsyncDisposable
{
    // Loopback is the only network that a test may use, so 127.0.0.1 stands for the Internet here.
    private static readonly AddressRules Rules = AddressRules.Of(["internal"], ["127.0.0.1"]);

    private readonly FakeHttpServer _server = new();
    private readonly VirtualTime _time = new();
    private readonly Dictionary<string, Queue<string[]>> _names = [];
    private readonly Dictionary<IntegrationServices, INotifier> _notifiers = new(ReferenceEqualityComparer.Instance);
    private readonly RecordedHops _hops = [];

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Theory]
    [InlineData("127.0.0.2", "127.0.0.2", "loopback, 127.0.0.0/8")]
    [InlineData("[::ffff:127.0.0.2]", "::ffff:127.0.0.2", "loopback, 127.0.0.0/8")]
    [InlineData("[::1]", "::1", "loopback, ::1/128")]
    [InlineData("2130706434", "127.0.0.2", "loopback, 127.0.0.0/8")]
    [InlineData("0x7f.2", "127.0.0.2", "loopback, 127.0.0.0/8")]
    [InlineData("169.254.169.254", "169.254.169.254", "link-local, 169.254.0.0/16")]
    public async Task An_address_is_refused_however_it_is_written(string host, string address, string network)
    {
        SendOutcome outcome = await SendAsync($"http://{host}:{_server.Port}/s3cret-path");

        Assert.Equal(
            $"nothing may go to {address} by the rule internal ({network}) of outgoing.deny in tocsin.yml",
            Assert.IsType<SendOutcome.Rejected>(outcome).Answer);
        Assert.Equal(outcome.Answer, Assert.Single(_hops).Answer);
    }

    [Fact]
    public async Task A_name_is_refused_by_the_address_that_is_connected_to()
    {
        _server.Answer(200, "", "Connection: close");
        Resolve("hooks.test", ["127.0.0.1"], ["127.0.0.2"]);
        string url = $"http://hooks.test:{_server.Port}/";
        IntegrationServices services = Services();
        Assert.IsType<SendOutcome.Delivered>(await SendAsync(url, services));

        // The name means something else the second time: a connection is made anew, and checked anew.
        SendOutcome outcome = await SendAsync(url, services);

        AssertRefused("nothing may go to 127.0.0.2, which is hooks.test, by the rule internal", outcome);
    }

    [Fact]
    public async Task Of_several_addresses_only_those_that_are_allowed_are_tried()
    {
        _server.Answer(200);
        Resolve("both.test", ["127.0.0.2", "127.0.0.1"]);

        Assert.IsType<SendOutcome.Delivered>(await SendAsync($"http://both.test:{_server.Port}/"));
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_tried_again()
    {
        SendOutcome outcome = await SendAsync($"http://nowhere.test:{_server.Port}/");

        Assert.False(Assert.IsType<SendOutcome.Retry>(outcome).MayHaveArrived);
    }

    [Fact]
    public async Task A_redirect_leads_nowhere_else()
    {
        _server.Answer(307, "", $"Location: http://127.0.0.2:{_server.Port}/latest/meta-data");

        SendOutcome outcome = await SendAsync(_server.Url("/hook"));

        AssertRefused("nothing may go to 127.0.0.2", outcome);
    }

    [Theory]
    [InlineData("http")]
    [InlineData("https")]
    public async Task A_proxy_is_an_address_as_others_are(string scheme)
    {
        HttpClientConfig config = Through($"http://127.0.0.2:{_server.Port}");

        SendOutcome outcome = await SendAsync($"{scheme}://hooks.test/", Services(), config);

        AssertRefused("nothing may go to 127.0.0.2", outcome);
    }

    [Theory]
    [InlineData("http", "10.0.0.1")]
    [InlineData("https", "10.0.0.1")]
    [InlineData("http", "inner.test")]
    [InlineData("https", "inner.test")]
    public async Task What_is_refused_is_not_reached_through_a_proxy_either(string scheme, string host)
    {
        Resolve("inner.test", ["10.0.0.1"]);
        HttpClientConfig config = Through(_server.Url(""));

        SendOutcome outcome = await SendAsync($"{scheme}://{host}/", Services(), config);

        AssertRefused("nothing may go to 10.0.0.1", outcome);
    }

    [Fact]
    public async Task A_name_that_only_the_proxy_knows_goes_through_it()
    {
        _server.Answer(200);
        HttpClientConfig config = Through(_server.Url(""));

        Assert.IsType<SendOutcome.Delivered>(await SendAsync("http://elsewhere.test/", Services(), config));

        Assert.Equal("POST http://elsewhere.test/ HTTP/1.1", (await _server.NextAsync()).Line);
    }

    [Fact]
    public async Task A_token_server_is_an_address_as_others_are()
    {
        var config = new HttpClientConfig
        {
            OAuth2 = new OAuth2Config { ClientId = "id", TokenUrl = "http://10.0.0.1/token" },
        };

        SendOutcome outcome = await SendAsync(_server.Url("/hook"), Services(), config);

        AssertRefused("nothing may go to 10.0.0.1", outcome);
    }

    [Fact]
    public async Task A_mail_server_is_an_address_as_others_are()
    {
        var config = new EmailConfig
        {
            To = "a@example.com",
            From = "b@example.com",
            Smarthost = new HostPort("127.0.0.2", "25"),
            RequireTls = false,
        };

        SendOutcome outcome = await config.CreateNotifier(Services()).SendAsync(
            Message(), NoSendObserver.Instance, TestContext.Current.CancellationToken);

        AssertRefused("nothing may go to 127.0.0.2", outcome);
    }

    private static HttpClientConfig Through(string proxy) =>
        new() { Proxy = new ProxyConfig { Url = new WebUrl(proxy) } };

    private static void AssertRefused(string want, SendOutcome outcome) =>
        Assert.StartsWith(want, Assert.IsType<SendOutcome.Rejected>(outcome).Answer, StringComparison.Ordinal);

    private static Notification Message() => TestServices.NotificationOf(Of(At(0), Firing("a")));

    /// <summary>What a name means the first time, the second time and so on.</summary>
    private void Resolve(string name, params string[][] addresses) => _names[name] = new Queue<string[]>(addresses);

    private Task<IPAddress[]> LookUpAsync(string name, CancellationToken cancellation)
    {
        Queue<string[]> answers = _names.GetValueOrDefault(name)
            ?? throw new SocketException((int)SocketError.HostNotFound);
        string[] answer = answers.Count > 1 ? answers.Dequeue() : answers.Peek();
        return Task.FromResult(Array.ConvertAll(answer, IPAddress.Parse));
    }

    private IntegrationServices Services() => TestServices.On(_time) with
    {
        Http = new HttpClientFactory(_time, static _ => null, new Connector(Rules, LookUpAsync)),
    };

    private async Task<SendOutcome> SendAsync(
        string url, IntegrationServices? services = null, HttpClientConfig? http = null)
    {
        services ??= Services();
        if (!_notifiers.TryGetValue(services, out INotifier? notifier))
        {
            notifier = _notifiers[services] = new WebhookNotifier(
                new WebhookConfig { Url = new Secret(url), HttpConfig = http }, services);
        }

        return await notifier.SendAsync(Message(), _hops, TestContext.Current.CancellationToken);
    }
}
