using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Api;

/// <summary>Sends small answers in upstream's shapes.</summary>
internal static class Answer
{
    private const string JsonType = "application/json";

    /// <summary>An error: an object if it has a code, else a JSON string. Only the string ends with a new line.</summary>
    public static Task ErrorAsync(HttpContext http, ApiError error)
    {
        JsonOutput output = Begin(http, error.Status);
        return error.Code is { } code
            ? output.Raw("{\"code\":"u8).Number(code).Raw(",\"message\":"u8).String(error.Message).Raw("}"u8)
                .SendAsync(http.RequestAborted)
            : output.String(error.Message).EndAsync(http.RequestAborted);
    }

    /// <summary>200 without a body.</summary>
    public static Task Ok(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status200OK;
        return Task.CompletedTask;
    }

    /// <summary>A JSON body; upstream's encoder ends it with a new line.</summary>
    public static async Task WriteAsync(HttpContext http, int status, Action<JsonOutput> write)
    {
        Begin(http, status);
        var output = new JsonOutput(http.Response.BodyWriter);
        write(output);
        await output.EndAsync(http.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>Begins a JSON body that the caller streams.</summary>
    public static JsonOutput Begin(HttpContext http, int status)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = JsonType;
        return new JsonOutput(http.Response.BodyWriter);
    }
}
