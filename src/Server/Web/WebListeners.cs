using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Web;

/// <summary>
/// Where the server listens and how it speaks there. Everything that can be wrong is found on opening.
/// </summary>
public sealed partial class WebListeners
{
    private readonly List<(IPEndPoint At, ListenPurpose Purpose)> _endPoints = [];
    private readonly ILogger _log;
    private IReadOnlyList<ulong> _handed = [];

    private WebListeners(WebSettingsFile settings, TlsServer? tls, ILogger log)
    {
        Settings = settings;
        Tls = tls;
        _log = log;
    }

    /// <summary>The web configuration.</summary>
    public WebSettingsFile Settings { get; }

    /// <summary>TLS; null if it is off.</summary>
    public TlsServer? Tls { get; }

    /// <summary>Reads the web configuration, looks up the addresses, loads certificates.</summary>
    /// <returns>Null and what is wrong if the server cannot listen like that.</returns>
    public static async Task<(WebListeners? Listeners, string? Error)> OpenAsync(
        WebOptions options,
        ILogger log,
        CancellationToken cancellationToken)
    {
        if (!WebSettingsFile.TryOpen(options.ConfigFile, log, out WebSettingsFile settings, out string? error))
        {
            return (null, error);
        }

        TlsServer? tls = null;
        if (settings.Current() is { Tls.IsEnabled: true } && (tls = TlsServer.Open(settings, log, out error)) is null)
        {
            return (null, error);
        }

        var listeners = new WebListeners(settings, tls, log);
        error = options.SystemdSocket
            ? listeners.TakeHandedSockets()
            : await listeners.ResolveAsync(options.ListenAddresses, ListenPurpose.Everything, cancellationToken);
        error ??= await listeners.ResolveOtlpAsync(options, cancellationToken);
        return error is null ? (listeners, null) : (null, error);
    }

    /// <summary>Tells Kestrel.</summary>
    public void Configure(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        foreach (ulong handle in _handed)
        {
            kestrel.ListenHandle(handle, listen => Configure(listen, ListenPurpose.Everything));
        }

        foreach ((IPEndPoint at, ListenPurpose purpose) in _endPoints)
        {
            kestrel.Listen(at, listen => Configure(listen, purpose));
        }
    }

    /// <summary>Logs the addresses really bound, which harnesses and people look for.</summary>
    /// <param name="addresses">As Kestrel tells them, with a scheme in front.</param>
    public void LogAddresses(IEnumerable<string> addresses)
    {
        int at = 0;
        foreach (string address in addresses.Select(WithoutScheme))
        {
            // In the order in which they were given to Kestrel.
            ListenPurpose purpose = at < _handed.Count ? ListenPurpose.Everything : _endPoints[at - _handed.Count].Purpose;
            at++;
            if (purpose == ListenPurpose.Everything)
            {
                LogListening(address);
            }
            else
            {
                LogListeningForOtlp(purpose == ListenPurpose.OtlpGrpc ? "grpc" : "http", address);
            }

            if (Tls is null)
            {
                LogTlsDisabled(false, address);
            }
            else
            {
                LogTlsEnabled(Tls.OffersHttp2, address);
            }
        }
    }

    /// <summary>What went wrong on binding, in Go's words; null if the exception is about something else.</summary>
    public static string? DescribeBindFailure(Exception exception)
    {
        SocketError? code = exception switch
        {
            SocketException direct => direct.SocketErrorCode,
            { InnerException: SocketException inner } => inner.SocketErrorCode,
            IOException { InnerException.InnerException: SocketException deep } => deep.SocketErrorCode,
            _ => null,
        };
        return code switch
        {
            SocketError.AddressAlreadyInUse => $"bind: address already in use ({exception.Message})",
            SocketError.AddressNotAvailable => $"bind: cannot assign requested address ({exception.Message})",
            SocketError.AccessDenied => $"bind: permission denied ({exception.Message})",
            null => null,
            _ => exception.Message,
        };
    }

    private string? TakeHandedSockets()
    {
        LogSystemd();
        _handed = SystemdSockets.Descriptors(Environment.GetEnvironmentVariable, Environment.ProcessId);
        return _handed.Count > 0 ? null : "no socket activation file descriptors found";
    }

    private async Task<string?> ResolveOtlpAsync(WebOptions options, CancellationToken cancellationToken)
    {
        string? error = null;
        if (options.OtlpHttpAddress.Length > 0)
        {
            error = await ResolveAsync([options.OtlpHttpAddress], ListenPurpose.OtlpHttp, cancellationToken);
        }

        if (error is null && options.OtlpGrpcAddress.Length > 0)
        {
            error = Tls is { OffersHttp2: false }
                ? "otlp.grpc_listen needs HTTP/2, which http_server_config.http2 of the web configuration turns off"
                : await ResolveAsync([options.OtlpGrpcAddress], ListenPurpose.OtlpGrpc, cancellationToken);
        }

        return error;
    }

    private async Task<string?> ResolveAsync(
        IReadOnlyList<string> addresses, ListenPurpose purpose, CancellationToken cancellationToken)
    {
        foreach (string text in addresses)
        {
            if (!ListenAddress.TryParse(text, out ListenAddress address, out string? error))
            {
                return error;
            }

            try
            {
                IReadOnlyList<IPEndPoint> found = await address.ResolveAsync(cancellationToken);
                _endPoints.AddRange(found.Select(endPoint => (endPoint, purpose)));
            }
            catch (Exception e) when (e is SocketException or ArgumentException or InvalidOperationException)
            {
                return $"listen tcp: lookup {address.Host}: {e.Message}";
            }
        }

        return _endPoints.Count > 0 ? null : "no web listen address or systemd socket flag specified";
    }

    private void Configure(ListenOptions listen, ListenPurpose purpose)
    {
        // Without TLS only HTTP/1.1 is spoken, as upstream does, and HTTP/2 where gRPC is; with it ALPN decides.
        listen.Protocols = Tls is not null ? HttpProtocols.Http1AndHttp2
            : purpose == ListenPurpose.OtlpGrpc ? HttpProtocols.Http2 : HttpProtocols.Http1;
        if (purpose != ListenPurpose.Everything)
        {
            listen.Use(next => connection =>
            {
                connection.Features.Set(OtlpListener.Mark);
                return next(connection);
            });
        }

        if (Tls is { } tls)
        {
            listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new(tls.Options()) });
        }
    }

    private static string WithoutScheme(string address)
    {
        int scheme = address.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? address : address[(scheme + 3)..].TrimEnd('/');
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening on {address}")]
    private partial void LogListening(string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "Listening for OTLP {transport} {address}")]
    private partial void LogListeningForOtlp(string transport, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS is disabled. {http2} {address}")]
    private partial void LogTlsDisabled(bool http2, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "TLS is enabled. {http2} {address}")]
    private partial void LogTlsEnabled(bool http2, string address);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Listening on systemd activated listeners instead of port listeners.")]
    private partial void LogSystemd();
}

/// <summary>What may be asked of a listener.</summary>
internal enum ListenPurpose
{
    /// <summary>All that there is.</summary>
    Everything = 0,

    /// <summary>OTLP over HTTP.</summary>
    OtlpHttp = 1,

    /// <summary>OTLP over gRPC.</summary>
    OtlpGrpc = 2,
}
