using System.IO.Compression;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tocsin.Server.Probes;
using Tocsin.Signals.Probes;
using Tocsin.TestKit.Probes;

namespace Tocsin.Server.Tests.Probes;

public sealed class HttpProbeTests
{
    [Fact]
    public async Task A_good_answer_is_measured()
    {
        await using PlayedWeb web = await PlayedWeb.StartAsync(async http =>
        {
            http.Response.Headers.LastModified = "Wed, 21 Oct 2015 07:28:00 GMT";
            http.Response.ContentLength = 5;
            await http.Response.WriteAsync("hello");
        });
        ProbeResult result = await ProbeLab.OnceAsync("{prober: http}", $"127.0.0.1:{web.Port}");
        result.MustBeGood();
        Assert.Equal((200, 5), (result.Value(ProbeGauges.HttpStatusCode), result.Value(ProbeGauges.HttpContentLength)));
        Assert.Equal(5, result.Value(ProbeGauges.HttpBodyLength));
        Assert.Equal((1.1, 0, 0), (
            result.Value(ProbeGauges.HttpVersion), result.Value(ProbeGauges.HttpSsl), result.Value(ProbeGauges.HttpRedirects)));
        Assert.Equal((4, 1445412480), (result.Value(ProbeGauges.IpProtocol), result.Value(ProbeGauges.HttpLastModified)));
        Assert.Equal(
            ["connect", "processing", "resolve", "tls", "transfer"],
            result.Metrics.Samples.Where(s => s.Name == ProbeGauges.HttpDuration.Name).Select(s => s.Labels[0].Value));
    }

    [Fact]
    public async Task Redirects_are_followed_with_cookies_and_the_host_that_was_asked_for()
    {
        var seen = new List<string>();
        await using PlayedWeb web = await PlayedWeb.StartAsync(async http =>
        {
            seen.Add($"{http.Request.Method} {http.Request.Host} {http.Request.Path} {http.Request.Cookies["a"]}");
            if (http.Request.Path == "/end")
            {
                await http.Response.WriteAsync("the end");
                return;
            }

            http.Response.Cookies.Append("a", "b");
            http.Response.Redirect("/end");
        });
        ProbeResult result = await ProbeLab.OnceAsync(
            "{prober: http, http: {method: POST, body: x, headers: {Host: vhost.example}}}", $"http://shop.test:{web.Port}/begin");
        result.MustBeGood();
        Assert.Equal(["POST vhost.example /begin ", "GET vhost.example /end b"], seen);
        Assert.Equal(1, result.Value(ProbeGauges.HttpRedirects));
    }

    [Fact]
    public async Task Another_host_gets_no_credentials()
    {
        string? told = "";
        await using PlayedWeb other = await PlayedWeb.StartAsync(http =>
        {
            told = http.Request.Headers.Authorization;
            return Task.CompletedTask;
        });
        string first = "";
        await using PlayedWeb web = await PlayedWeb.StartAsync(http =>
        {
            first = http.Request.Headers.Authorization.ToString();
            http.Response.Redirect($"http://localhost:{other.Port}/");
            return Task.CompletedTask;
        });
        ProbeResult result = await ProbeLab.OnceAsync(
            "{prober: http, http: {basic_auth: {username: u, password: p}}}", $"http://shop.test:{web.Port}/");
        result.MustBeGood();
        Assert.Equal(("Basic " + Convert.ToBase64String("u:p"u8), null), (first, told));
    }

    [Fact]
    public async Task Redirects_that_never_end_and_those_that_are_not_wanted_are_not_followed()
    {
        await using PlayedWeb web = await PlayedWeb.StartAsync(http =>
        {
            http.Response.Redirect("/again");
            return Task.CompletedTask;
        });
        string target = $"127.0.0.1:{web.Port}";
        ProbeResult endless = await ProbeLab.OnceAsync("{prober: http}", target);
        endless.MustFail("the status 302 is not 2xx");
        Assert.Equal(11, endless.Value(ProbeGauges.HttpRedirects));
        ProbeResult one = await ProbeLab.OnceAsync(
            "{prober: http, http: {follow_redirects: false, valid_status_codes: [302]}}", target);
        one.MustBeGood();
        Assert.Equal((1, 302), (one.Value(ProbeGauges.HttpRedirects), one.Value(ProbeGauges.HttpStatusCode)));
    }

