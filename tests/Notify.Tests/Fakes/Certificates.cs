using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tocsin.Notify.Tests.Fakes;

/// <summary>A certificate for 127.0.0.1 and localhost that signs itself, made once per run.</summary>
internal static class Certificates
{
    public static readonly X509Certificate2 Server = Make("localhost");

    /// <summary>For a server that only goes by the name mail.test.</summary>
    public static readonly X509Certificate2 Named = Make("mail.test");

    public static string PemOf(X509Certificate2 certificate) => certificate.ExportCertificatePem();

    private static X509Certificate2 Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
        }

        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        DateTimeOffset now = DateTimeOffset.UtcNow;
        using X509Certificate2 made = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
