using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Web;

/// <summary>
/// Keeps a listener of OTLP to OTLP: who opens its port to senders has not opened the API to them. It marks both the
/// connections of such a listener and the endpoints that may be reached through them.
/// </summary>
internal sealed class OtlpListener
{
    private OtlpListener()
    {
    }

    /// <summary>The mark.</summary>
    public static OtlpListener Mark { get; } = new();

    /// <summary>Lets the request through, or answers it. Goes behind routing.</summary>
    public static Task InvokeAsync(HttpContext http, RequestDelegate next) =>
        http.Features.Get<OtlpListener>() is null
            || http.GetEndpoint()?.Metadata.GetMetadata<OtlpListener>() is not null
            ? next(http)
            : HttpText.WriteErrorAsync(http, StatusCodes.Status404NotFound, "this port takes OTLP only");
}
