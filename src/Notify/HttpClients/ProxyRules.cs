using System.Net;
using Tocsin.Notify.Http;

namespace Tocsin.Notify.HttpClients;

/// <summary>Which proxy a request goes through, if any. Immutable.</summary>
// Source: Go golang.org/x/net/http/httpproxy, whose no_proxy lists differ from .NET's.
public sealed class ProxyRules : IWebProxy
{
    private readonly Uri? _http;
    private readonly Uri? _https;
    private readonly IReadOnlyList<string> _exceptions;
    private readonly bool _sparesThisMachine;

    private ProxyRules(string http, string https, string exceptions, bool sparesThisMachine)
    {
        _http = Parse(http);
        _https = Parse(https);
        _exceptions = exceptions.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        _sparesThisMachine = sparesThisMachine;
    }

    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => null;
        set => throw new NotSupportedException();
    }

    /// <summary>The rules of a configuration; null if it asks for no proxy.</summary>
    public static ProxyRules? From(ProxyConfig config, Func<string, string?> environment)
    {
        if (config.Url is { Text.Length: > 0 } url)
        {
            // Source: prometheus/common config, ProxyConfig.Proxy: without exceptions the proxy is for everything.
            return new ProxyRules(url.Text, url.Text, config.NoProxy, sparesThisMachine: config.NoProxy.Length > 0);
        }

        if (!config.FromEnvironment)
        {
            return null;
        }

        return new ProxyRules(Either("HTTP_PROXY"), Either("HTTPS_PROXY"), Either("NO_PROXY"), sparesThisMachine: true);

        string Either(string name) => environment(name) ?? environment(name.ToLowerInvariant()) ?? "";
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) => Find(destination);

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => Find(host) is null;

    /// <summary>The proxy for a request to <paramref name="destination"/>, or null.</summary>
    public Uri? Find(Uri destination)
    {
        Uri? proxy = destination.Scheme == Uri.UriSchemeHttps ? _https : _http;
        return proxy is null || IsException(destination) ? null : proxy;
    }

    private static Uri? Parse(string text) =>
        text.Length == 0 ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? url) && url.Host.Length > 0 ? url
        : Uri.TryCreate("http://" + text, UriKind.Absolute, out url) ? url : null;

    private bool IsException(Uri destination)
    {
        string host = destination.IdnHost.TrimEnd('.').Trim('[', ']');
        bool isAddress = IPAddress.TryParse(host, out IPAddress? address);
        bool isThisMachine = isAddress
            ? IPAddress.IsLoopback(address!)
            : string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase);
        return (isThisMachine && _sparesThisMachine)
            || _exceptions.Any(e => Matches(e, host, destination.Port, address));
    }

    private static bool Matches(string exception, string host, int port, IPAddress? address)
    {
        if (exception == "*")
        {
            return true;
        }

        if (exception.Contains('/', StringComparison.Ordinal))
        {
            return address is not null && IPNetwork.TryParse(exception, out IPNetwork network) && network.Contains(address);
        }

        int colon = exception.LastIndexOf(':');
        if (colon > 0 && exception.IndexOf(':', StringComparison.Ordinal) == colon
            && int.TryParse(exception.AsSpan(colon + 1), out int wantedPort))
        {
            if (wantedPort != port)
            {
                return false;
            }

            exception = exception[..colon];
        }

        if (address is not null)
        {
            return IPAddress.TryParse(exception, out IPAddress? wanted) && wanted.Equals(address);
        }

        // "a.com" covers itself and what is below; ".a.com" and "*.a.com" only what is below.
        string suffix = exception.StartsWith("*.", StringComparison.Ordinal) ? exception[1..] : exception;
        return suffix[0] == '.'
            ? host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
            : host.Equals(suffix, StringComparison.OrdinalIgnoreCase)
                || host.EndsWith("." + suffix, StringComparison.OrdinalIgnoreCase);
    }
}
