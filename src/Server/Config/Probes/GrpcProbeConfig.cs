using System.Collections.Frozen;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>How to ask gRPC's health service: <c>grpc</c> of a module.</summary>
public sealed record GrpcProbeConfig
{
    /// <summary>The service to ask about; empty for the server as a whole.</summary>
    public string Service { get; init; } = "";

    /// <summary>Over TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>TLS.</summary>
    public TlsConfig TlsConfig { get; init; } = new();

    /// <summary>Which address.</summary>
    public ProbeAddressConfig Address { get; init; } = new();

    /// <summary>What is sent along.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Metadata { get; init; } =
        FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<GrpcProbeConfig> Schema { get; } = new YamlSchema<GrpcProbeConfig>("config.GRPCProbe", new())
        .Optional("service", YamlTypes.Text, c => c.Service, (c, v) => c with { Service = v })
        .Optional("tls", YamlTypes.Flag, c => c.Tls, (c, v) => c with { Tls = v })
        .Optional("tls_config", TlsConfig.Schema, c => c.TlsConfig, (c, v) => c with { TlsConfig = v })
        .Include(s => ProbeAddressConfig.AddKeys(s, c => c.Address, (c, v) => c with { Address = v }))
        .Optional("metadata", YamlTypes.MapOf(YamlTypes.ListOf(YamlTypes.Text), "metadata.MD"),
            c => c.Metadata, (c, v) => c with { Metadata = v });
}
