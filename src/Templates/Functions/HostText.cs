using System.Globalization;
using System.Net;

namespace Tocsin.Templates.Functions;

/// <summary>Addresses cut for people.</summary>
// Source: Prometheus template, stripPort and stripDomain; Go net, SplitHostPort and ParseIP.
public static class HostText
{
    /// <summary>The host of <c>host:port</c>; a text that is no such pair stays as it is.</summary>
    public static string StripPort(string hostPort) => TrySplit(hostPort, out string host, out _) ? host : hostPort;

    /// <summary>The host's first name, with the port if there was one; an IP address stays as it is.</summary>
    public static string StripDomain(string hostPort)
    {
        if (!TrySplit(hostPort, out string host, out string port))
        {
            host = hostPort;
        }

        if (IsAddress(host))
        {
            return hostPort;
        }

        int dot = host.IndexOf('.', StringComparison.Ordinal);
        string name = dot < 0 ? host : host[..dot];
        return port.Length == 0 ? name
            : name.Contains(':', StringComparison.Ordinal) ? $"[{name}]:{port}"
            : $"{name}:{port}";
    }

    private static bool TrySplit(string hostPort, out string host, out string port)
    {
        (host, port) = ("", "");
        int colon = hostPort.LastIndexOf(':');
        if (colon < 0)
        {
            return false;
        }

        int from = 0;
        int searchFrom = 0;
        if (hostPort[0] == '[')
        {
            int end = hostPort.IndexOf(']', StringComparison.Ordinal);
            if (end < 0 || end + 1 != colon)
            {
                return false;
            }

            host = hostPort[1..end];
            (from, searchFrom) = (1, end + 1);
        }
        else
        {
            host = hostPort[..colon];
            if (host.Contains(':', StringComparison.Ordinal))
            {
                return Forget(out host);
            }
        }

        if (hostPort.IndexOf('[', from) >= 0 || hostPort.IndexOf(']', searchFrom) >= 0)
        {
            return Forget(out host);
        }

        port = hostPort[(colon + 1)..];
        return true;
    }

    private static bool Forget(out string host)
    {
        host = "";
        return false;
    }

    private static bool IsAddress(string host)
    {
        if (host.Contains(':', StringComparison.Ordinal))
        {
            return !host.Contains('%', StringComparison.Ordinal) && !host.Contains('[', StringComparison.Ordinal)
                && IPAddress.TryParse(host, out _);
        }

        // .NET takes one to three parts, and octal and hexadecimal ones, for addresses too; Go does not.
        string[] parts = host.Split('.');
        return parts.Length == 4 && Array.TrueForAll(parts, IsOctet);
    }

    private static bool IsOctet(string part) => part.Length is > 0 and <= 3
        && (part.Length == 1 || part[0] != '0')
        && byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
