using Microsoft.AspNetCore.Http;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Api;

/// <summary>Checks that a request's body is JSON, as upstream's API library does.</summary>
internal static class RequestType
{
    public static bool IsJson(HttpRequest request)
    {
        ReadOnlySpan<char> type = request.ContentType;
        int parameters = type.IndexOf(';');
        return (parameters < 0 ? type : type[..parameters]).Trim().Equals("application/json", StringComparison.OrdinalIgnoreCase);
    }

    public static ApiError Unsupported(HttpRequest request) => new(
        415,
        415,
        $"unsupported media type {GoQuote.Quote(request.ContentType ?? "application/octet-stream")}, only [application/json] are allowed");
}
