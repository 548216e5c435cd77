namespace Tocsin.Conformance.Probes;

/// <summary>The probes that both make. In a target <c>{web}</c> stands for the address of the server of that name.</summary>
internal static class ProbeCases
{
    private const string Certificates =
        "the certificates of a handshake that fails for them are told, so that an alert about their end does not vanish";

    private static readonly string[] Shown = ["+probe_ssl_earliest_cert_expiry", "+probe_ssl_last_chain_info"];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ProbeCase> All { get; } = [.. Http(), .. Tls(), .. Tcp(), .. Dns(), .. Grpc(), .. Others()];

    private static IEnumerable<ProbeCase> Http() =>
    [
        Web("plain", "", "{web}/"),
        Web("no_scheme", "", "http://{web}"),
        Web("chunked", "", "{web}/chunked"),
        Web("missing", "", "{web}/nowhere"),
        Web("missing_wanted", "valid_status_codes: [404]", "{web}/nowhere"),
        Web("no_content", "", "{web}/none"),
        Web("redirected", "", "{web}/redirect"),
        Web("redirect_unwanted", "follow_redirects: false", "{web}/redirect"),
        Web("redirect_wanted", "follow_redirects: false, valid_status_codes: [302]", "{web}/redirect"),
        Web("endless_redirects", "", "{web}/loop"),
        Web("posted", "method: POST, body: hello, headers: {Content-Type: text/plain}", "{web}/echo"),
        Web("head", "method: HEAD", "{web}/"),
        Web("body_matches", "fail_if_body_matches_regexp: [ok]", "{web}/"),
        Web("body_matches_not", "fail_if_body_not_matches_regexp: ['^all', 'sorry']", "{web}/"),
        Web("body_good", "fail_if_body_not_matches_regexp: ['ok\\n$'], fail_if_body_matches_regexp: [sorry]", "{web}/"),
        Web("header_matches", "fail_if_header_matches: [{header: x-state, regexp: go+d}]", "{web}/"),
        Web("header_missing", "fail_if_header_not_matches: [{header: X-None, regexp: a}]", "{web}/"),
        Web("header_may_miss", "fail_if_header_not_matches: [{header: X-None, regexp: a, allow_missing: true}]", "{web}/"),
        Web("version_wanted", "valid_http_versions: [HTTP/1.1]", "{web}/"),
        Web("version_unwanted", "valid_http_versions: [HTTP/2.0]", "{web}/"),
        Web("not_ssl", "fail_if_not_ssl: true", "{web}/"),
        Web("limit", "body_size_limit: 4B", "{web}/"),
        Web("limit_fits", "body_size_limit: 10B", "{web}/"),
        Web("packed", "compression: gzip, fail_if_body_not_matches_regexp: ['^packed and ok$']", "{web}/gzip"),
        Web("packed_as_it_is", "", "{web}/gzip"),
        Web("endless_body", "body_size_limit: 1MB", "{endless}/"),
        Web("half_a_body", "", "{short}/"),
        Web("old", "", "{old}/"),
        Web("rubbish", "", "{rubbish}/"),
        Web("silent", "", "{silent}/"),
        Web("refused", "", "{nobody}/"),
        Web("basic_auth", "basic_auth: {username: u, password: p}", "{web}/secret"),
        Web("bearer", "bearer_token: Zm9v", "{web}/secret"),
        Web("no_auth", "http_headers: {X-More: {values: [a]}}", "{web}/secret"),
        Web("user_in_url", "", "http://u:p@{web}/secret"),
        Web("proxied", "proxy_url: 'http://{proxy}', fail_if_body_not_matches_regexp: ['^by proxy: shop.test$'], "
            + "headers: {Host: shop.test}", "{web}/"),
        Web("proxy_gone", "proxy_url: 'http://{nobody}'", "{web}/"),
        Web("packed_not", "compression: gzip", "{web}/"),
        Web("wrong_family", "preferred_ip_protocol: ip6, ip_protocol_fallback: false", "{web}/"),
        Web("no_url", "", "http://[::1"),
    ];

