using System.Net;
using Tocsin.Server.Hosting;
using Tocsin.Server.Web;

namespace Tocsin.Server.Tests.Web;

public sealed class AddressTests
{
    [Theory]
    [InlineData(":9093", "", 9093)]
    [InlineData("localhost:0", "localhost", 0)]
    [InlineData("[::1]:9100", "::1", 9100)]
    [InlineData("0.0.0.0:9093", "0.0.0.0", 9093)]
    [InlineData("localhost:", "localhost", 0)]
    public void A_listen_address_has_host_and_port(string text, string host, int port)
    {
        Assert.True(ListenAddress.TryParse(text, out ListenAddress address, out _));
        Assert.Equal(new ListenAddress(host, port), address);
    }

    [Theory]
    [InlineData("", "missing port in address")]
    [InlineData("localhost", "missing port in address")]
    [InlineData("[::1]", "missing port in address")]
    [InlineData("::1:9093", "too many colons in address")]
    [InlineData(":99999", "invalid port")]
    [InlineData(":-1", "invalid port")]
    [InlineData(":http", "invalid port")]
    [InlineData("vsock://:9100", "vsock listeners are not supported")]
    public void A_wrong_listen_address_has_a_reason(string text, string reason)
    {
        Assert.False(ListenAddress.TryParse(text, out _, out string? error));
        Assert.Contains(reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_is_looked_up_and_ipv4_goes_first()
    {
        Assert.True(ListenAddress.TryParse("localhost:5", out ListenAddress address, out _));
        IPEndPoint endPoint = Assert.Single(await address.ResolveAsync(TestContext.Current.CancellationToken));
        Assert.Equal(new IPEndPoint(IPAddress.Loopback, 5), endPoint);
    }

    // Source: the table of upstream's own test.
    [Theory]
    [InlineData("", ":9093", "http://foo:9093", "")]
    [InlineData("", "localhost:9093", "http://foo:9093", "")]
    [InlineData("", "localhost:", "http://foo:", "")]
    [InlineData("https://host.example.com", "", "https://host.example.com", "")]
    [InlineData("https://host.example.com/", "", "https://host.example.com", "")]
    [InlineData("http://host.example.com/alertmanager", "", "http://host.example.com/alertmanager", "/alertmanager")]
    [InlineData("http://host.example.com/alertmanager/", "", "http://host.example.com/alertmanager", "/alertmanager")]
    [InlineData("http://h/////alertmanager//", "", "http://h/////alertmanager", "/////alertmanager")]
    public void The_external_address_is_given_or_derived(string external, string listen, string text, string path)
    {
        Assert.Equal(new ExternalUrl(text, path), Resolve(external, listen, out _));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("://broken url string", "")]
    [InlineData("host.example.com:8080", "")]
    [InlineData("ftp://host", "")]
    [InlineData("http://", "")]
    public void A_wrong_external_address_is_refused(string external, string listen)
    {
        Assert.Null(Resolve(external, listen, out string? error));
        Assert.NotNull(error);
    }

    [Theory]
    [InlineData("http://h", "", "")]
    [InlineData("http://h/am/", "", "/am")]
    [InlineData("http://h/am/", "/", "")]
    [InlineData("http://h/am/", "foo/", "/foo")]
    [InlineData("http://h", "//a/b//", "/a/b")]
    public void The_prefix_is_given_or_that_of_the_external_address(string external, string routePrefix, string prefix) =>
        Assert.Equal(prefix, Resolve(external, ":1", out _)!.Prefix(routePrefix));

    [Theory]
    [InlineData("7", "2", 7, new ulong[] { 3, 4 })]
    [InlineData("8", "2", 7, new ulong[0])]
    [InlineData("7", "0", 7, new ulong[0])]
    [InlineData("7", "x", 7, new ulong[0])]
    [InlineData(null, null, 7, new ulong[0])]
    public void Sockets_from_systemd_are_taken_when_they_are_ours(string? pid, string? count, int self, ulong[] descriptors) =>
        Assert.Equal(descriptors, SystemdSockets.Descriptors(name => name == "LISTEN_PID" ? pid : count, self));

    private static ExternalUrl? Resolve(string external, string listen, out string? error) =>
        ExternalUrl.Resolve(new WebOptions { ExternalUrl = external, ListenAddresses = [listen] }, "foo", out error);
}
