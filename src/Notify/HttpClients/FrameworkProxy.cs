using System.Net;
using Tocsin.Notify.Outgoing;

namespace Tocsin.Notify.HttpClients;

/// <summary>
/// The proxy as the framework may see it: not for https through an HTTP proxy, which we tunnel ourselves; nor for a
/// host that is refused, so that the connection goes where it is refused with the rule's name. The framework asks for
/// each request, redirected ones included, and would swallow an exception. Immutable.
/// </summary>
internal sealed class FrameworkProxy(ProxyRules rules, Connector connector) : IWebProxy
{
    private static readonly ICredentials FromUrl = new UrlCredentials();

    // The framework asks once, before it knows of any proxy.
    public ICredentials? Credentials
    {
        get => FromUrl;
        set => throw new NotSupportedException();
    }

    public Uri? GetProxy(Uri destination)
    {
        Uri? proxy = rules.Find(destination);
        bool isTunnelled = proxy is { Scheme: "http" } && destination.Scheme == Uri.UriSchemeHttps;
        return proxy is null || isTunnelled || connector.IsRefusedBehindProxy(destination.IdnHost) ? null : proxy;
    }

    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <summary>The user and password of the proxy's URL, in the open alone, as Go gives them.</summary>
    private sealed class UrlCredentials : ICredentials
    {
        public NetworkCredential? GetCredential(Uri uri, string authType)
        {
            bool isOpen = authType.Equals("Basic", StringComparison.OrdinalIgnoreCase)
                || authType.StartsWith("socks", StringComparison.OrdinalIgnoreCase);
            if (!isOpen || uri.UserInfo.Length == 0)
            {
                return null;
            }

            string[] parts = uri.UserInfo.Split(':', 2);
            string password = parts.Length > 1 ? parts[1] : "";
            return new NetworkCredential(Uri.UnescapeDataString(parts[0]), Uri.UnescapeDataString(password));
        }
    }
}
