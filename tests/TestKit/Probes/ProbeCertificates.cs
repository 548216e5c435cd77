using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tocsin.TestKit.Probes;

/// <summary>An authority of the test's own, and certificates that it signs.</summary>
public sealed class ProbeCertificates : IDisposable
{
    private static readonly DateTimeOffset Beginning = new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();
    private readonly X509Certificate2 _authority;
    private int _serial;

    /// <summary>Makes the authority.</summary>
    public ProbeCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Probes of the test, O=Tocsin", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 made = request.CreateSelfSigned(Beginning, _now.AddDays(3650));
        _authority = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>The authority's certificate, PEM.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>Makes a certificate for a name, 127.0.0.1 and ::1.</summary>
    /// <param name="name">The name.</param>
    /// <param name="endsIn">How long it is good from now on; negative for one that is over.</param>
    public X509Certificate2 Issue(string name, TimeSpan endsIn) => IssueUntil(name, _now + endsIn);

    /// <summary>Makes a certificate for a name, 127.0.0.1 and ::1.</summary>
    /// <param name="name">The name.</param>
    /// <param name="end">When it ends, by whichever clock.</param>
    public X509Certificate2 IssueUntil(string name, DateTimeOffset end)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}, O=\"Shop, Ltd\", C=DE", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddDnsName("www." + name);
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        byte[] serial = [0x80, 0x0A, (byte)++_serial];
        using X509Certificate2 open = request.Create(_authority, end.AddDays(-300), end, serial);
        using X509Certificate2 made = open.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }

    /// <inheritdoc/>
    public void Dispose() => _authority.Dispose();
}
