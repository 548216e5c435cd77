using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Tocsin.Notify.Http;

namespace Tocsin.Notify.HttpClients;

/// <summary>Turns <c>tls_config</c> into what the framework takes, reading its files anew at each call.</summary>
public static class TlsClient
{
    /// <summary>The options for a connection to <paramref name="host"/>.</summary>
    /// <exception cref="ClientSetupException">A file cannot be read, or does not hold what it should.</exception>
    public static SslClientAuthenticationOptions Options(TlsConfig config, string host)
    {
        if (config.CaRef.Length > 0 || config.CertRef.Length > 0 || config.KeyRef.Length > 0)
        {
            throw new ClientSetupException("tls_config: references to a secret manager cannot be resolved");
        }

        var options = new SslClientAuthenticationOptions
        {
            TargetHost = config.ServerName.Length > 0 ? config.ServerName : host,
            EnabledSslProtocols = Protocols(config),
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        };
        AddAuthorities(options, config);
        AddCertificate(options, config);
        if (config.InsecureSkipVerify)
        {
#pragma warning disable CA5359 // The operator wrote insecure_skip_verify, and upstream takes them by their word.
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
#pragma warning restore CA5359
        }

        return options;
    }

    /// <summary>The files of the configuration.</summary>
    public static IEnumerable<string> Files(TlsConfig config) =>
        ((string[])[config.CaFile, config.CertFile, config.KeyFile]).Where(f => f.Length > 0);

    // None lets the system choose, which is what Go's defaults amount to: TLS 1.2 and 1.3.
    private static SslProtocols Protocols(TlsConfig config)
    {
        if (config.MinVersion == TlsVersion.Unset && config.MaxVersion == TlsVersion.Unset)
        {
            return SslProtocols.None;
        }

        TlsVersion least = config.MinVersion == TlsVersion.Unset ? TlsVersion.Tls12 : config.MinVersion;
        TlsVersion most = config.MaxVersion == TlsVersion.Unset ? TlsVersion.Tls13 : config.MaxVersion;
        SslProtocols protocols = SslProtocols.None;
#pragma warning disable CA5397, CA5398, SYSLIB0039 // The operator asked for these versions by name.
        foreach ((TlsVersion version, SslProtocols protocol) in
            ((TlsVersion, SslProtocols)[])
            [
                (TlsVersion.Tls10, SslProtocols.Tls), (TlsVersion.Tls11, SslProtocols.Tls11),
                (TlsVersion.Tls12, SslProtocols.Tls12), (TlsVersion.Tls13, SslProtocols.Tls13),
            ])
        {
            protocols |= version >= least && version <= most ? protocol : SslProtocols.None;
        }
#pragma warning restore CA5397, CA5398, SYSLIB0039

        return protocols;
    }

    private static void AddAuthorities(SslClientAuthenticationOptions options, TlsConfig config)
    {
        string pem = SecretFile.Read(config.Ca, config.CaFile);
        if (pem.Length == 0)
        {
            return;
        }

        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException wrong)
        {
            throw new ClientSetupException("tls_config: the certificate authorities are not PEM certificates", wrong);
        }

        if (authorities.Count == 0)
        {
            throw new ClientSetupException("tls_config: there is no certificate among the certificate authorities");
        }

        options.CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities);
    }

    private static void AddCertificate(SslClientAuthenticationOptions options, TlsConfig config)
    {
        string pem = SecretFile.Read(config.Cert, config.CertFile);
        if (pem.Length == 0)
        {
            return;
        }

        string key = SecretFile.Read(config.Key.Reveal(), config.KeyFile);
        try
        {
            var certificate = X509Certificate2.CreateFromPem(pem, key);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(pem);
            options.ClientCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception wrong) when (wrong is CryptographicException or ArgumentException)
        {
            throw new ClientSetupException("tls_config: the client's certificate and key do not fit or are not PEM", wrong);
        }
    }
}
