using System.Net;
using System.Net.Security;

namespace Tocsin.Notify.Outgoing;

/// <summary>Makes the connections to mail servers. Thread-safe.</summary>
/// <param name="connector">Makes the connections below.</param>
public class MailWire(Connector connector)
{
    /// <summary>Connects.</summary>
    public virtual Task<Stream> OpenAsync(DnsEndPoint server, CancellationToken cancellation) =>
        connector.ConnectAsync(server, cancellation);

    /// <summary>Goes over to TLS; the stream that is given back takes over the one that was given.</summary>
    public virtual async Task<Stream> SecureAsync(
        Stream open, SslClientAuthenticationOptions options, CancellationToken cancellation)
    {
        var secured = new SslStream(open);
        try
        {
            await secured.AuthenticateAsClientAsync(options, cancellation);
            return secured;
        }
        catch
        {
            await secured.DisposeAsync();
            throw;
        }
    }
}
