using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Tocsin.Server.Web;

/// <summary>
/// The TLS side of the server. Every new connection sees the files as they are then; while they are half written or
/// wrong the last good ones stay, and it is said so once.
/// </summary>
public sealed partial class TlsServer
{
    private static readonly TlsCipherSuite[] Tls13Suites =
    [
        TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384,
        TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
    ];

    private readonly Lock _gate = new();
    private readonly WebSettingsFile _file;
    private readonly ILogger _log;
    private volatile Loaded _loaded;
    private string? _lastError;

    private TlsServer(WebSettingsFile file, ILogger log, Loaded loaded)
    {
        _file = file;
        _log = log;
        _loaded = loaded;
    }

    /// <summary>Whether HTTP/2 is offered.</summary>
    public bool OffersHttp2 => _loaded.Settings.Http.Http2;

    /// <summary>Reads the files for the first time.</summary>
    /// <param name="file">The web configuration; its TLS part must be in use.</param>
    /// <param name="log">Where later mistakes are told.</param>
    /// <param name="error">What is wrong, else null.</param>
    public static TlsServer? Open(WebSettingsFile file, ILogger log, out string? error)
    {
        WebSettings settings = file.Current() ?? new WebSettings();
        return TlsIdentity.Read(settings.Tls, out error) is { } identity
            ? new TlsServer(file, log, new Loaded(settings, Stamps(settings.Tls), identity))
            : null;
    }

    /// <summary>The options of a connection that comes in now.</summary>
    public SslServerAuthenticationOptions Options()
    {
        Loaded loaded = Refresh();
        TlsSettings tls = loaded.Settings.Tls;
        ClientAuthentication wanted = TlsNames.ClientAuthentications[tls.ClientAuthType];
        return new SslServerAuthenticationOptions
        {
            ServerCertificateContext = loaded.Identity.Certificate,
            EnabledSslProtocols = TlsNames.Between(tls.MinVersion, tls.MaxVersion),
            ClientCertificateRequired = wanted != ClientAuthentication.None,
            CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            ApplicationProtocols = loaded.Settings.Http.Http2
                ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
                : [SslApplicationProtocol.Http11],
            CipherSuitesPolicy = Suites(tls),
            RemoteCertificateValidationCallback = (_, certificate, _, _) => ClientCertificates.IsAccepted(
                certificate as X509Certificate2,
                wanted,
                loaded.Identity.ClientAuthorities,
                tls.ClientAllowedSans),
        };
    }

    private static CipherSuitesPolicy? Suites(TlsSettings tls) =>
        tls.CipherSuites.Count > 0 && OperatingSystem.IsLinux()
            ? new CipherSuitesPolicy(tls.CipherSuites.Select(Enum.Parse<TlsCipherSuite>).Union(Tls13Suites))
            : null;

    private Loaded Refresh()
    {
        Loaded loaded = _loaded;
        WebSettings settings = _file.Current() ?? loaded.Settings;
        if (!settings.Tls.IsEnabled || IsFresh(loaded, settings))
        {
            return loaded;
        }

        lock (_gate)
        {
            if (IsFresh(_loaded, settings))
            {
                return _loaded;
            }

            (FileStamp, FileStamp, FileStamp) stamps = Stamps(settings.Tls);
            if (TlsIdentity.Read(settings.Tls, out string? error) is { } identity)
            {
                _lastError = null;
                return _loaded = new Loaded(settings, stamps, identity);
            }

            if (error != _lastError)
            {
                _lastError = error;
                LogKept(error);
            }

            return _loaded;
        }
    }

    private static bool IsFresh(Loaded loaded, WebSettings settings) =>
        ReferenceEquals(loaded.Settings, settings) && loaded.Stamps == Stamps(settings.Tls);

    private static (FileStamp Cert, FileStamp Key, FileStamp Ca) Stamps(TlsSettings tls) =>
        (FileStamp.Of(tls.CertFile), FileStamp.Of(tls.KeyFile), FileStamp.Of(tls.ClientCaFile));

    [LoggerMessage(Level = LogLevel.Error, Message = "The changed TLS files are not usable, the last ones stay {err}")]
    private partial void LogKept(string? err);

    private sealed record Loaded(
        WebSettings Settings,
        (FileStamp Cert, FileStamp Key, FileStamp Ca) Stamps,
        TlsIdentity Identity);
}
