using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tocsin.Server.Web;

/// <summary>
/// The server's certificate with its chain, and the authorities for clients, as the files were when read.
/// </summary>
internal sealed record TlsIdentity(
    SslStreamCertificateContext Certificate,
    X509Certificate2Collection ClientAuthorities)
{
    /// <summary>Reads the files of <paramref name="tls"/>; null and what is wrong if they are not usable.</summary>
    public static TlsIdentity? Read(TlsSettings tls, out string? error)
    {
        error = null;
        string part = "";
        try
        {
            part = tls.CertFile.Length > 0 ? $"failed to read cert_file ({tls.CertFile})" : "failed to read cert";
            string certificate = tls.CertFile.Length > 0 ? File.ReadAllText(tls.CertFile) : tls.Cert;
            part = tls.KeyFile.Length > 0 ? $"failed to read key_file ({tls.KeyFile})" : "failed to read key";
            string key = tls.KeyFile.Length > 0 ? File.ReadAllText(tls.KeyFile) : tls.Key;
            part = "failed to load X509KeyPair";
            SslStreamCertificateContext context = Pair(certificate, key);
            part = $"failed to read client_ca_file ({tls.ClientCaFile})";
            string authorities = tls.ClientCaFile.Length > 0 ? File.ReadAllText(tls.ClientCaFile) : tls.ClientCa;
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(authorities);
            return new TlsIdentity(context, trusted);
        }
        catch (Exception e) when (
            e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            error = $"{part}: {e.Message}";
            return null;
        }
    }

    private static SslStreamCertificateContext Pair(string certificate, string key)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(certificate);
        using X509Certificate2 leaf = X509Certificate2.CreateFromPem(certificate, key);

        // A key that only lives in memory does not work for TLS on every system; through PKCS 12 it does.
        X509Certificate2 usable = X509CertificateLoader.LoadPkcs12(leaf.Export(X509ContentType.Pkcs12), null);
        var chain = new X509Certificate2Collection(all.Skip(1).ToArray());
        return SslStreamCertificateContext.Create(usable, chain, offline: true);
    }
}
