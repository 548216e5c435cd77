using System.Net;
using System.Net.Security;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.Rehearsals;

/// <summary>Leads to a mail server that is only played.</summary>
internal sealed class StageMailWire(Stage stage) : MailWire(Connector.Unrestricted)
{
    public override Task<Stream> OpenAsync(DnsEndPoint server, CancellationToken cancellation) =>
        Task.FromResult<Stream>(new PlayedMailServer($"{server.Host}:{server.Port}", stage));

    // Nobody is there who could show a certificate.
    public override Task<Stream> SecureAsync(
        Stream open, SslClientAuthenticationOptions options, CancellationToken cancellation)
    {
        ((PlayedMailServer)open).Secure();
        return Task.FromResult(open);
    }
}
