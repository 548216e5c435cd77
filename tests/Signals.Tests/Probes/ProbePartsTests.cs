using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Regexes;
using Tocsin.Signals.Probes;
using Tocsin.Signals.Probes.Http;
using Tocsin.Signals.Probes.Tls;
using Tocsin.TestKit.Probes;

namespace Tocsin.Signals.Tests.Probes;

public sealed class ProbePartsTests
{
    [Fact]
    public void Metrics_are_written_sorted_and_escaped_in_both_formats()
    {
        var metrics = new ProbeMetrics();
        metrics.Set(ProbeGauges.Success, 1);
        metrics.Set(ProbeGauges.ExpectInfo, 1, new("z", "a\"b\\c\nd"), new("a", ""));
        metrics.AddPhase(ProbeGauges.HttpDuration, "tls", TimeSpan.FromSeconds(0.5));
        metrics.AddPhase(ProbeGauges.HttpDuration, "tls", TimeSpan.FromSeconds(0.25));
        metrics.AddPhase(ProbeGauges.HttpDuration, "connect", TimeSpan.Zero);
        string[] lines = metrics.Write(openMetrics: false).Split('\n');
        Assert.Equal(
            [
                "probe_expect_info{a=\"\",z=\"a\\\"b\\\\c\\nd\"} 1",
                "probe_http_duration_seconds{phase=\"connect\"} 0",
                "probe_http_duration_seconds{phase=\"tls\"} 0.75",
                "probe_success 1",
            ],
            lines.Where(line => line.Length > 0 && line[0] != '#'));
        Assert.Contains("# TYPE probe_success gauge", lines);
        Assert.EndsWith("# EOF\n", metrics.Write(openMetrics: true), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 0, 119.5)]
    [InlineData("", 5, 5)]
    [InlineData("10", 0, 9.5)]
    [InlineData("10", 20, 9.5)]
    [InlineData("0.2", 5, 5)]
    [InlineData("1000000", 0, 119.5)]
    public void The_time_is_the_shorter_of_the_scrapers_and_the_modules(string header, double module, double budget)
    {
        Assert.Null(ProbeBudget.Compute(header, TimeSpan.FromSeconds(module), TimeSpan.FromSeconds(0.5), out TimeSpan computed));
        Assert.Equal(budget, computed.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void A_patience_that_is_no_number_is_refused(string header) =>
        Assert.NotNull(ProbeBudget.Compute(header, default, default, out _));

    [Theory]
    [InlineData("", true, "::1")]
    [InlineData("ip4", true, "10.0.0.1")]
    [InlineData("ip4", false, "10.0.0.1")]
    [InlineData("ip6", false, "::1")]
    public void The_first_address_of_the_preferred_kind_is_probed(string preferred, bool fallsBack, string chosen) =>
        Assert.Equal(chosen, AddressChoice.Of(preferred, fallsBack).Choose(
            [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("::1"), IPAddress.Parse("10.0.0.2")])!.ToString());

    [Fact]
    public void Without_a_fallback_the_other_kind_is_none()
    {
        IPAddress[] found = [IPAddress.Parse("10.0.0.1"), IPAddress.Parse("10.0.0.2")];
        Assert.Null(AddressChoice.Of("ip6", fallsBack: false).Choose(found));
        Assert.Equal("10.0.0.2", AddressChoice.Of("ip6", fallsBack: true).Choose(found)!.ToString());
        Assert.Null(AddressChoice.Of("", fallsBack: true).Choose([]));
    }

    [Fact]
    public void The_hash_of_an_address_is_FNV_1a_over_its_bytes()
    {
        // Source: FNV's published offset basis, prime and order: the hash of no bytes, and of "a".
        uint hash = 2166136261;
        foreach (byte b in (byte[])[127, 0, 0, 1])
        {
            hash = unchecked((hash ^ b) * 16777619);
        }

        Assert.Equal(hash, AddressChoice.Hash(IPAddress.Loopback));
        Assert.Equal(hash, AddressChoice.Hash(IPAddress.Parse("::ffff:127.0.0.1")));
        Assert.NotEqual(hash, AddressChoice.Hash(IPAddress.IPv6Loopback));
    }

    [Fact]
    public void Lines_come_out_whole_however_they_arrive() => Prop.ForAll<byte[], PositiveInt>((bytes, piece) =>
    {
        string[] wanted = [.. Encoding.Latin1.GetString(bytes).Split('\n')];
        wanted = wanted[^1].Length == 0 ? wanted[..^1] : wanted;
        var buffer = new LineBuffer();
        var lines = new List<string>();
        foreach (byte[] part in bytes.Chunk(piece.Get))
        {
            buffer.Append(part);
            while (buffer.TakeLine(isEnd: false) is { } line)
            {
                lines.Add(Encoding.Latin1.GetString(line));
            }
        }

        while (buffer.TakeLine(isEnd: true) is { } line)
        {
            lines.Add(Encoding.Latin1.GetString(line));
        }

        return lines.SequenceEqual(wanted.Select(line => line.EndsWith('\r') ? line[..^1] : line)) && buffer.Count == 0;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Fact]
    public void Bytes_are_taken_from_behind_the_last_line()
    {
        var buffer = new LineBuffer();
        buffer.Append("+OK\r\nSx"u8);
        Assert.Equal("+OK"u8.ToArray(), buffer.TakeLine(isEnd: false));
        Assert.Equal("S"u8.ToArray(), buffer.TakeBytes(1));
        Assert.Null(buffer.TakeBytes(2));
    }

    [Fact]
    public void What_is_sent_and_labelled_has_groups_of_the_match_in_it()
    {
        var step = new DialogueStep
        {
            Expect = Re2.Compile("^SSH-2.0-(?P<version>[^ -]+)(?: (.*))?$"),
            Send = (byte[])[.. "hello ${version}, $$5 $9"u8, 0xD2],
            Labels = [new("ssh_version", "${1}"), new("comments", "${2}")],
        };
        DialogueMatch match = step.Match([.. "SSH-2.0-x"u8, 0xFF, .. " Debian"u8])!;
        Assert.Equal([.. "hello x"u8, 0xFF, .. ", $5 "u8, 0xD2], match.Send);
        Assert.Equal([new("ssh_version", "x\uFFFD"), new("comments", "Debian")], match.Labels);
        Assert.Null(step.Match("220 mail"u8.ToArray()));
    }

    [Fact]
    public void Headers_and_bodies_are_judged_as_upstream_judges_them()
    {
        var none = new HttpRules();
        Assert.Null(none.JudgeStatus(204));
        Assert.Equal("the status 301 is not 2xx", none.JudgeStatus(301));
        Assert.Equal("the status 200 is not among 401, 403", new HttpRules { StatusCodes = [401, 403] }.JudgeStatus(200));
        Assert.Null(none.JudgeVersion("HTTP/2.0"));
        Assert.NotNull(new HttpRules { Versions = ["HTTP/1.1"] }.JudgeVersion("HTTP/2.0"));

        static string? Headers(bool isWanted, bool allowsMissing, params string[] values)
        {
            HeaderRule[] rules = [new("X", Re2.Compile("^a"), allowsMissing)];
            return (isWanted ? new HttpRules { HeaderNotMatches = rules } : new HttpRules { HeaderMatches = rules })
                .JudgeHeaders(_ => values);
        }

        Assert.Null(Headers(isWanted: true, false, "b", "ab"));
        Assert.NotNull(Headers(isWanted: true, false, "b"));
        Assert.NotNull(Headers(isWanted: true, false));
        Assert.Null(Headers(isWanted: true, true));
        Assert.Null(Headers(isWanted: false, false, "b"));
        Assert.NotNull(Headers(isWanted: false, false, "b", "ab"));
        Assert.NotNull(Headers(isWanted: false, false));

        var body = new HttpRules { BodyMatches = [Re2.Compile("(?i)error")], BodyNotMatches = [Re2.Compile("ok$")] };
        Assert.Null(body.JudgeBody("all ok"u8));
        Assert.Equal("the body matches \"(?i)error\"", body.JudgeBody("ERROR ok"u8));
        Assert.Equal("the body does not match \"ok$\"", body.JudgeBody("ok?"u8));
    }

    [Fact]
    public void Health_is_asked_and_read_in_grpcs_frames()
    {
        Assert.Equal([0, 0, 0, 0, 0], GrpcHealth.Ask(""));
        Assert.Equal([0, 0, 0, 0, 6, 10, 4, .. "shop"u8], GrpcHealth.Ask("shop"));
        Assert.Null(GrpcHealth.Read([0, 0, 0, 0, 2, 8, 1], out int status));
        Assert.Equal("SERVING", GrpcHealth.NameOf(status));
        Assert.Null(GrpcHealth.Read([0, 0, 0, 0, 0], out status));
        Assert.Equal("UNKNOWN", GrpcHealth.NameOf(status));
        Assert.Equal("7", GrpcHealth.NameOf(7));
        foreach (byte[] wrong in (byte[][])[[], [0, 0, 0, 0, 2, 8], [1, 0, 0, 0, 0], [0, 0, 0, 0, 1, 8], [0, 0xFF, 0xFF, 0xFF, 0xFF]])
        {
            Assert.NotNull(GrpcHealth.Read(wrong, out _));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_reply_is_told_from_other_packets(bool isIpv6)
    {
        byte[] request = IcmpEcho.Request(isIpv6, 0x1234, 9, payloadBytes: 5);
        Assert.Equal(13, request.Length);
        byte[] reply = [.. request];
        reply[0] = isIpv6 ? (byte)129 : (byte)0;
        Assert.True(IcmpEcho.IsReply(reply, request, knowsIdentifier: true));
        Assert.False(IcmpEcho.IsReply(request, request, knowsIdentifier: true));
        reply[4] ^= 1;
        Assert.False(IcmpEcho.IsReply(reply, request, knowsIdentifier: true));
        Assert.True(IcmpEcho.IsReply(reply, request, knowsIdentifier: false));
        reply[6] ^= 1;
        Assert.False(IcmpEcho.IsReply(reply, request, knowsIdentifier: false));
        Assert.False(IcmpEcho.IsReply([], request, knowsIdentifier: false));
    }

    [Fact]
    public void A_packet_with_its_checksum_in_it_adds_up_to_nothing()
    {
        byte[] request = IcmpEcho.Request(isIpv6: false, 0xFFFF, 0xFFFE, payloadBytes: 0);
        Assert.Equal(0, IcmpEcho.Checksum(request));
    }

    [Fact]
    public void A_certificate_is_described_as_upstream_describes_it()
    {
        using var made = new ProbeCertificates();
        using X509Certificate2 soon = made.Issue("shop.example", TimeSpan.FromDays(20));
        using X509Certificate2 late = made.Issue("later.example", TimeSpan.FromDays(90));
        CertificateFacts facts = CertificateFacts.Of([late, soon])!;
        Assert.Equal(new DateTimeOffset(soon.NotAfter.ToUniversalTime()).ToUnixTimeSeconds(), facts.EarliestExpiry);
        Dictionary<string, string> labels = new(facts.Labels);
        Assert.Equal(
            ("CN=later.example,O=Shop\\, Ltd,C=DE", "CN=Probes of the test,O=Tocsin"), (labels["subject"], labels["issuer"]));
        Assert.Equal(("later.example,www.later.example", "800a02"), (labels["subjectalternative"], labels["serialnumber"]));
        Assert.Equal(late.GetCertHashString(System.Security.Cryptography.HashAlgorithmName.SHA256).ToLowerInvariant(),
            labels["fingerprint_sha256"]);
    }
}
