namespace Tocsin.Signals.Probes;

/// <summary>The gauges of probes.</summary>
// Source: blackbox_exporter prober: names and labels. The help texts are ours.
public static class ProbeGauges
{
    /// <summary>Whether all was as wanted.</summary>
    public static ProbeGauge Success { get; } = new("probe_success", "1 if all was as the module wants it, else 0");

    /// <summary>How long it took.</summary>
    public static ProbeGauge Duration { get; } = new("probe_duration_seconds", "How long the probe took");

    /// <summary>How long it could have taken.</summary>
    public static ProbeGauge Timeout { get; } = new("probe_timeout_seconds", "How long the probe could have taken");

    /// <summary>How long the address took to find.</summary>
    public static ProbeGauge LookupTime { get; } = new("probe_dns_lookup_time_seconds", "How long it took to find the address");

    /// <summary>4 or 6.</summary>
    public static ProbeGauge IpProtocol { get; } = new("probe_ip_protocol", "4 or 6, for the address that was probed");

    /// <summary>Changes when the address does.</summary>
    public static ProbeGauge IpHash { get; } = new("probe_ip_addr_hash", "A number that changes when the probed address does");

    /// <summary>By <c>phase</c>.</summary>
    public static ProbeGauge HttpDuration { get; } =
        new("probe_http_duration_seconds", "How long each phase took, redirects taken together");

    /// <summary>What the answer announced, -1 for nothing.</summary>
    public static ProbeGauge HttpContentLength { get; } =
        new("probe_http_content_length", "Bytes of the body as the answer announced them, -1 if it did not");

    /// <summary>What was read.</summary>
    public static ProbeGauge HttpBodyLength { get; } =
        new("probe_http_uncompressed_body_length", "Bytes of the body as they were read, unpacked");

    /// <summary>How many redirects came.</summary>
    public static ProbeGauge HttpRedirects { get; } = new("probe_http_redirects", "How many redirects were answered");

    /// <summary>Whether the last request was encrypted.</summary>
    public static ProbeGauge HttpSsl { get; } = new("probe_http_ssl", "1 if the last request went over TLS, else 0");

    /// <summary>The last status.</summary>
    public static ProbeGauge HttpStatusCode { get; } =
        new("probe_http_status_code", "The status of the last answer, 0 if there was none");

    /// <summary>1.1, 2.</summary>
    public static ProbeGauge HttpVersion { get; } = new("probe_http_version", "The version of HTTP of the last answer");

    /// <summary>What <c>Last-Modified</c> says.</summary>
    public static ProbeGauge HttpLastModified { get; } =
        new("probe_http_last_modified_timestamp_seconds", "When the document changed last, by its header, in Unix seconds");

    /// <summary>Whether a regex of the module decided.</summary>
    public static ProbeGauge FailedDueToRegex { get; } = new("probe_failed_due_to_regex", "1 if a regex of the module was the reason");

    /// <summary>Whether bytes that were expected decided.</summary>
    public static ProbeGauge FailedDueToBytes { get; } =
        new("probe_failed_due_to_bytes", "1 if other bytes came than the module expects");

    /// <summary>What a dialogue took out of an answer, as labels.</summary>
    public static ProbeGauge ExpectInfo { get; } = new("probe_expect_info", "What the module took out of the answer, as labels");

    /// <summary>When the first certificate of the chain ends.</summary>
    public static ProbeGauge EarliestCertExpiry { get; } =
        new("probe_ssl_earliest_cert_expiry", "When the first of the server's certificates ends, in Unix seconds");

    /// <summary>When the verified chain ends that lasts longest.</summary>
    public static ProbeGauge LastChainExpiry { get; } = new(
        "probe_ssl_last_chain_expiry_timestamp_seconds", "When the verified chain that lasts longest ends, in Unix seconds");

    /// <summary>About the server's own certificate.</summary>
    public static ProbeGauge LastChainInfo { get; } = new("probe_ssl_last_chain_info", "The server's own certificate, as labels");

    /// <summary>The version of TLS.</summary>
    public static ProbeGauge TlsVersion { get; } = new("probe_tls_version_info", "The version of TLS in use, as a label");

    /// <summary>The cipher suite.</summary>
    public static ProbeGauge TlsCipher { get; } = new("probe_tls_cipher_info", "The cipher suite in use, as a label");

    /// <summary>By <c>phase</c>.</summary>
    public static ProbeGauge DnsDuration { get; } = new("probe_dns_duration_seconds", "How long each phase of the DNS question took");

    /// <summary>Answer records.</summary>
    public static ProbeGauge DnsAnswers { get; } = new("probe_dns_answer_rrs", "Records in the answer section");

    /// <summary>Authority records.</summary>
    public static ProbeGauge DnsAuthorities { get; } = new("probe_dns_authority_rrs", "Records in the authority section");

    /// <summary>Additional records.</summary>
    public static ProbeGauge DnsAdditionals { get; } = new("probe_dns_additional_rrs", "Records in the additional section");

    /// <summary>Whether an answer came at all.</summary>
    public static ProbeGauge DnsQuerySucceeded { get; } =
        new("probe_dns_query_succeeded", "1 if the question was answered, whatever the answer");

    /// <summary>The zone's serial.</summary>
    public static ProbeGauge DnsSerial { get; } = new("probe_dns_serial", "The serial number of the zone");

    /// <summary>By <c>phase</c>.</summary>
    public static ProbeGauge GrpcDuration { get; } = new("probe_grpc_duration_seconds", "How long each phase of the gRPC call took");

    /// <summary>Whether the call was encrypted.</summary>
    public static ProbeGauge GrpcSsl { get; } = new("probe_grpc_ssl", "1 if the call went over TLS, else 0");

    /// <summary>gRPC's own code.</summary>
    public static ProbeGauge GrpcStatusCode { get; } = new("probe_grpc_status_code", "The status code of gRPC");

    /// <summary>By <c>serving_status</c>.</summary>
    public static ProbeGauge GrpcHealthResponse { get; } =
        new("probe_grpc_healthcheck_response", "1 for what the health service answered, 0 for what it could have");

    /// <summary>By <c>phase</c>.</summary>
    public static ProbeGauge IcmpDuration { get; } = new("probe_icmp_duration_seconds", "How long each phase of the ping took");

    /// <summary>Hops that the reply had left.</summary>
    public static ProbeGauge IcmpHopLimit { get; } = new("probe_icmp_reply_hop_limit", "Hops that the reply had left (IPv4: TTL)");
}