    [Theory]
    [InlineData("fail_if_body_matches_regexp: [sorry]", 1.0)]
    [InlineData("fail_if_body_not_matches_regexp: ['^all']", 1.0)]
    [InlineData("fail_if_header_matches: [{header: X-State, regexp: bad}]", 1.0)]
    [InlineData("fail_if_header_not_matches: [{header: X-None, regexp: a}]", 1.0)]
    [InlineData("valid_status_codes: [404]", 0.0)]
    [InlineData("valid_http_versions: [HTTP/2.0]", 0.0)]
    [InlineData("fail_if_not_ssl: true", 0.0)]
    [InlineData("body_size_limit: 3B", 0.0)]
    [InlineData("compression: gzip", 0.0)]
    public async Task What_a_module_does_not_want_fails(string keys, double dueToRegex)
    {
        await using PlayedWeb web = await PlayedWeb.StartAsync(async http =>
        {
            http.Response.Headers["X-State"] = "bad";
            await http.Response.WriteAsync("we are sorry");
        });
        ProbeResult result = await ProbeLab.OnceAsync($"{{prober: http, http: {{{keys}}}}}", $"127.0.0.1:{web.Port}");
        Assert.False(result.IsGood, result.Trail());
        Assert.NotEqual("", result.Fault);
        Assert.Equal((dueToRegex, 200), (result.Value(ProbeGauges.FailedDueToRegex), result.Value(ProbeGauges.HttpStatusCode)));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_packed_body_is_unpacked_as_the_module_says(string compression)
    {
        using var packed = new MemoryStream();
        await using (Stream packer = compression switch
        {
            "gzip" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            "br" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
            _ => new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            packer.Write(Encoding.ASCII.GetBytes(new string('a', 5000) + "good"));
        }

        await using PlayedWeb web = await PlayedWeb.StartAsync(http => http.Response.Body.WriteAsync(packed.ToArray()).AsTask());
        ProbeResult result = await ProbeLab.OnceAsync(
            $"{{prober: http, http: {{compression: {compression}, fail_if_body_not_matches_regexp: ['agood$']}}}}",
            $"127.0.0.1:{web.Port}");
        result.MustBeGood();
        Assert.Equal(5004, result.Value(ProbeGauges.HttpBodyLength));
    }

    [Fact]
    public async Task The_certificate_is_told_over_http_1_and_2()
    {
        using var made = new ProbeCertificates();
        using X509Certificate2 certificate = made.Issue("shop.test", TimeSpan.FromDays(20));
        await using PlayedWeb web = await PlayedWeb.StartAsync(
            http => http.Response.WriteAsync("hello"), certificate, HttpProtocols.Http1AndHttp2);
        string target = $"https://shop.test:{web.Port}/";
        ProbeResult result = await ProbeLab.OnceAsync(
            $"{{prober: http, http: {{fail_if_not_ssl: true, tls_config: {{ca: {Quote(made.AuthorityPem)}}}}}}}", target);
        result.MustBeGood();
        double ends = new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds();
        Assert.Equal((2, 1, ends), (
            result.Value(ProbeGauges.HttpVersion), result.Value(ProbeGauges.HttpSsl), result.Value(ProbeGauges.EarliestCertExpiry)));
        Assert.Equal(ends, result.Value(ProbeGauges.LastChainExpiry));
        Assert.Equal("CN=shop.test,O=Shop\\, Ltd,C=DE", result.Label(ProbeGauges.LastChainInfo, "subject"));
        Assert.StartsWith("TLS 1.", result.Label(ProbeGauges.TlsVersion, "version"), StringComparison.Ordinal);
        Assert.StartsWith("TLS_", result.Label(ProbeGauges.TlsCipher, "cipher"), StringComparison.Ordinal);

        ProbeResult old = await ProbeLab.OnceAsync(
            "{prober: http, http: {enable_http2: false, fail_if_ssl: true, tls_config: {insecure_skip_verify: true}}}", target);
        old.MustFail("The last request went over TLS");
        Assert.Equal((1.1, -62135596800), (old.Value(ProbeGauges.HttpVersion), old.Value(ProbeGauges.LastChainExpiry)));
    }

    [Theory]
    [InlineData("https://other.test", 20, "not for this name")]
    [InlineData("https://shop.test", -1, "expired")]
    [InlineData("https://shop.test", 20, "")]
    public async Task A_certificate_that_is_refused_is_told_all_the_same(string target, int days, string fault)
    {
        using var made = new ProbeCertificates();
        using X509Certificate2 certificate = made.Issue("shop.test", TimeSpan.FromDays(days));
        await using PlayedWeb web = await PlayedWeb.StartAsync(http => http.Response.WriteAsync("hello"), certificate);
        string authority = fault.Length == 0 ? "" : $"ca: {Quote(made.AuthorityPem)}";
        ProbeResult result = await ProbeLab.OnceAsync(
            $"{{prober: http, http: {{tls_config: {{{authority}}}}}}}", $"{target}:{web.Port}/");
        result.MustFail(fault);
        Assert.Equal(
            new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds(), result.Value(ProbeGauges.EarliestCertExpiry));
        Assert.Equal((0, 0, null), (
            result.Value(ProbeGauges.HttpStatusCode), result.Value(ProbeGauges.HttpSsl), result.Value(ProbeGauges.LastChainExpiry)));
    }

    [Fact]
    public async Task The_hostname_of_the_request_names_host_and_certificate_and_must_not_contradict_the_module()
    {
        using var made = new ProbeCertificates();
        using X509Certificate2 certificate = made.Issue("shop.test", TimeSpan.FromDays(20));
        string host = "";
        await using PlayedWeb web = await PlayedWeb.StartAsync(
            http =>
            {
                host = http.Request.Host.ToString();
                return Task.CompletedTask;
            },
            certificate);
        using var lab = new ProbeLab($"{{prober: http, http: {{tls_config: {{ca: {Quote(made.AuthorityPem)}}}}}}}");
        (await lab.ProbeAsync($"https://127.0.0.1:{web.Port}", "shop.test")).MustBeGood();
        Assert.Equal("shop.test", host);
        using var other = new ProbeLab("{prober: http, http: {headers: {host: a.example}}}");
        (ProbeResult? none, ProbeRefusal refusal) = await other.TryAsync("127.0.0.1", "b.example");
        Assert.Equal((null, 400), (none, refusal.Status));
    }

    [Fact]
    public async Task Names_and_passwords_of_the_target_are_sent_and_not_told()
    {
        string sent = "";
        await using PlayedWeb web = await PlayedWeb.StartAsync(http =>
        {
            sent = http.Request.Headers.Authorization.ToString();
            return Task.CompletedTask;
        });
        ProbeResult result = await ProbeLab.OnceAsync(
            "{prober: http, http: {headers: {X-Api-Key: k-e-y}}}", $"http://user:hidden@127.0.0.1:{web.Port}/");
        result.MustBeGood();
        Assert.Equal("Basic " + Convert.ToBase64String("user:hidden"u8), sent);
        Assert.DoesNotContain("hidden", result.Describe(), StringComparison.Ordinal);
        Assert.DoesNotContain("k-e-y", result.Describe(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://")]
    [InlineData("http://[::1")]
    [InlineData("http://a b")]
    [InlineData("http://:80")]
    public async Task What_is_no_url_fails_and_says_so(string target) =>
        (await ProbeLab.OnceAsync("{prober: http}", target)).MustFail("The target is not a URL");

    [Fact]
    public async Task An_address_that_is_denied_is_not_probed_also_not_after_a_redirect()
    {
        await using PlayedWeb web = await PlayedWeb.StartAsync(http =>
        {
            http.Response.Redirect("http://169.254.169.254/latest/meta-data");
            return Task.CompletedTask;
        });
        using var denied = new ProbeLab("{prober: http}", deny: ["127.0.0.0/8"]);
        (await denied.ProbeAsync($"shop.test:{web.Port}")).MustFail("by the rule 127.0.0.0/8 of outgoing.deny");
        using var lab = new ProbeLab("{prober: http}", deny: ["169.254.0.0/16"]);
        (await lab.ProbeAsync($"127.0.0.1:{web.Port}")).MustFail("by the rule 169.254.0.0/16 of outgoing.deny");
    }

    private static string Quote(string pem) => $"\"{pem.Replace("\n", "\\n", StringComparison.Ordinal)}\\n\"";
}
