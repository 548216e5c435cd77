using Microsoft.Extensions.Logging;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>What looking for targets needs.</summary>
internal sealed record DiscoveryParts
{
    /// <summary>Makes clients.</summary>
    public required HttpClientFactory Http { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where failures are told.</summary>
    public required ILogger Log { get; init; }

    /// <summary>Called, on any thread, when other targets were found.</summary>
    public required Action Changed { get; init; }

    /// <summary>The servers to ask for names; null for those of this machine.</summary>
    public IReadOnlyList<System.Net.IPEndPoint>? NameServers { get; init; }
}
