using System.Net;
using System.Net.Sockets;
using Tocsin.Signals.Probes;

namespace Tocsin.Server.Probes;

/// <summary>Finds the one address of a target that is probed.</summary>
internal static class ProbeAddresses
{
    /// <summary>Finds it, and measures; null, and the trail says why, if there is none that may be probed.</summary>
    public static async Task<(IPAddress? Address, TimeSpan Took)> FindAsync(ProbeRun run, string host, AddressChoice choice)
    {
        run.Metrics.Declare(ProbeGauges.IpProtocol, ProbeGauges.LookupTime, ProbeGauges.IpHash);
        long began = run.Time.GetTimestamp();
        IPAddress? address = await LookUpAsync(run, host, choice).ConfigureAwait(false);
        TimeSpan took = run.Time.GetElapsedTime(began);
        run.Metrics.Set(ProbeGauges.LookupTime, took.TotalSeconds);
        if (address is null)
        {
            return (null, took);
        }

        run.Metrics.Set(ProbeGauges.IpProtocol, AddressChoice.IsIpv4(address) ? 4 : 6);
        run.Metrics.Set(ProbeGauges.IpHash, AddressChoice.Hash(address));
        return (MayReach(run, address) ? address : null, took);
    }

    /// <summary>Looks up a name without measuring.</summary>
    public static async Task<IPAddress?> LookUpAsync(ProbeRun run, string host, AddressChoice choice)
    {
        IPAddress[] found;
        try
        {
            found = IPAddress.TryParse(host.Trim('[', ']'), out IPAddress? literal)
                ? [literal]
                : host.Length == 0
                    ? throw new SocketException((int)SocketError.HostNotFound)
                    : await run.Services.Lookup(host, run.Cancellation).ConfigureAwait(false);
        }
        catch (Exception unknown) when (unknown is SocketException or ArgumentException)
        {
            run.Trail.Fail("The name cannot be resolved", ("target", host), ("err", unknown.Message));
            return null;
        }

        IPAddress? address = choice.Choose(found);
        if (address is null)
        {
            run.Trail.Fail("The name has no address of the wanted kind", ("target", host), ("ip_protocol", choice.Name));
            return null;
        }

        run.Trail.Tell("Resolved the target's address", ("target", host), ("ip", address));
        return address;
    }

    /// <summary>True if nothing forbids the address; else the trail says what does.</summary>
    public static bool MayReach(ProbeRun run, IPAddress address) => run.Services.Rules.RefusalOf(address) is not { } rule
        || run.Trail.Fail($"nothing may go to {address} by the rule {rule} of outgoing.deny in tocsin.yml");
}
