using System.Net;
using System.Net.Sockets;

namespace Tocsin.Notify.Outgoing;

/// <summary>Finds the addresses of a name; throws <see cref="SocketException"/> if there are none.</summary>
/// <param name="host">A name or an address.</param>
/// <param name="cancellation">Ends the search.</param>
public delegate Task<IPAddress[]> NameLookup(string host, CancellationToken cancellation);

/// <summary>
/// Makes the connections of everything that sends, and refuses those that the rules forbid. The address is checked
/// that is then connected to, so a name that means one thing to the check and another to the connection gains nothing.
/// Immutable and thread-safe.
/// </summary>
/// <param name="rules">Which addresses are refused.</param>
/// <param name="lookup">Finds the addresses of a name.</param>
public sealed class Connector(AddressRules rules, NameLookup lookup)
{
    /// <summary>Connects to wherever it is asked to.</summary>
    public static readonly Connector Unrestricted = new(AddressRules.None);

    /// <summary>Takes names from the machine's own resolver.</summary>
    public Connector(AddressRules rules)
        : this(rules, Dns.GetHostAddressesAsync)
    {
    }

    /// <summary>True if some address is refused.</summary>
    public bool IsRestricted => !rules.IsEmpty;

    /// <summary>Connects to a host, trying its addresses in turn.</summary>
    /// <exception cref="AddressRefusedException">Each of its addresses is refused.</exception>
    /// <exception cref="SocketException">The name is unknown, or nobody takes the connection.</exception>
    public async Task<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellation)
    {
        IPAddress[] addresses = await AllowedAsync(endPoint.Host, cancellation);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, endPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Checks the host of a request that goes through a proxy, as far as it can be known here: the proxy looks the name
    /// up again for itself.
    /// </summary>
    /// <exception cref="AddressRefusedException">Each of its addresses is refused.</exception>
    public async Task CheckBehindProxyAsync(string host, CancellationToken cancellation)
    {
        if (!IsRestricted)
        {
            return;
        }

        try
        {
            await AllowedAsync(host, cancellation);
        }
        catch (SocketException)
        {
            // A name that only the proxy knows.
        }
    }

    /// <summary>As <see cref="CheckBehindProxyAsync"/>, for a caller that must block: true if it is refused.</summary>
    public bool IsRefusedBehindProxy(string host)
    {
        try
        {
            CheckBehindProxyAsync(host, CancellationToken.None).GetAwaiter().GetResult();
            return false;
        }
        catch (AddressRefusedException)
        {
            return true;
        }
    }

    private async Task<IPAddress[]> AllowedAsync(string host, CancellationToken cancellation)
    {
        IPAddress[] found = IPAddress.TryParse(host, out IPAddress? literal)
            ? [literal] : await lookup(host, cancellation);
        IPAddress[] allowed = [.. found.Where(a => rules.RefusalOf(a) is null)];
        if (allowed.Length > 0)
        {
            return allowed;
        }

        if (found.Length == 0)
        {
            throw new SocketException((int)SocketError.HostNotFound);
        }

        string whose = found[0].Equals(literal) ? "" : $", which is {host},";
        string rule = rules.RefusalOf(found[0])!;
        throw new AddressRefusedException(
            $"nothing may go to {found[0]}{whose} by the rule {rule} of outgoing.deny in tocsin.yml");
    }
}
