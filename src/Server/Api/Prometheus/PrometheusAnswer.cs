using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Api.Prometheus;

/// <summary>Sends answers in the envelope of Prometheus's HTTP API.</summary>
// Source: Prometheus web/api/v1, Response; statuses from its documentation of the API.
internal static class PrometheusAnswer
{
    /// <summary>200 with data.</summary>
    /// <param name="http">The request.</param>
    /// <param name="write">Writes the value of <c>data</c>.</param>
    /// <param name="warnings">What is to be told beside it; null for nothing.</param>
    public static async Task OkAsync(HttpContext http, Action<JsonOutput> write, QueryWarnings? warnings = null)
    {
        JsonOutput output = Answer.Begin(http, StatusCodes.Status200OK);

        // Begun, the answer goes straight into the connection's buffers; else it is copied there once it begins.
        await http.Response.StartAsync(http.RequestAborted).ConfigureAwait(false);
        output.Raw("{\"status\":\"success\",\"data\":"u8);
        write(output);
        WriteTexts(output, ",\"warnings\":"u8, warnings?.Warnings);
        WriteTexts(output, ",\"infos\":"u8, warnings?.Infos);
        output.Raw("}"u8).Commit();

        // The end of the body goes with the rest of it; after a flush it would be a message of its own, sent later.
        await http.Response.CompleteAsync().ConfigureAwait(false);
    }

    /// <summary>An error.</summary>
    public static Task ErrorAsync(HttpContext http, QueryFault fault)
    {
        JsonOutput output = Answer.Begin(http, fault.Status);
        output.Raw("{\"status\":\"error\",\"errorType\":"u8).String(fault.Type).Raw(",\"error\":"u8).String(fault.Message);
        return output.Raw("}"u8).SendAsync(http.RequestAborted);
    }

    private static void WriteTexts(JsonOutput output, ReadOnlySpan<byte> name, IReadOnlyList<string>? texts)
    {
        if (texts is { Count: > 0 })
        {
            output.Raw(name).Strings(texts);
        }
    }
}

/// <summary>What is told beside a result.</summary>
/// <param name="Warnings">The result is probably not what was meant.</param>
/// <param name="Infos">Something that may explain the result.</param>
internal sealed record QueryWarnings(IReadOnlyList<string> Warnings, IReadOnlyList<string> Infos);

/// <summary>Why there is no result.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Type">Upstream's word for the class of the error.</param>
/// <param name="Message">What is wrong.</param>
internal sealed record QueryFault(int Status, string Type, string Message)
{
    public static QueryFault BadData(string message) => new(400, "bad_data", message);

    public static QueryFault Execution(string message) => new(422, "execution", message);

    public static QueryFault Timeout(string message) => new(503, "timeout", message);

    public static QueryFault Canceled(string message) => new(499, "canceled", message);

    public static QueryFault Unavailable(string message) => new(503, "unavailable", message);
}

/// <summary>Ends the handling of a request with a fault.</summary>
internal sealed class QueryFaultException(QueryFault fault) : Exception(fault.Message)
{
    public QueryFault Fault => fault;
}
