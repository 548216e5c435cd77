using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Dashboard;

/// <summary>What a browser may do with the dashboard: run its own files, talk to its own server, and nothing else.</summary>
internal static class DashboardHeaders
{
    /// <summary>Sets the headers; those that the operator's web configuration sets win.</summary>
    /// <param name="headers">The answer's headers.</param>
    /// <param name="nonce">What marks the style elements of this very page; null where there are none.</param>
    public static void Apply(IHeaderDictionary headers, string? nonce)
    {
        // Mantine and CodeMirror put style elements into the page; they carry the nonce. A style attribute in markup is
        // refused, which is what hostile text could bring; styles that scripts set on elements are not markup.
        string styles = nonce is null ? "'self'" : $"'self' 'nonce-{nonce}'";
        headers.TryAdd("Content-Security-Policy",
            $"default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; font-src 'self'; "
            + "connect-src 'self'; manifest-src 'self'; media-src 'self'; worker-src 'self'; base-uri 'self'; "
            + "form-action 'none'; frame-ancestors 'none'");
        headers.TryAdd("X-Content-Type-Options", "nosniff");
        headers.TryAdd("X-Frame-Options", "DENY");
        headers.TryAdd("Referrer-Policy", "no-referrer");
        headers.TryAdd("Cross-Origin-Opener-Policy", "same-origin");
        headers.TryAdd("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    }
}
