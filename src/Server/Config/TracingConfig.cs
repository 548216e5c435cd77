using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>Where spans of the program itself go: <c>tracing</c>. It is checked; sending spans comes later.</summary>
public sealed record TracingConfig
{
    /// <summary><c>grpc</c> or <c>http</c>.</summary>
    public string ClientType { get; init; } = "grpc";

    /// <summary>The collector; required.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary>The share of spans to send, 0 to 1.</summary>
    public double SamplingFraction { get; init; }

    /// <summary>Connect without TLS.</summary>
    public bool Insecure { get; init; }

    /// <summary>TLS towards the collector.</summary>
    public TlsConfig? TlsConfig { get; init; }

    /// <summary>Headers to send along.</summary>
    public IReadOnlyDictionary<string, HttpHeaderConfig>? Headers { get; init; }

    /// <summary><c>gzip</c> or empty.</summary>
    public string Compression { get; init; } = "";

    /// <summary>How long one export may take.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<TracingConfig> Schema { get; } = new YamlSchema<TracingConfig>("tracing.TracingConfig", new())
        .Optional("client_type", YamlTypes.Text, c => c.ClientType, (c, v) => c with { ClientType = v })
        .Optional("endpoint", YamlTypes.Text, c => c.Endpoint, (c, v) => c with { Endpoint = v })
        .Optional("sampling_fraction", YamlTypes.Real, c => c.SamplingFraction, (c, v) => c with { SamplingFraction = v })
        .Optional("insecure", YamlTypes.Flag, c => c.Insecure, (c, v) => c with { Insecure = v })
        .Optional("tls_config", TlsConfig.Schema.OrNull(), c => c.TlsConfig, (c, v) => c with { TlsConfig = v })
        .Optional("headers", HttpHeaderConfig.MapType.OrNull(), c => c.Headers, (c, v) => c with { Headers = v })
        .Optional("compression", YamlTypes.Text, c => c.Compression, (c, v) => c with { Compression = v })
        .Optional("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .Rule(Check);

    private static TracingConfig Check(TracingConfig c, YamlRules rules)
    {
        if (c.ClientType is not ("grpc" or "http"))
        {
            rules.Fail($"expected tracing client type to be to be http or grpc, but got {c.ClientType}", "client_type");
        }

        if (c.Endpoint.Length == 0)
        {
            rules.Fail("tracing endpoint must be set");
        }

        if (c.Compression is not ("" or "gzip"))
        {
            rules.Fail($"invalid compression type {c.Compression} provided, valid options: gzip", "compression");
        }

        return c;
    }
}
