using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Server.Scrape.Discovery;
using Tocsin.Signals.Discovery;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Server.Tests.Scrape;

public sealed class DiscoverySourceTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("discovery").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_in_json_and_yaml_name_targets_and_their_file()
    {
        await WriteAsync("a.json", """[{"targets": ["a:1", "a:2"], "labels": {"env": "x"}}]""");
        await WriteAsync("b.yml", "- targets: ['b:1']\n");
        DiscoveryAnswer answer = await Files("*.json", "*.yml").FindAsync(Cancellation);
        Assert.Equal("", answer.Fault);
        Assert.Equal(["a:1", "a:2", "b:1"], Addresses(answer));
        Assert.Equal(
            ("x", Path.Combine(_folder, "a.json")),
            (answer.Groups![0].Labels["env"], answer.Groups[0].Labels["__meta_filepath"]));
    }

    [Fact]
    public async Task A_file_that_is_broken_leaves_what_it_said_before_and_one_that_is_gone_takes_its_targets_along()
    {
        FileDiscovery source = Files("*.json");
        await WriteAsync("a.json", """[{"targets": ["a:1"]}]""");
        await WriteAsync("b.json", """[{"targets": ["b:1"]}]""");
        await source.FindAsync(Cancellation);
        await WriteAsync("a.json", """[{"targets": "a:1"}]""");
        DiscoveryAnswer broken = await source.FindAsync(Cancellation);
        Assert.Equal(["a:1", "b:1"], Addresses(broken));
        Assert.StartsWith(Path.Combine(_folder, "a.json") + ":1:", broken.Fault, StringComparison.Ordinal);
        File.Delete(Path.Combine(_folder, "b.json"));
        Assert.Equal(["a:1"], Addresses(await source.FindAsync(Cancellation)));
    }

    [Fact]
    public async Task A_server_answers_targets_and_is_told_how_often_it_will_be_asked()
    {
        await using HttpSink server = await HttpSink.StartAsync(async (_, http) =>
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""[{"targets": ["a:1"], "labels": {"__meta_dc": "eu"}}]""");
        });
        DiscoveryAnswer answer = await Http(server).FindAsync(Cancellation);
        Assert.Equal(["a:1"], Addresses(answer));
        Assert.Equal(("eu", server.Url), (answer.Groups![0].Labels["__meta_dc"], answer.Groups[0].Labels["__meta_url"]));
        Assert.Equal("60", server.Requests.Snapshot()[0].Headers["X-Prometheus-Refresh-Interval-Seconds"]);
    }

    [Theory]
    [InlineData(500, "application/json", "[]", "server returned HTTP status 500")]
    [InlineData(200, "text/html", "[]", "unsupported content type \"text/html\"")]
    [InlineData(200, "application/json", "{}", "cannot unmarshal")]
    public async Task A_server_that_answers_badly_leaves_the_targets_before(int status, string type, string body, string fault)
    {
        await using HttpSink server = await HttpSink.StartAsync(async (_, http) =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = type;
            await http.Response.WriteAsync(body);
        });
        DiscoveryAnswer answer = await Http(server).FindAsync(Cancellation);
        Assert.Null(answer.Groups);
        Assert.Contains(fault, answer.Fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Services_have_their_ports_from_dns_by_tcp_too_where_the_answer_is_long(bool cutsUdp)
    {
        await using var server = new FakeNameServer(
            question => FakeNameServer.Answer(
                question, 33, [0, 1, 0, 1, 0x23, 0x8C, .. FakeNameServer.Name("host-1.example")],
                [0, 1, 0, 1, 0x23, 0x8D, .. FakeNameServer.Name("host-2.example")]),
            cutsUdp);
        DiscoveryAnswer answer = await Dns(server, "SRV").FindAsync(Cancellation);
        Assert.Equal("", answer.Fault);
        Assert.Equal(["host-1.example:9100", "host-2.example:9101"], Addresses(answer));
        Assert.Equal("host-1.example.", answer.Groups![0].Targets[0]["__meta_dns_srv_record_target"]);
        Assert.Equal("_x._tcp.example", answer.Groups[0].Labels["__meta_dns_name"]);
    }

    [Theory]
    [InlineData("A", new byte[] { 10, 0, 0, 7 }, "10.0.0.7:80")]
    [InlineData("AAAA", new byte[] { 0xfd, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1 }, "[fd00::1]:80")]
    [InlineData("MX", new byte[] { 0, 10, 4, (byte)'m', (byte)'a', (byte)'i', (byte)'l', 0 }, "mail:80")]
    public async Task Records_without_a_port_get_the_configured_one(string type, byte[] data, string address)
    {
        byte number = type == "A" ? (byte)1 : type == "MX" ? (byte)15 : (byte)28;
        await using var server = new FakeNameServer(question => FakeNameServer.Answer(question, number, data));
        Assert.Equal([address], Addresses(await Dns(server, type).FindAsync(Cancellation)));
    }

    [Fact]
    public async Task Damaged_answers_are_told_and_leave_the_targets_before()
    {
        bool isDamaged = false;
        await using var server = new FakeNameServer(question =>
        {
            byte[] answer = FakeNameServer.Answer(question, 1, [10, 0, 0, 7]);
            return isDamaged ? answer[..^2] : answer;
        });
        DnsDiscovery source = Dns(server, "A");
        await source.FindAsync(Cancellation);
        isDamaged = true;
        DiscoveryAnswer answer = await source.FindAsync(Cancellation);
        Assert.Equal(["10.0.0.7:80"], Addresses(answer));
        Assert.Contains("damaged", answer.Fault, StringComparison.Ordinal);
    }

    private static string[] Addresses(DiscoveryAnswer answer) =>
        [.. answer.Groups!.SelectMany(group => group.Targets).Select(target => target[TargetGroup.Address]!)];

    private static DiscoveryParts Parts(IPEndPoint? server = null) => new()
    {
        Http = new HttpClientFactory(TimeProvider.System, _ => null),
        Time = TimeProvider.System,
        Log = NullLogger.Instance,
        Changed = () => { },
        NameServers = server is null ? null : [server],
    };

    private static DnsDiscovery Dns(FakeNameServer server, string type) => new(
        new DnsDiscoveryConfig { Names = ["_x._tcp.example"], Type = type, Port = 80 }, Parts(server.Address));

    private static HttpDiscovery Http(HttpSink server)
    {
        Assert.Null(WebUrl.TryParse(server.Url, out WebUrl? url));
        return new HttpDiscovery(new HttpDiscoveryConfig { Url = url }, Parts());
    }

    private FileDiscovery Files(params string[] names) =>
        new(new FileDiscoveryConfig { Files = [.. names.Select(name => Path.Combine(_folder, name))] });

    private Task WriteAsync(string name, string text) =>
        File.WriteAllTextAsync(Path.Combine(_folder, name), text, Encoding.UTF8, Cancellation);
}
