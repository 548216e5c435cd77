using System.Net;
using System.Net.Security;
using Tocsin.Notify.Http;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.HttpClients;

/// <summary>Makes HTTP clients from <c>http_config</c>. Thread-safe.</summary>
/// <param name="time">The clock, for tokens.</param>
/// <param name="environment">Reads an environment variable, for <c>proxy_from_environment</c>.</param>
/// <param name="connector">Makes the connections; null for one without rules.</param>
public sealed class HttpClientFactory(TimeProvider time, Func<string, string?> environment, Connector? connector = null)
{
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(15);

    /// <summary>Makes the connections, also those that are not for HTTP.</summary>
    public Connector Connector { get; } = connector ?? Connector.Unrestricted;

    /// <summary>How long a connection may take to stand, TLS included.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>What takes the place of the connections, below credentials and headers; null for real ones.</summary>
    public HttpMessageHandler? Stage { get; init; }

    /// <summary>The same with other rules for connections.</summary>
    public HttpClientFactory Over(Connector other) =>
        new(time, environment, other) { Stage = Stage, ConnectTimeout = ConnectTimeout };

    /// <summary>The same with something in the place of the connections.</summary>
    public HttpClientFactory On(HttpMessageHandler stage) => new(time, environment, Connector) { Stage = stage };

    /// <summary>A client that authenticates, adds headers and reads changed files again, as configured.</summary>
    public HttpMessageInvoker Create(HttpClientConfig config)
    {
        HttpMessageHandler transport = Transport(config.TlsConfig, config.Proxy, config);
        if (config.OAuth2 is { } oauth)
        {
            var tokens = new OAuth2Tokens(
                oauth, new HttpMessageInvoker(Transport(oauth.TlsConfig, oauth.Proxy, HttpClientConfig.Default)), time);
            transport = new OAuth2Handler(tokens, transport);
        }

        return new HttpMessageInvoker(new HeaderHandler(config, transport));
    }

    /// <summary>
    /// A client whose connections somebody else makes and watches. It keeps none of them, follows no redirect and keeps no
    /// cookie; the caller disposes of it.
    /// </summary>
    /// <exception cref="ClientSetupException">A file of the configuration cannot be used.</exception>
    public HttpMessageInvoker CreateWatched(HttpClientConfig config, ConnectionWatch watch)
    {
        HttpMessageHandler transport = Sockets(
            new Way(config.TlsConfig, config.Proxy, ProxyRules.From(config.Proxy, environment), config.EnableHttp2) { Watch = watch });
        if (config.OAuth2 is { } oauth)
        {
            var tokens = new OAuth2Tokens(
                oauth, new HttpMessageInvoker(Transport(oauth.TlsConfig, oauth.Proxy, HttpClientConfig.Default)), time);
            transport = new OAuth2Handler(tokens, transport);
        }

        return new HttpMessageInvoker(new HeaderHandler(config, transport));
    }

    /// <summary>The proxy that a request would go through; null for none.</summary>
    public Uri? FindProxy(ProxyConfig proxy, Uri destination) => ProxyRules.From(proxy, environment)?.Find(destination);

    private HttpMessageHandler Transport(TlsConfig tls, ProxyConfig proxy, HttpClientConfig http)
    {
        if (Stage is { } stage)
        {
            return stage;
        }

        ProxyRules? rules = ProxyRules.From(proxy, environment);
        var sockets = new ReloadingHandler(TlsClient.Files(tls), () => Sockets(new Way(tls, proxy, rules, http.EnableHttp2)));
        return http.FollowRedirects ? new RedirectHandler(sockets) : sockets;
    }

    private SocketsHttpHandler Sockets(Way way)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            UseCookies = false,
            UseProxy = way.Rules is not null,
            Proxy = way.Rules is null ? null : new FrameworkProxy(way.Rules, Connector),
            SslOptions = TlsClient.Options(way.Tls, ""),
        };
        handler.SslOptions.TargetHost = null;
        bool needsOwnTls = way.Tls.ServerName.Length > 0;
        if (way.Watch is not null)
        {
            handler.PooledConnectionLifetime = TimeSpan.Zero;
            handler.ConnectTimeout = Timeout.InfiniteTimeSpan;
            way.Watch.TlsBegins(handler.SslOptions);
        }

        if (way.Watch is not null || way.Rules is not null || needsOwnTls || Connector.IsRestricted)
        {
            handler.ConnectCallback = (context, cancellation) => ConnectAsync(context, way, cancellation);
        }

        return handler;
    }

    // For https the tunnel through the proxy and TLS are made here: the framework can neither send headers with CONNECT
    // nor name the server otherwise than by the URL.
    private async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context, Way way, CancellationToken cancellation)
    {
        (TlsConfig tls, ProxyRules? rules) = (way.Tls, way.Rules);
        Uri destination = context.InitialRequestMessage.RequestUri!;
        bool isTls = destination.Scheme == Uri.UriSchemeHttps;
        Uri? through = isTls && context.DnsEndPoint.Host == destination.IdnHost ? rules?.Find(destination) : null;
        bool isHttpProxy = through is { Scheme: "http" };
        if (isTls && tls.ServerName.Length > 0 && context.DnsEndPoint.Host != destination.IdnHost)
        {
            // The framework makes TLS by itself behind such a proxy, and takes the name from the URL.
            string scheme = rules?.Find(destination)?.Scheme ?? "";
            throw new ClientSetupException($"tls_config.server_name cannot be used with a proxy of scheme {scheme}");
        }

        if (isHttpProxy)
        {
            await Connector.CheckBehindProxyAsync(context.DnsEndPoint.Host, cancellation);
        }

        DnsEndPoint next = isHttpProxy ? new DnsEndPoint(through!.IdnHost, through.Port) : context.DnsEndPoint;
        Stream stream = way.Watch is null
            ? await Connector.ConnectAsync(next, cancellation)
            : await way.Watch.ConnectAsync(next, cancellation);
        try
        {
            if (isHttpProxy)
            {
                await ProxyTunnel.OpenAsync(stream, context.DnsEndPoint, way.Proxy, through!, cancellation);
            }

            bool isBehindOther = context.DnsEndPoint.Host != destination.IdnHost;
            if (!isTls || isBehindOther || (tls.ServerName.Length == 0 && way.Watch is null))
            {
                return stream;
            }

            var secured = new SslStream(stream);
            SslClientAuthenticationOptions options = TlsClient.Options(tls, context.DnsEndPoint.Host);
            options.ApplicationProtocols = way.TakesHttp2
                ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11]
                : [SslApplicationProtocol.Http11];
            way.Watch?.TlsBegins(options);
            await secured.AuthenticateAsClientAsync(options, cancellation);
            way.Watch?.TlsStands(secured);
            return secured;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    /// <summary>How connections are made.</summary>
    private sealed record Way(TlsConfig Tls, ProxyConfig Proxy, ProxyRules? Rules, bool TakesHttp2)
    {
        /// <summary>Who makes the connections; null for <see cref="Connector"/>.</summary>
        public ConnectionWatch? Watch { get; init; }
    }
}
