using System.Net;
using System.Net.Sockets;

namespace Tocsin.Signals.Probes;

/// <summary>Picks the one address of a name that is probed.</summary>
/// <param name="PrefersIpv4">IPv4 before IPv6.</param>
/// <param name="FallsBack">The other one where there is none of the preferred kind.</param>
// Source: blackbox_exporter prober, chooseProtocol: the first of the preferred kind; else the last one found of the other.
public sealed record AddressChoice(bool PrefersIpv4, bool FallsBack)
{
    private const uint FnvOffset = 2166136261;
    private const uint FnvPrime = 16777619;

    /// <summary>What a module says: everything but nothing and <c>ip6</c> is IPv4.</summary>
    public static AddressChoice Of(string preferred, bool fallsBack) => new(preferred is not ("" or "ip6"), fallsBack);

    /// <summary>The kind that is preferred, as modules write it.</summary>
    public string Name => PrefersIpv4 ? "ip4" : "ip6";

    /// <summary>Picks one; null if none will do.</summary>
    public IPAddress? Choose(IReadOnlyList<IPAddress> found)
    {
        IPAddress? other = null;
        foreach (IPAddress address in found)
        {
            if (IsIpv4(address) == PrefersIpv4)
            {
                return Plain(address);
            }

            other = address;
        }

        return FallsBack && other is not null ? Plain(other) : null;
    }

    /// <summary>True for an IPv4 address, however it is written.</summary>
    public static bool IsIpv4(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork || address.IsIPv4MappedToIPv6;

    /// <summary>FNV-1a over the bytes of an address: a number that changes when the address does.</summary>
    public static uint Hash(IPAddress address)
    {
        uint hash = FnvOffset;
        foreach (byte b in Plain(address).GetAddressBytes())
        {
            hash = unchecked((hash ^ b) * FnvPrime);
        }

        return hash;
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
