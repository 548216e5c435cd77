using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tocsin.Conformance.Receivers;

/// <summary>A certificate for the vendors' own names and the loopback address, which signs itself.</summary>
internal sealed class VendorCertificate : IDisposable
{
    /// <summary>The vendors whose names the configuration cannot change, or that are recognised by their name.</summary>
    public static readonly string[] Names =
    [
        "slack.com", "api.pushover.net", "events.pagerduty.com", "company.atlassian.net", "localhost",
    ];

    /// <summary>The certificate with its key.</summary>
    public X509Certificate2 Server { get; } = Make();

    /// <summary>What a client must trust, for <c>tls_config.ca_file</c>.</summary>
    public string Pem => Server.ExportCertificatePem();

    /// <summary>The key, for servers that are programs of their own.</summary>
    public string KeyPem => Server.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem();

    /// <inheritdoc/>
    public void Dispose() => Server.Dispose();

    private static X509Certificate2 Make()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=vendors", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        foreach (string name in Names)
        {
            names.AddDnsName(name);
        }

        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}
