using System.Net;
using System.Net.Security;

namespace Tocsin.Notify.HttpClients;

/// <summary>
/// Makes the connections of a client that is made for one exchange, and sees how TLS goes: what a probe measures. It must
/// itself keep to the addresses that are allowed.
/// </summary>
public abstract class ConnectionWatch
{
    /// <summary>Connects; the stream belongs to the caller.</summary>
    public abstract ValueTask<Stream> ConnectAsync(DnsEndPoint endPoint, CancellationToken cancellation);

    /// <summary>TLS is about to begin with these options, which may be changed.</summary>
    public abstract void TlsBegins(SslClientAuthenticationOptions options);

    /// <summary>TLS stands.</summary>
    public abstract void TlsStands(SslStream secured);
}
