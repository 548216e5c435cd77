using System.Globalization;
using System.Net;

namespace Tocsin.Server.Web;

/// <summary>An address to listen on, as Go's flags write it.</summary>
/// <param name="Host">The host without brackets; empty for all interfaces.</param>
/// <param name="Port">The port; 0 lets the system choose.</param>
public sealed record ListenAddress(string Host, int Port)
{
    /// <summary>Reads <c>:9093</c>, <c>host:9093</c> or <c>[::1]:9093</c>.</summary>
    public static bool TryParse(string text, out ListenAddress address, out string? error)
    {
        address = new ListenAddress("", 0);
        if (text.StartsWith("vsock://", StringComparison.Ordinal))
        {
            error = $"listen {text}: vsock listeners are not supported";
            return false;
        }

        int colon = text.LastIndexOf(':');
        int bracket = text.LastIndexOf(']');
        if (colon < 0 || colon < bracket)
        {
            error = $"listen tcp: address {text}: missing port in address";
            return false;
        }

        string host = text[..colon];
        string portText = text[(colon + 1)..];
        bool bracketed = host is ['[', .., ']'];
        if (host.Contains(':', StringComparison.Ordinal) && !bracketed)
        {
            error = $"listen tcp: address {text}: too many colons in address";
            return false;
        }

        int port = 0;
        if (portText.Length > 0
            && !(int.TryParse(portText, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65535))
        {
            error = $"listen tcp: address {text}: invalid port";
            return false;
        }

        address = new ListenAddress(bracketed ? host[1..^1] : host, port);
        error = null;
        return true;
    }

    /// <summary>
    /// The end points to bind. All interfaces are one: the system's IPv6 socket takes IPv4 too, unless there is no
    /// IPv6.
    /// </summary>
    public async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(CancellationToken cancellationToken)
    {
        if (Host.Length == 0)
        {
            IPAddress any = System.Net.Sockets.Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
            return [new IPEndPoint(any, Port)];
        }

        if (IPAddress.TryParse(Host, out IPAddress? literal))
        {
            return [new IPEndPoint(literal, Port)];
        }

        // Of a name with several addresses Go takes the first, IPv4 before IPv6.
        IPAddress[] found = await Dns.GetHostAddressesAsync(Host, cancellationToken);
        return [new IPEndPoint(found.OrderBy(a => a.AddressFamily).First(), Port)];
    }
}