    private static IEnumerable<ProbeCase> Tls() =>
    [
        Web("tls_good", "tls_config: {ca_file: '{ca}', server_name: shop.test}", "https://{tls-web}/"),
        Web("tls_by_address", "tls_config: {ca_file: '{ca}'}", "https://{tls-web}/redirect"),
        Web("tls_1", "enable_http2: false, tls_config: {ca_file: '{ca}'}", "https://{tls-web}/"),
        Web("tls_insecure", "tls_config: {insecure_skip_verify: true}", "https://{tls-web}/"),
        Web("tls_unwanted", "fail_if_ssl: true, tls_config: {insecure_skip_verify: true}", "https://{tls-web}/"),
        Web("tls_ended_taken", "tls_config: {insecure_skip_verify: true}", "https://{ended-web}/"),
        Web("tls_ended", "tls_config: {ca_file: '{ca}'}", "https://{ended-web}/") with { Differences = Shown, Reason = Certificates },
        Web("tls_unknown", "", "https://{tls-web}/") with { Differences = Shown, Reason = Certificates },
        Web("tls_other_name", "tls_config: {ca_file: '{ca}', server_name: other.test}", "https://{tls-web}/") with
        {
            Differences = Shown,
            Reason = Certificates,
        },
        Web("tls_rubbish", "", "https://{rubbish}/"),
        Web("tls_silent", "", "https://{silent}/"),
    ];

    private static IEnumerable<ProbeCase> Tcp() =>
    [
        Talk("connect", "", "{ssh}"),
        Talk("connect_refused", "", "{nobody}"),
        Talk("no_port", "", "127.0.0.1"),
        Talk("banner", "query_response: [{expect: '^SSH-2.0-([^ -]+)(?: (.*))?$', "
            + "labels: [{name: version, value: 'v${1}'}, {name: comments, value: '$2 $$'}]}]", "{ssh}"),
        Talk("banner_other", "query_response: [{expect: '^IMAP'}]", "{closing}"),
        Talk("banner_never", "query_response: [{expect: '^IMAP'}]", "{ssh}"),
        Talk("bytes", "query_response: [{expect_bytes: SSH-}]", "{ssh}"),
        Talk("bytes_other", "query_response: [{expect_bytes: HSS-}]", "{ssh}"),
        Talk("nothing_said", "query_response: [{expect: a}]", "{silent}"),
        Talk("talk_tls", "tls: true, tls_config: {ca_file: '{ca}'}", "{tls}"),
        Talk("talk_tls_insecure", "tls: true, tls_config: {insecure_skip_verify: true}", "{tls}"),
        Talk("talk_tls_ended", "tls: true, tls_config: {ca_file: '{ca}'}", "{ended-tls}") with
        {
            Differences = Shown,
            Reason = Certificates,
        },
        Talk("talk_tls_rubbish", "tls: true", "{rubbish}"),
        Talk("starttls", "tls_config: {ca_file: '{ca}', server_name: shop.test}, "
            + "query_response: [{expect: '^220'}, {send: \"STARTTLS\\r\"}, {expect: '^220'}, {starttls: true}]", "{starttls}"),
        Talk("starttls_rubbish", "query_response: [{starttls: true}]", "{closing}"),
    ];

