using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>How to probe by TCP: <c>tcp</c> of a module.</summary>
public sealed record TcpProbeConfig
{
    /// <summary>Which address, and from where.</summary>
    public ProbeAddressConfig Address { get; init; } = new();

    /// <summary>What is said then.</summary>
    public IReadOnlyList<QueryResponseConfig> QueryResponse { get; init; } = [];

    /// <summary>TLS from the beginning.</summary>
    public bool Tls { get; init; }

    /// <summary>TLS, whenever it begins.</summary>
    public TlsConfig TlsConfig { get; init; } = new();

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<TcpProbeConfig> Schema { get; } = new YamlSchema<TcpProbeConfig>("config.TCPProbe", new())
        .Include(s => ProbeAddressConfig.AddKeys(s, c => c.Address, (c, v) => c with { Address = v }))
        .Include(s => ProbeAddressConfig.AddSource(s, c => c.Address, (c, v) => c with { Address = v }))
        .Optional("query_response", YamlTypes.ListOf(QueryResponseConfig.Schema),
            c => c.QueryResponse, (c, v) => c with { QueryResponse = v })
        .Optional("tls", YamlTypes.Flag, c => c.Tls, (c, v) => c with { Tls = v })
        .Optional("tls_config", TlsConfig.Schema, c => c.TlsConfig, (c, v) => c with { TlsConfig = v });
}
