using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Tocsin.Server.Web;

/// <summary>Decides whether a client's certificate lets it in.</summary>
internal static class ClientCertificates
{
    private const string ClientAuthenticationUse = "1.3.6.1.5.5.7.3.2";
    private const string AlternativeNames = "2.5.29.17";

    /// <summary>Whether the client may come in with this certificate or none.</summary>
    public static bool IsAccepted(
        X509Certificate2? certificate,
        ClientAuthentication wanted,
        X509Certificate2Collection authorities,
        IReadOnlyList<string>? allowedNames)
    {
        if (certificate is null)
        {
            return wanted is not (ClientAuthentication.RequireAny or ClientAuthentication.RequireAndVerify);
        }

        bool verify = wanted is ClientAuthentication.VerifyIfGiven or ClientAuthentication.RequireAndVerify;
        return (!verify || IsTrusted(certificate, authorities))
            && (allowedNames is null || Names(certificate).Any(allowedNames.Contains));
    }

    /// <summary>All alternative names of a certificate: DNS names, mail addresses, IP addresses, URIs.</summary>
    public static IReadOnlyList<string> Names(X509Certificate2 certificate)
    {
        X509Extension? extension = certificate.Extensions.FirstOrDefault(e => e.Oid?.Value == AlternativeNames);
        var names = new List<string>();
        if (extension is null)
        {
            return names;
        }

        try
        {
            AsnReader sequence = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (sequence.HasData)
            {
                Asn1Tag tag = sequence.PeekTag();
                ReadOnlySpan<byte> content = Content(sequence.ReadEncodedValue().Span);
                switch (tag)
                {
                    case { TagClass: TagClass.ContextSpecific, TagValue: 1 or 2 or 6 }:
                        names.Add(Encoding.ASCII.GetString(content));
                        break;
                    case { TagClass: TagClass.ContextSpecific, TagValue: 7 } when content.Length is 4 or 16:
                        names.Add(new IPAddress(content).ToString());
                        break;
                }
            }
        }
        catch (AsnContentException)
        {
            // Names that cannot be read are none.
            names.Clear();
        }

        return names;
    }

    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> encoded)
    {
        AsnDecoder.ReadEncodedValue(encoded, AsnEncodingRules.DER, out int offset, out int length, out _);
        return encoded.Slice(offset, length);
    }

    private static bool IsTrusted(X509Certificate2 certificate, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthenticationUse));
        if (authorities.Count > 0)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        }

        return chain.Build(certificate);
    }
}
