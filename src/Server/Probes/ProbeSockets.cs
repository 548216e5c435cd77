using System.Net;
using System.Net.Sockets;

namespace Tocsin.Server.Probes;

/// <summary>Connects to the address of a target. Streams end with the probe.</summary>
internal static class ProbeSockets
{
    /// <summary>Connects by TCP.</summary>
    /// <param name="run">The probe.</param>
    /// <param name="end">Where to.</param>
    /// <param name="source">The address to connect from; empty lets the system choose.</param>
    /// <exception cref="SocketException">Nobody takes the connection.</exception>
    public static async Task<NetworkStream> ConnectAsync(ProbeRun run, IPEndPoint end, string source)
    {
        Socket socket = run.Own(new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true });
        Bind(socket, source);
        await socket.ConnectAsync(end, run.Cancellation).ConfigureAwait(false);
        run.Trail.Tell("Connected", ("address", end));
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Lets a socket send from an address.</summary>
    public static void Bind(Socket socket, string source)
    {
        if (source.Length > 0)
        {
            socket.Bind(new IPEndPoint(IPAddress.Parse(source), 0));
        }
    }

    /// <summary>Splits <c>host:port</c>.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Split(string target, out (string Host, int Port) parts)
    {
        parts = default;
        int colon = target.LastIndexOf(':');
        string host = colon < 0 ? target : target[..colon];
        bool isBracketed = host.StartsWith('[') && host.EndsWith(']');
        if (colon < 0 || (host.Contains(':', StringComparison.Ordinal) && !isBracketed))
        {
            return $"\"{target}\" is not host:port";
        }

        if (!ushort.TryParse(target.AsSpan(colon + 1), out ushort port))
        {
            return $"\"{target[(colon + 1)..]}\" of \"{target}\" is not a port";
        }

        parts = (isBracketed ? host[1..^1] : host, port);
        return null;
    }
}
