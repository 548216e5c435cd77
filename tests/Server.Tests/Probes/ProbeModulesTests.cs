using Tocsin.Server.Config;
using Tocsin.Server.Config.Probes;
using Tocsin.Server.Tests.Config;
using Tocsin.Yaml;

namespace Tocsin.Server.Tests.Probes;

public sealed class ProbeModulesTests
{
    private const string File = "/etc/blackbox/blackbox.yml";

    private static ProbeModulesResult Load(string text) =>
        new ProbeModulesLoader(new ConfigLoading.MemoryFiles { [File] = text }).Load(File);

    private static ProbeModuleConfig Module(string text)
    {
        ProbeModulesResult result = Load($"modules:\n  m: {text}");
        Assert.Empty(result.Errors);
        return result.Config!.Modules["m"];
    }

    [Fact]
    public void The_built_in_modules_have_the_names_that_upstream_comes_with()
    {
        ProbeModulesResult result = new ProbeModulesLoader(new ConfigLoading.MemoryFiles()).Load("");
        Assert.Empty(result.Errors);
        Assert.Empty(result.Warnings);
        Assert.Superset(
            new HashSet<string>(
                ["http_2xx", "http_post_2xx", "tcp_connect", "pop3s_banner", "grpc", "grpc_plain", "ssh_banner", "ssh_banner_extract",
                    "irc_banner", "icmp", "icmp_ttl5"]),
            new HashSet<string>(result.Config!.Modules.Keys));
        Assert.True(result.Config.Modules["pop3s_banner"].Tcp.Tls);
        Assert.Equal("${2}", result.Config.Modules["ssh_banner_extract"].Tcp.QueryResponse[0].Labels[1].Value);
    }

    [Fact]
    public void What_a_module_does_not_say_is_as_upstream_has_it()
    {
        ProbeModuleConfig module = Module("{prober: http, timeout: 5s, http: }");
        Assert.Equal(TimeSpan.FromSeconds(5), module.Timeout);
        Assert.True(module.Http is { Client: { FollowRedirects: true, EnableHttp2: true }, Address.FallsBack: true });
        Assert.Equal("ip6", module.Http.Address.Choice.Name);
        Assert.Equal(64, Module("{prober: icmp}").Icmp.Ttl);
        Assert.True(Module("{prober: dns, dns: {query_name: a}}").Dns!.Recursion);
        Assert.Equal(1 << 20, Module("{prober: http, http: {body_size_limit: 1MB}}").Http.BodyBytesMax);
        Assert.False(Module("{prober: http, http: {no_follow_redirects: true}}").Http.Client.FollowRedirects);
    }

    [Fact]
    public void Files_are_looked_for_beside_the_module_file()
    {
        ProbeModuleConfig module = Module("{prober: http, http: {body_file: b.txt, tls_config: {ca_file: ca.pem}}}");
        Assert.Equal(
            ("/etc/blackbox/b.txt", "/etc/blackbox/ca.pem"), (module.Http.BodyFile, module.Http.Client.TlsConfig.CaFile));
    }

