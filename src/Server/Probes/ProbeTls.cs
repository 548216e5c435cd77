using System.Net.Security;
using Tocsin.Notify.Http;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Server.Probes;

/// <summary>Begins TLS on a connection of a probe.</summary>
internal static class ProbeTls
{
    /// <summary>Begins it; null, and the trail says why, if it does not come to stand.</summary>
    /// <param name="run">The probe.</param>
    /// <param name="open">The connection.</param>
    /// <param name="config">How.</param>
    /// <param name="host">The name that the certificate must carry, unless the configuration says.</param>
    public static async Task<(SslStream? Stream, TlsWitness Witness)> BeginAsync(
        ProbeRun run, Stream open, TlsConfig config, string host)
    {
        var witness = new TlsWitness();
        try
        {
            SslClientAuthenticationOptions options = TlsClient.Options(config, host);
            witness.Watch(options);
            SslStream secured = run.Own(new SslStream(open));
            await secured.AuthenticateAsClientAsync(options, run.Cancellation).ConfigureAwait(false);
            witness.Stands(secured);
            run.Trail.Tell("TLS stands", ("version", witness.Version!), ("cipher", witness.Cipher));
            return (secured, witness);
        }
        catch (Exception wrong) when (ProbeFaults.IsExpected(wrong))
        {
            run.Trail.Fail("TLS failed", ("err", witness.Refusal.Length > 0 ? witness.Refusal : ProbeFaults.Describe(wrong, run)));
            return (null, witness);
        }
    }
}
