using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>How to probe a socket of this machine: <c>unix</c> of a module.</summary>
public sealed record UnixProbeConfig
{
    /// <summary>What is said.</summary>
    public IReadOnlyList<QueryResponseConfig> QueryResponse { get; init; } = [];

    /// <summary>TLS from the beginning.</summary>
    public bool Tls { get; init; }

    /// <summary>TLS, whenever it begins.</summary>
    public TlsConfig TlsConfig { get; init; } = new();

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<UnixProbeConfig> Schema { get; } = new YamlSchema<UnixProbeConfig>("config.UnixProbe", new())
        .Optional("query_response", YamlTypes.ListOf(QueryResponseConfig.Schema),
            c => c.QueryResponse, (c, v) => c with { QueryResponse = v })
        .Optional("tls", YamlTypes.Flag, c => c.Tls, (c, v) => c with { Tls = v })
        .Optional("tls_config", TlsConfig.Schema, c => c.TlsConfig, (c, v) => c with { TlsConfig = v });
}
