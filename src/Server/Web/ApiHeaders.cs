using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Tocsin.Server.Web;

/// <summary>The headers of every API answer: not to be stored, and readable by pages of other origins.</summary>
/// <remarks>
/// Source: Alertmanager API v2, which takes the defaults of rs/cors: GET, POST and HEAD from anywhere.
/// </remarks>
public static class ApiHeaders
{
    private static readonly StringValues PreflightVary =
        new("Origin, Access-Control-Request-Method, Access-Control-Request-Headers");

    private static readonly string[] AllowedHeaders = ["accept", "content-type", "origin", "x-requested-with"];

    /// <summary>Answers a preflight request, or sets the headers and runs the request.</summary>
    public static Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        HttpRequest request = context.Request;
        IHeaderDictionary answer = context.Response.Headers;
        if (HttpMethods.IsOptions(request.Method) && request.Headers.AccessControlRequestMethod.Count > 0)
        {
            AnswerPreflight(request, answer);
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        answer.Vary = "Origin";
        answer.CacheControl = "no-store";
        if (!StringValues.IsNullOrEmpty(request.Headers.Origin) && IsAllowed(request.Method))
        {
            answer.AccessControlAllowOrigin = "*";
        }

        return next(context);
    }

    private static void AnswerPreflight(HttpRequest request, IHeaderDictionary answer)
    {
        answer.Vary = PreflightVary;
        string method = request.Headers.AccessControlRequestMethod.ToString();
        string headers = request.Headers.AccessControlRequestHeaders.ToString();
        bool headersFit = headers.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .All(h => AllowedHeaders.Contains(h.ToLowerInvariant()));
        if (StringValues.IsNullOrEmpty(request.Headers.Origin) || !IsAllowed(method) || !headersFit)
        {
            return;
        }

        answer.AccessControlAllowOrigin = "*";
        answer.AccessControlAllowMethods = method.ToUpperInvariant();
        if (headers.Length > 0)
        {
            answer.AccessControlAllowHeaders = headers;
        }
    }

    private static bool IsAllowed(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsHead(method);
}
