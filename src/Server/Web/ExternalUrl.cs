using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Web;

/// <summary>The address people reach the server by, and the path in front of its endpoints.</summary>
/// <param name="Text">The address without a slash at its end, as it stands in messages.</param>
/// <param name="Path">Its path without a slash at its end; empty for none.</param>
public sealed record ExternalUrl(string Text, string Path)
{
    /// <summary>
    /// Finds the address: the one given, or that of the host name and the port of the first listener.
    /// </summary>
    /// <param name="options">The flags of the web side.</param>
    /// <param name="hostName">The machine's name.</param>
    /// <param name="error">What is wrong, else null.</param>
    // Source: Alertmanager's external URL: only http and https, slashes at the end of the path cut.
    public static ExternalUrl? Resolve(WebOptions options, string hostName, out string? error)
    {
        string external = options.ExternalUrl;
        if (external.Length > 0)
        {
            error = FindError(external);
            return error is null ? Split(external) : null;
        }

        string listen = options.ListenAddresses.Count > 0 ? options.ListenAddresses[0] : "";
        if (!ListenAddress.TryParse(listen, out ListenAddress address, out error))
        {
            return null;
        }

        string port = listen.EndsWith(':') ? "" : address.Port.ToString(CultureInfo.InvariantCulture);
        return new ExternalUrl($"http://{hostName}:{port}", "");
    }

    /// <summary>The path in front of all endpoints: empty, or with a slash in front and none behind.</summary>
    /// <param name="routePrefix">As given by <c>--web.route-prefix</c>; empty takes the path of the address.</param>
    public string Prefix(string routePrefix)
    {
        string path = (routePrefix.Length > 0 ? routePrefix : Path).Trim('/');
        return path.Length == 0 ? "" : "/" + path;
    }

    private static string? FindError(string external)
    {
        int colon = external.IndexOf(':', StringComparison.Ordinal);
        string scheme = colon < 0 ? "" : external[..colon];
        string quoted = GoQuote.Quote(external);
        if (colon == 0 || external.Any(char.IsControl))
        {
            return $"parse {quoted}: missing protocol scheme";
        }

        if (scheme.ToLowerInvariant() is not ("http" or "https"))
        {
            return $"{quoted}: invalid {GoQuote.Quote(scheme)} scheme, only 'http' and 'https' are supported";
        }

        return Uri.TryCreate(external, UriKind.Absolute, out _) ? null : $"parse {quoted}: not an address";
    }

    private static ExternalUrl Split(string external)
    {
        int authority = external.IndexOf("//", StringComparison.Ordinal) + 2;
        int pathStart = external.IndexOf('/', authority);
        string path = pathStart < 0 ? "" : external[pathStart..];
        int tailStart = path.AsSpan().IndexOfAny('?', '#');
        string tail = tailStart < 0 ? "" : path[tailStart..];
        path = (tailStart < 0 ? path : path[..tailStart]).TrimEnd('/');
        return new ExternalUrl((pathStart < 0 ? external : external[..pathStart]) + path + tail, path);
    }
}
