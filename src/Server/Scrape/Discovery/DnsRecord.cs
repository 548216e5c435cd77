namespace Tocsin.Server.Scrape.Discovery;

/// <summary>The types of records that can name targets, by their numbers.</summary>
internal enum DnsType
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>A mail server.</summary>
    Mx = 15,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,

    /// <summary>A service.</summary>
    Srv = 33,
}

/// <summary>One record.</summary>
/// <param name="Type">Its type.</param>
/// <param name="Host">An address, or a name.</param>
/// <param name="Port">The port of a service; else 0.</param>
internal sealed record DnsRecord(DnsType Type, string Host, int Port);

/// <summary>What DNS answers.</summary>
/// <param name="Records">The records; none for a name that does not exist.</param>
/// <param name="Fault">Why there is no answer; null if there is one.</param>
internal sealed record DnsAnswer(IReadOnlyList<DnsRecord> Records, string? Fault = null);
