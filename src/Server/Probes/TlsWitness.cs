using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Signals.Probes;
using Tocsin.Signals.Probes.Tls;

namespace Tocsin.Server.Probes;

/// <summary>Sees a TLS handshake: the certificates that the server showed, also those of a handshake that fails for them.</summary>
internal sealed class TlsWitness
{
    private CertificateFacts? _facts;
    private long? _verifiedUntil;
    private bool _hasVerified;

    /// <summary>Why the certificates were refused; empty if they were not.</summary>
    public string Refusal { get; private set; } = "";

    /// <summary>The version of TLS as metrics name it; null before it stands.</summary>
    public string? Version { get; private set; }

    /// <summary>The cipher suite; empty before TLS stands.</summary>
    public string Cipher { get; private set; } = "";

    /// <summary>Lets options tell this one what they see, without deciding otherwise.</summary>
    public void Watch(SslClientAuthenticationOptions options)
    {
        RemoteCertificateValidationCallback? decides = options.RemoteCertificateValidationCallback;
        options.RemoteCertificateValidationCallback = (sender, certificate, chain, errors) =>
        {
            See(certificate as X509Certificate2, chain, errors);
            bool isTaken = decides?.Invoke(sender, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
            Refusal = isTaken ? "" : Describe(errors, chain);
            return isTaken;
        };

        // Without verification upstream has no verified chain and says so by a time before all others.
        _hasVerified = decides is null;
    }

    /// <summary>TLS stands.</summary>
    public void Stands(SslStream secured)
    {
#pragma warning disable CA5397, CA5398, SYSLIB0039 // Named to be told, not chosen.
        Version = secured.SslProtocol switch
        {
            System.Security.Authentication.SslProtocols.Tls => "TLS 1.0",
            System.Security.Authentication.SslProtocols.Tls11 => "TLS 1.1",
            System.Security.Authentication.SslProtocols.Tls12 => "TLS 1.2",
            System.Security.Authentication.SslProtocols.Tls13 => "TLS 1.3",
            _ => "unknown",
        };
#pragma warning restore CA5397, CA5398, SYSLIB0039
        Cipher = secured.NegotiatedCipherSuite.ToString();
    }

    /// <summary>Puts into the metrics what every prober has.</summary>
    /// <param name="metrics">The metrics.</param>
    /// <param name="withChain">The verified chain's end too.</param>
    public void Write(ProbeMetrics metrics, bool withChain)
    {
        if (_facts is { } facts)
        {
            metrics.Set(ProbeGauges.EarliestCertExpiry, facts.EarliestExpiry);
            metrics.Set(ProbeGauges.LastChainInfo, 1, [.. facts.Labels]);
        }

        if (Version is null)
        {
            return;
        }

        metrics.Set(ProbeGauges.TlsVersion, 1, new KeyValuePair<string, string>("version", Version));
        if (withChain)
        {
            metrics.Set(ProbeGauges.LastChainExpiry, _verifiedUntil ?? DateTimeOffset.MinValue.ToUnixTimeSeconds());
        }
    }

    private void See(X509Certificate2? own, X509Chain? chain, SslPolicyErrors errors)
    {
        if (own is null)
        {
            return;
        }

        // What the server showed beside its own: the framework keeps it where it looks for links of the chain.
        X509Certificate2[] others = [.. (chain?.ChainPolicy.ExtraStore ?? []).Where(other => !other.Equals(own))];
        _facts = CertificateFacts.Of([own, .. others]);
        bool isVerified = _hasVerified && errors == SslPolicyErrors.None && chain is not null;
        _verifiedUntil = isVerified ? chain!.ChainElements.Min(element => CertificateFacts.EndOf(element.Certificate)) : null;
    }

    private static string Describe(SslPolicyErrors errors, X509Chain? chain)
    {
        var reasons = new List<string>();
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable))
        {
            reasons.Add("the server shows no certificate");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
        {
            reasons.Add("the certificate is not for this name");
        }

        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateChainErrors))
        {
            reasons.AddRange((chain?.ChainStatus ?? []).Select(status => status.StatusInformation.Trim().TrimEnd('.')));
        }

        return string.Join("; ", reasons.Where(reason => reason.Length > 0).DefaultIfEmpty(errors.ToString()));
    }
}