    private static IEnumerable<ProbeCase> Dns() =>
    [
        Ask("zone", "query_name: zone.test, query_type: SOA", "{names}"),
        Ask("zone_tcp", "query_name: zone.test, query_type: SOA, transport_protocol: tcp", "{tcp-names}"),
        Ask("two", "query_name: two.test, query_type: A", "{names}"),
        Ask("two_as_text", "query_name: two.test., query_type: A, validate_answer_rrs: "
            + "{fail_if_not_matches_regexp: ['^two\\.test\\.\\t300\\tIN\\tA\\t10\\.0\\.0\\.[12]$']}, "
            + "validate_authority_rrs: {fail_if_not_matches_regexp: ['\\tIN\\tNS\\tns\\.test\\.$']}, "
            + "validate_additional_rrs: {fail_if_none_matches_regexp: ['\\tMX\\t10 m\\.two\\.test\\.$']}", "{names}"),
        Ask("two_text_record", "query_name: two.test, query_type: A, "
            + "validate_additional_rrs: {fail_if_matches_regexp: ['\\tTXT\\t\"h\\\\\"\"$']}", "{names}"),
        Ask("two_unwanted", "query_name: two.test, query_type: A, validate_answer_rrs: {fail_if_matches_regexp: ['0\\.2$']}", "{names}"),
        Ask("two_all", "query_name: two.test, query_type: A, validate_answer_rrs: {fail_if_all_match_regexp: ['10\\.']}", "{names}"),
        Ask("two_not_all", "query_name: two.test, query_type: A, validate_answer_rrs: {fail_if_all_match_regexp: ['0\\.2$']}", "{names}"),
        Ask("two_none", "query_name: two.test, query_type: A, validate_answer_rrs: {fail_if_none_matches_regexp: ['0\\.3$']}", "{names}"),
        Ask("unknown", "query_name: none.test, query_type: A", "{names}"),
        Ask("unknown_wanted", "query_name: none.test, query_type: A, valid_rcodes: [NXDOMAIN]", "{names}"),
        Ask("refusing", "query_name: refused.test, query_type: A, recursion_desired: false", "{names}"),
        Ask("any", "query_name: two.test", "{names}"),
        Ask("damaged", "query_name: damaged.test, query_type: A", "{names}"),
        Ask("no_answer", "query_name: silent.test, query_type: A", "{names}"),
        Ask("no_server", "query_name: a.test, query_type: A", "{nobody}"),
        Ask("no_server_tcp", "query_name: a.test, query_type: A, transport_protocol: tcp", "{nobody}"),
        Ask("rubbish_server", "query_name: a.test, query_type: A, transport_protocol: tcp", "{rubbish}"),
    ];

    private static IEnumerable<ProbeCase> Grpc() =>
    [
        Call("serving", "", "{grpc}"),
        Call("resting", "service: resting", "{grpc}"),
        Call("unknown_service", "service: none, metadata: {x: [a, b]}", "{grpc}"),
        Call("grpc_tls", "tls: true, tls_config: {ca_file: '{ca}', server_name: shop.test}", "{tls-grpc}"),
        Call("grpc_tls_insecure", "tls: true, tls_config: {insecure_skip_verify: true}", "{tls-grpc}"),
        Call("grpc_tls_unknown", "tls: true", "{tls-grpc}") with { Differences = Shown, Reason = Certificates },
        Call("grpc_refused", "", "{nobody}"),
        Call("grpc_rubbish", "", "{rubbish}"),
        Call("grpc_of_web", "", "{web}"),
    ];

    private static IEnumerable<ProbeCase> Others() =>
    [
        new("socket", "{prober: unix, timeout: 2s, unix: {query_response: [{send: PING}, {expect: '^PONG (.*)$', labels: "
            + "[{name: said, value: '$1'}]}]}}", "{socket}"),
        new("ping", "{prober: icmp, timeout: 2s, icmp: {preferred_ip_protocol: ip4, payload_size: 64}}", "127.0.0.1"),
        new("no_socket", "{prober: unix, timeout: 2s}", "/nowhere/socket"),
    ];

    private static ProbeCase Web(string name, string keys, string target) =>
        new("http_" + name, $"{{prober: http, timeout: 2s, http: {{{Join("preferred_ip_protocol: ip4", keys)}}}}}", target);

    private static ProbeCase Talk(string name, string keys, string target) =>
        new("tcp_" + name, $"{{prober: tcp, timeout: 2s, tcp: {{{Join("preferred_ip_protocol: ip4", keys)}}}}}", target);

    private static ProbeCase Ask(string name, string keys, string target) =>
        new("dns_" + name, $"{{prober: dns, timeout: 2s, dns: {{{Join("preferred_ip_protocol: ip4", keys)}}}}}", target);

    private static ProbeCase Call(string name, string keys, string target) =>
        new("grpc_" + name, $"{{prober: grpc, timeout: 2s, grpc: {{{Join("preferred_ip_protocol: ip4", keys)}}}}}", target);

    // A key of the case's own takes the place of the common one.
    private static string Join(string common, string keys) =>
        keys.Length == 0 ? common : keys.Contains("preferred_ip_protocol", StringComparison.Ordinal) ? keys : $"{common}, {keys}";
}
