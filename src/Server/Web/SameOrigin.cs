using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Web;

/// <summary>Tells requests that a page of another site has a browser send in its reader's name.</summary>
// A browser names the page's origin with every POST, and asks beforehand only for types of content that forms cannot
// send; a body without a type needs no asking. Programs that are no browsers name none.
internal static class SameOrigin
{
    /// <summary>True if a page of another site sent the request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="externalUrl">The address by which people reach this server, behind a proxy too.</param>
    public static bool IsForeign(HttpRequest request, string externalUrl)
    {
        string origin = request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return false;
        }

        if (!Uri.TryCreate(origin, UriKind.Absolute, out Uri? from))
        {
            return true;
        }

        bool isOwn = string.Equals(from.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);
        bool isExternal = Uri.TryCreate(externalUrl, UriKind.Absolute, out Uri? own)
            && string.Equals(from.Authority, own.Authority, StringComparison.OrdinalIgnoreCase);
        return !isOwn && !isExternal;
    }
}