    [Theory]
    [InlineData("{prober: dns, dns: {query_name: a, invalid_extra_field: v}}",
        "yaml: unmarshal errors:\n  line 2: field invalid_extra_field not found in type config.plain")]
    [InlineData("{prober: http, http: {bearer_token: foo, bearer_token_file: foo}}",
        "at most one of bearer_token & bearer_token_file must be configured")]
    [InlineData("{prober: invalid}", "prober 'invalid' is not valid")]
    [InlineData("{prober: dns, dns: {preferred_ip_protocol: ip6}}", "query name must be set for DNS module")]
    [InlineData("{prober: dns, dns: {query_name: a, query_class: X}}", "query class 'X' is not valid")]
    [InlineData("{prober: dns, dns: {query_name: a, query_type: X}}", "query type 'X' is not valid")]
    [InlineData("{prober: http, http: {fail_if_header_matches: [{regexp: a}]}}", "header name must be set for HTTP header matchers")]
    [InlineData("{prober: http, http: {fail_if_header_matches: [{header: a}]}}", "regexp must be set for HTTP header matchers")]
    [InlineData("{prober: http, http: {fail_if_body_matches_regexp: [':[']}}",
        "\"Could not compile regular expression\" regexp=\":[\"")]
    [InlineData("{prober: tcp, tcp: {query_response: [{expect: ':['}]}}", "\"Could not compile regular expression\" regexp=\":[\"")]
    [InlineData("{prober: unix, unix: {query_response: [{expect: ':['}]}}", "\"Could not compile regular expression\" regexp=\":[\"")]
    [InlineData("{prober: http, http: {compression: gzip, headers: {accEpt-enCoding: deflate}}}",
        "invalid configuration \"accEpt-enCoding: deflate\", \"compression: gzip\"")]
    [InlineData("{prober: http, http: {compression: gzip, headers: {Accept-Encoding: '*;q=0.0'}}}",
        "invalid configuration \"Accept-Encoding: *;q=0.0\", \"compression: gzip\"")]
    [InlineData("{prober: http, http: {enable_http3: true, enable_http2: false, valid_http_versions: [HTTP/1.1, HTTP/3.0]}}",
        "HTTP/3 and HTTP/2.0/1.1 cannot be used together - only HTTP/3.0 is allowed when enable_http3 is true")]
    [InlineData("{prober: http, http: {enable_http3: true}}", "when enable_http3 is true, enable_http2 must be set to false")]
    [InlineData("{prober: http, http: {body: a, body_file: b}}", "setting body and body_file both are not allowed")]
    [InlineData("{prober: tcp, tcp: {query_response: [{expect: a, expect_bytes: b}]}}", "expect and expect_bytes are mutually exclusive")]
    [InlineData("{prober: icmp, icmp: {ttl: -1}}", "\"ttl\" cannot be negative")]
    [InlineData("{prober: icmp, icmp: {ttl: 256}}", "\"ttl\" cannot exceed 255")]
    public void A_fault_is_told_in_upstreams_words_with_its_place(string module, string message)
    {
        ProbeModulesResult result = Load($"modules:\n  m: {module}");
        Assert.Equal(message, result.Message);
        ConfigDiagnostic error = result.Errors[0];
        Assert.Equal((File, 2), (error.File, error.At.Line));
        Assert.StartsWith("modules.m", error.Key, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{prober: dns, dns: {query_name: a, valid_rcodes: [NOERR]}}", "\"NOERR\" is not a code that DNS has")]
    [InlineData("{prober: dns, dns: {query_name: a, transport_protocol: quic}}", "transport_protocol \"quic\" is neither udp nor tcp")]
    [InlineData("{prober: dns, dns: {query_name: a, dns_over_tls: true}}", "dns_over_tls needs transport_protocol: tcp")]
    [InlineData("{prober: dns, dns: {query_name: a..b}}", "is not a name that DNS can have")]
    [InlineData("{prober: tcp, tcp: {source_ip_address: here}}", "\"here\" is not an IP address")]
    [InlineData("{prober: icmp, icmp: {payload_size: 100000}}", "payload_size must be between")]
    [InlineData("{prober: http, http: {compression: zip}}", "unknown compression \"zip\"")]
    [InlineData("{prober: tcp, tcp: {query_response: [{expect: a, labels: [{name: 1}]}]}}", "\"1\" is not a label's name")]
    public void What_upstream_only_finds_when_it_probes_is_found_when_it_is_read(string module, string text) =>
        Assert.Contains(text, Load($"modules:\n  m: {module}").Errors[0].Text, StringComparison.Ordinal);

    [Theory]
    [InlineData("{prober: websocket, websocket: {headers: {a: b}}}", "does not probe by WebSocket")]
    [InlineData("{prober: http, http: {enable_http3: true, enable_http2: false}}", "does not speak HTTP/3")]
    [InlineData("{prober: http, http: {fail_if_body_json_matches_cel: body.a == 1}}", "does not read CEL")]
    [InlineData("{prober: tcp, tcp: {preferred_ip_protocol: ipv4}}", "it counts as ip4")]
    public void What_is_not_served_is_warned_of_and_harms_no_other_module(string module, string text)
    {
        ProbeModulesResult result = Load($"modules:\n  m: {module}\n  n: {{prober: tcp}}");
        Assert.Empty(result.Errors);
        Assert.Contains(text, Assert.Single(result.Warnings).ToString(), StringComparison.Ordinal);
        Assert.Null(result.Config!.Modules["n"].Unserved);
    }

    [Fact]
    public void A_module_is_printed_without_its_secrets()
    {
        string printed = YamlWriter.Write(ProbeModuleConfig.Schema.Write(
            Module("{prober: http, http: {basic_auth: {username: u, password: hidden}, oauth2: }}")));
        Assert.Contains("password: <secret>", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("hidden", printed, StringComparison.Ordinal);
    }
}
