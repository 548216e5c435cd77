using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Tocsin.Server.Probes;
using Tocsin.Signals.Probes;
using Tocsin.TestKit.Probes;

namespace Tocsin.Server.Tests.Probes;

public sealed class OtherProbeTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_mail_server_is_asked_up_to_its_certificate()
    {
        using var made = new ProbeCertificates();
        using X509Certificate2 certificate = made.Issue("mail.test", TimeSpan.FromDays(20));
        await using var server = new PlayedServer(async (stream, cancellation) =>
        {
            await stream.WriteAsync("220 mail.test ESMTP ready\r\n"u8.ToArray(), cancellation);
            Assert.Equal("EHLO mail.test\r\n", await PlayedServer.ReadLineAsync(stream, cancellation));
            await stream.WriteAsync("250-mail.test\r\n250-STARTTLS\r\n250 8BITMIME\r\n"u8.ToArray(), cancellation);
            await PlayedServer.ReadLineAsync(stream, cancellation);
            await stream.WriteAsync("220 go on\r\n"u8.ToArray(), cancellation);
            Stream secured = await PlayedServer.SecureAsync(stream, certificate, cancellation);
            await PlayedServer.ReadLineAsync(secured, cancellation);
            await secured.WriteAsync("250-AUTH PLAIN\r\n"u8.ToArray(), cancellation);
            await PlayedServer.WaitForEndAsync(secured, cancellation);
        });
        ProbeResult result = await ProbeLab.OnceAsync(
            """
            {prober: tcp, tcp: {tls_config: {insecure_skip_verify: true}, query_response: [
              {expect: '^220 ([^ ]+) ESMTP (.+)$', send: "EHLO ${1}\r", labels: [{name: host, value: '${1}'}]},
              {expect: '^250-STARTTLS'}, {send: "STARTTLS\r"}, {expect: '^220'}, {starttls: true},
              {send: "EHLO x\r"}, {expect: '^250-AUTH'}, {send: "QUIT\r"}]}}
            """,
            $"127.0.0.1:{server.Address.Port}");
        result.MustBeGood();
        Assert.Equal("mail.test", result.Label(ProbeGauges.ExpectInfo, "host"));
        Assert.Equal(
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds(), result.Value(ProbeGauges.EarliestCertExpiry));
        Assert.Equal((0, null), (result.Value(ProbeGauges.FailedDueToRegex), result.Value(ProbeGauges.TlsCipher)));
    }

    [Fact]
    public async Task Bytes_are_sent_and_expected_as_they_are()
    {
        byte[] got = [];
        await using var server = new PlayedServer(async (stream, cancellation) =>
        {
            byte[] asked = new byte[9];
            await stream.ReadExactlyAsync(asked, cancellation);
            got = asked;
            await stream.WriteAsync("S"u8.ToArray(), cancellation);
        });
        string target = $"127.0.0.1:{server.Address.Port}";
        const string Module =
            "{prober: tcp, tcp: {query_response: [{send: !!binary AAAACATSFi8=}, {expect_bytes: WANTED}]}}";
        ProbeResult good = await ProbeLab.OnceAsync(Module.Replace("WANTED", "S", StringComparison.Ordinal), target);
        good.MustBeGood();
        Assert.Equal([0, 0, 0, 8, 4, 0xD2, 0x16, 0x2F, (byte)'\n'], got);
        ProbeResult bad = await ProbeLab.OnceAsync(Module.Replace("WANTED", "N", StringComparison.Ordinal), target);
        bad.MustFail("Other bytes came");
        Assert.Equal(1, bad.Value(ProbeGauges.FailedDueToBytes));
        (await ProbeLab.OnceAsync(Module.Replace("WANTED", "SS", StringComparison.Ordinal), target))
            .MustFail("The server ended the connection before all bytes came");
    }

    [Fact]
    public async Task A_server_that_says_something_else_fails_for_the_regex()
    {
        await using PlayedServer server = PlayedServer.Saying("220 mail\r\n");
        ProbeResult result = await ProbeLab.OnceAsync(
            "{prober: tcp, tcp: {query_response: [{expect: '^SSH'}]}}", $"127.0.0.1:{server.Address.Port}");
        result.MustFail("no line matched");
        Assert.Equal(1, result.Value(ProbeGauges.FailedDueToRegex));
    }

    [Fact]
    public async Task A_server_that_hangs_takes_the_probes_time_and_no_more()
    {
        foreach ((string module, string scheme) in ((string, string)[])
            [
                ("{prober: tcp, tcp: {query_response: [{expect: a}]}}", ""), ("{prober: tcp, tcp: {tls: true}}", ""),
                ("{prober: http}", "http://"), ("{prober: http}", "https://"), ("{prober: grpc}", ""),
                ("{prober: grpc, grpc: {tls: true}}", ""),
                ("{prober: dns, dns: {query_name: a.example, transport_protocol: tcp}}", ""),
            ])
        {
            await using PlayedServer server = PlayedServer.Hanging("one ");
            using var lab = new ProbeLab(module);
            Task<ProbeResult> probing = lab.ProbeAsync($"{scheme}127.0.0.1:{server.Address.Port}");
            await server.Connections.FirstAsync(_ => true, TimeSpan.FromSeconds(180), "the connection");
            Assert.False(probing.IsCompleted, module);
            lab.Clock.Advance(TimeSpan.FromSeconds(9.5));
            ProbeResult result = await probing;
            result.MustFail("the time is over");
            Assert.Equal(9.5, result.Value(ProbeGauges.Timeout));
        }
    }

    [Fact]
    public async Task A_server_that_talks_without_end_is_not_listened_to_without_end()
    {
        byte[] line = [.. Enumerable.Repeat((byte)'x', 1023), (byte)'\n'];
        await using var server = new PlayedServer(async (stream, cancellation) =>
        {
            while (true)
            {
                await stream.WriteAsync(line, cancellation);
            }
        });
        string target = $"127.0.0.1:{server.Address.Port}";
        (await ProbeLab.OnceAsync("{prober: tcp, tcp: {query_response: [{expect: never}]}}", target))
            .MustFail("The server says more than 16 MiB");
        await using var oneLine = new PlayedServer(async (stream, cancellation) =>
        {
            while (true)
            {
                await stream.WriteAsync(line.AsMemory(0, 1000), cancellation);
            }
        });
        (await ProbeLab.OnceAsync(
            "{prober: tcp, tcp: {query_response: [{expect: never}]}}", $"127.0.0.1:{oneLine.Address.Port}"))
            .MustFail("A line of the server is too long");
    }

    [Fact]
    public async Task Rubbish_in_the_place_of_tls_http_and_grpc_fails_the_probe()
    {
        await using PlayedServer server = PlayedServer.Saying("\x15\x03\x01 rubbish \0\xFF and more of it, without any sense\r\n\r\n");
        string target = $"127.0.0.1:{server.Address.Port}";
        foreach (string module in (string[])
            ["{prober: tcp, tcp: {tls: true}}", "{prober: grpc}", "{prober: grpc, grpc: {tls: true}}", "{prober: http}",
                "{prober: dns, dns: {query_name: a.example, transport_protocol: tcp}}"])
        {
            ProbeResult result = await ProbeLab.OnceAsync(module, target);
            Assert.False(result.IsGood, result.Trail());
            Assert.DoesNotContain("with a bug", result.Trail(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_port_that_nobody_listens_at_fails_every_prober()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        foreach (string module in (string[])
            ["{prober: tcp}", "{prober: http}", "{prober: grpc}", "{prober: dns, dns: {query_name: a}}",
                "{prober: dns, dns: {query_name: a, transport_protocol: tcp}}"])
        {
            (await ProbeLab.OnceAsync(module, $"127.0.0.1:{port}")).MustFail("refused");
        }

        (await ProbeLab.OnceAsync("{prober: unix}", "/nowhere/socket")).MustFail("Cannot connect");
    }

    [Fact]
    public async Task A_socket_of_this_machine_is_talked_to()
    {
        string folder = Directory.CreateTempSubdirectory("probe").FullName;
        string path = Path.Combine(folder, "s");
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        Task serving = Task.Run(async () =>
        {
            using Socket client = await listener.AcceptAsync(Cancellation);
            byte[] asked = new byte[64];
            int count = await client.ReceiveAsync(asked, Cancellation);
            bool isPing = asked.AsSpan(0, count).SequenceEqual("PING\n"u8);
            await client.SendAsync(Encoding.ASCII.GetBytes(isPing ? "PONG\n" : "?\n"), Cancellation);
        }, Cancellation);
        ProbeResult result = await ProbeLab.OnceAsync(
            "{prober: unix, unix: {query_response: [{send: PING}, {expect: PONG}]}}", path);
        await serving;
        result.MustBeGood();
        Assert.Null(result.Value(ProbeGauges.IpProtocol));
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("udp")]
    [InlineData("tcp")]
    public async Task A_name_server_is_asked_and_its_records_judged(string transport)
    {
        byte[] zone = [.. PlayedNames.Name("ns.test"), .. PlayedNames.Name("mail.test"), 0, 0, 0, 42, .. new byte[16]];
        await using var server = new PlayedNames(question => PlayedNames.Answer(
            question, 0, [PlayedNames.Record(6, 60, zone)], [], [PlayedNames.Record(1, 60, 10, 0, 0, 7)]));
        int port = transport == "udp" ? server.Udp.Port : server.Tcp.Port;
        string Module(string keys) =>
            $"{{prober: dns, dns: {{query_name: zone.test, query_type: SOA, transport_protocol: {transport}, {keys}}}}}";
        ProbeResult result = await ProbeLab.OnceAsync(
            Module("validate_additional_rrs: {fail_if_not_matches_regexp: ['zone.test.\\t60\\tIN\\tA\\t10[.]']}"), $"127.0.0.1:{port}");
        result.MustBeGood();
        Assert.Equal((1, 0, 1), (
            result.Value(ProbeGauges.DnsAnswers), result.Value(ProbeGauges.DnsAuthorities), result.Value(ProbeGauges.DnsAdditionals)));
        Assert.Equal((42, 1), (result.Value(ProbeGauges.DnsSerial), result.Value(ProbeGauges.DnsQuerySucceeded)));
        (await ProbeLab.OnceAsync(Module("validate_answer_rrs: {fail_if_matches_regexp: ['ns[.]test']}"), $"127.0.0.1:{port}"))
            .MustFail("matches \"ns[.]test\"");
        (await ProbeLab.OnceAsync(Module("valid_rcodes: [NXDOMAIN]"), $"127.0.0.1:{port}"))
            .MustFail("the answer's code is NOERROR, wanted is NXDOMAIN");
    }

    [Fact]
    public async Task Datagrams_with_another_number_are_passed_over_and_damaged_answers_fail()
    {
        await using var forged = new PlayedNames(question =>
        {
            byte[] answer = PlayedNames.Answer(question, 0);
            answer[0] ^= 1;
            return answer;
        });
        using var lab = new ProbeLab("{prober: dns, dns: {query_name: a.test}}");
        Task<ProbeResult> probing = lab.ProbeAsync($"127.0.0.1:{forged.Udp.Port}");
        while (!probing.IsCompleted)
        {
            lab.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }

        (await probing).MustFail("the time is over");
        await using var damaged = new PlayedNames(question => PlayedNames.Answer(question, 0, [[0xC0, 12, 0]]));
        (await ProbeLab.OnceAsync("{prober: dns, dns: {query_name: a.test}}", $"127.0.0.1:{damaged.Udp.Port}"))
            .MustFail("is damaged");
    }

    [Theory]
    [InlineData("", 1, true, 0, "SERVING")]
    [InlineData("shop", 2, false, 0, "NOT_SERVING")]
    [InlineData("other", -1, false, 5, "")]
    public async Task Grpcs_health_service_is_asked(string service, int status, bool isGood, double code, string answer)
    {
        await using PlayedWeb web = await PlayedWeb.StartGrpcAsync(asked => asked == service && status >= 0 ? (byte)status : null);
        ProbeResult result = await ProbeLab.OnceAsync(
            $"{{prober: grpc, grpc: {{service: '{service}', metadata: {{x: [y]}}}}}}", $"127.0.0.1:{web.Port}");
        Assert.True(result.IsGood == isGood, result.Trail());
        Assert.Equal((code, 0), (result.Value(ProbeGauges.GrpcStatusCode), result.Value(ProbeGauges.GrpcSsl)));
        foreach (string name in GrpcHealth.Statuses)
        {
            Assert.Equal(name == answer ? 1 : 0, result.Value(ProbeGauges.GrpcHealthResponse, "serving_status", name));
        }
    }

    [Fact]
    public async Task Grpc_over_tls_tells_the_certificate()
    {
        using var made = new ProbeCertificates();
        using X509Certificate2 certificate = made.Issue("shop.test", TimeSpan.FromDays(20));
        await using PlayedWeb web = await PlayedWeb.StartGrpcAsync(_ => 1, certificate);
        ProbeResult result = await ProbeLab.OnceAsync(
            "{prober: grpc, grpc: {tls: true, tls_config: {insecure_skip_verify: true}}}", $"shop.test:{web.Port}");
        result.MustBeGood();
        Assert.Equal(
            (1, new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds()),
            (result.Value(ProbeGauges.GrpcSsl), result.Value(ProbeGauges.EarliestCertExpiry)));
        Assert.Null(result.Value(ProbeGauges.LastChainExpiry));
        (await ProbeLab.OnceAsync("{prober: grpc, grpc: {tls: true}}", $"shop.test:{web.Port}")).MustFail("The call failed");
    }

    [Fact]
    public async Task Loopback_answers_a_ping_or_the_lack_of_privilege_is_told()
    {
        ProbeResult result = await ProbeLab.OnceAsync("{prober: icmp, icmp: {payload_size: 100, preferred_ip_protocol: ip4}}", "127.0.0.1");
        if (!result.IsGood)
        {
            result.MustFail("This process may not ping");
            Assert.Contains("net.ipv4.ping_group_range", result.Trail(), StringComparison.Ordinal);
            return;
        }

        Assert.Equal(4, result.Value(ProbeGauges.IpProtocol));
        Assert.NotNull(result.Value(ProbeGauges.IcmpDuration, "phase", "rtt"));
    }

    [Theory]
    [InlineData("{prober: tcp}", "127.0.0.1", "is not host:port")]
    [InlineData("{prober: tcp}", "127.0.0.1:x", "is not a port")]
    [InlineData("{prober: tcp}", "::1:80", "is not host:port")]
    [InlineData("{prober: grpc}", "a b:1", "The target is not host:port")]
    [InlineData(
        "{prober: tcp, tcp: {preferred_ip_protocol: ip6, ip_protocol_fallback: false}}", "127.0.0.1:1", "no address of the wanted kind")]
    public async Task A_target_that_cannot_be_probed_says_why(string module, string target, string fault) =>
        (await ProbeLab.OnceAsync(module, target)).MustFail(fault);

    [Fact]
    public async Task A_name_that_is_unknown_fails_and_has_no_address()
    {
        using var lab = new ProbeLab("{prober: http}", lookup: (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        ProbeResult result = await lab.ProbeAsync("nowhere.test");
        result.MustFail("The name cannot be resolved");
        Assert.Equal((0, 0), (result.Value(ProbeGauges.IpProtocol), result.Value(ProbeGauges.IpHash)));
    }

    [Fact]
    public async Task More_probes_than_may_run_wait_for_their_turn_as_long_as_their_time()
    {
        await using PlayedServer server = PlayedServer.Hanging();
        using var lab = new ProbeLab("{prober: tcp, tcp: {query_response: [{expect: a}]}}");
        string target = $"127.0.0.1:{server.Address.Port}";
        Task<ProbeResult>[] running = [lab.ProbeAsync(target), lab.ProbeAsync(target)];
        await server.Connections.WhenAsync(all => all.Count == 2, TimeSpan.FromSeconds(180), "two connections");
        Task<(ProbeResult? Result, ProbeRefusal Refusal)> third = lab.TryAsync(target);
        Assert.False(third.IsCompleted);
        lab.Clock.Advance(TimeSpan.FromSeconds(9.5));
        foreach (ProbeResult result in await Task.WhenAll(running))
        {
            result.MustFail("the time is over");
        }

        // It had its turn in the same instant, or none.
        (ProbeResult? late, ProbeRefusal refusal) = await third;
        Assert.True(late is { IsGood: false } || refusal.Status == 503);
    }
}
