using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Tocsin.Signals.Probes.Tls;

/// <summary>What metrics say of the certificates that a server showed. Immutable; times are in Unix seconds.</summary>
public sealed record CertificateFacts
{
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>When the first of them ends.</summary>
    public required long EarliestExpiry { get; init; }

    /// <summary>The labels about the server's own certificate.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Labels { get; init; }

    /// <summary>Gathers them.</summary>
    /// <param name="shown">The certificates as they were shown, the server's own first; at least one.</param>
    /// <returns>Null if the first one cannot be read.</returns>
    // Source: blackbox_exporter prober/tls.go: what the labels hold.
    public static CertificateFacts? Of(IReadOnlyList<X509Certificate2> shown)
    {
        X509Certificate2 own = shown[0];
        try
        {
            return new CertificateFacts
            {
                EarliestExpiry = shown.Min(EndOf),
                Labels =
                [
                    new("fingerprint_sha256", Convert.ToHexStringLower(SHA256.HashData(own.RawDataMemory.Span))),
                    new("issuer", DistinguishedName.Write(own.IssuerName)),
                    new("serialnumber", SerialOf(own)),
                    new("subject", DistinguishedName.Write(own.SubjectName)),
                    new("subjectalternative", string.Join(',', DnsNamesOf(own))),
                ],
            };
        }
        catch (Exception damaged) when (damaged is CryptographicException or AsnContentException)
        {
            return null;
        }
    }

    /// <summary>When a certificate ends.</summary>
    public static long EndOf(X509Certificate2 certificate) =>
        new DateTimeOffset(certificate.NotAfter.ToUniversalTime()).ToUnixTimeSeconds();

    // The number's bytes without the zero that only keeps it positive.
    private static string SerialOf(X509Certificate2 certificate)
    {
        ReadOnlySpan<byte> bytes = certificate.SerialNumberBytes.Span;
        return Convert.ToHexStringLower(bytes.TrimStart((byte)0));
    }

    private static IEnumerable<string> DnsNamesOf(X509Certificate2 certificate) =>
        certificate.Extensions.FirstOrDefault(extension => extension.Oid?.Value == AlternativeNames) is { } found
            ? new X509SubjectAlternativeNameExtension(found.RawData).EnumerateDnsNames()
            : [];
}
