using System.Text;
using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Web;

/// <summary>Plain answers as Go's <c>http.Error</c> gives them.</summary>
internal static class HttpText
{
    /// <summary>Answers with a status and a text; the line end is added.</summary>
    public static async Task WriteErrorAsync(HttpContext context, int status, string text)
    {
        byte[] body = Encoding.UTF8.GetBytes(text + "\n");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
        }
    }
}
