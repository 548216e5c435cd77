using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Server.Probes;

/// <summary>What probes are made amid.</summary>
internal sealed record ProbeServices
{
    /// <summary>Makes HTTP clients, and knows the rules for addresses too.</summary>
    public required HttpClientFactory Http { get; init; }

    /// <summary>Which addresses are refused.</summary>
    public required AddressRules Rules { get; init; }

    /// <summary>Finds the addresses of a name.</summary>
    public NameLookup Lookup { get; init; } = System.Net.Dns.GetHostAddressesAsync;
}
