using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Tocsin.Server.Web;

/// <summary>Measures how long requests take and how large answers are, by endpoint. Goes behind routing.</summary>
public sealed class RequestMetrics
{
    private readonly Histogram<double> _seconds;
    private readonly Histogram<double> _bytes;
    private readonly TimeProvider _time;
    private readonly string _prefix;

    /// <summary>Makes the instruments.</summary>
    /// <param name="prefix">The path in front of all endpoints, which the label leaves out.</param>
    /// <param name="meter">Where it is measured.</param>
    /// <param name="time">The clock.</param>
    public RequestMetrics(string prefix, Meter meter, TimeProvider time)
    {
        _prefix = prefix;
        _time = time;
        _seconds = meter.CreateHistogram<double>("alertmanager_http_request_duration_seconds");
        _bytes = meter.CreateHistogram<double>("alertmanager_http_response_size_bytes");
    }

    /// <summary>Runs and measures the request.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        // Only known endpoints: a label must not follow what callers make up.
        if (context.GetEndpoint() is not RouteEndpoint { RoutePattern.RawText: { } pattern } endpoint
            || endpoint.Metadata.GetMetadata<LimitExempt>() is not null)
        {
            await next(context);
            return;
        }

        string handler = Handler(pattern);
        KeyValuePair<string, object?> method = new("method", MethodLabel(context.Request.Method));
        Stream body = context.Response.Body;
        bool isApi = handler.StartsWith("/api/", StringComparison.Ordinal);
        CountingStream? counting = isApi ? null : new CountingStream(body);
        if (counting is not null)
        {
            // Whoever sets the body, even to what it was, puts a stream between the answer and the connection's own buffers.
            context.Response.Body = counting;
        }

        long start = _time.GetTimestamp();
        try
        {
            await next(context);
        }
        finally
        {
            if (counting is not null)
            {
                context.Response.Body = body;
            }

            _seconds.Record(
                _time.GetElapsedTime(start).TotalSeconds,
                new KeyValuePair<string, object?>("code", context.Response.StatusCode),
                new KeyValuePair<string, object?>("handler", handler),
                method);
            if (counting is not null)
            {
                _bytes.Record(counting.Written, new KeyValuePair<string, object?>("handler", handler), method);
            }
        }
    }

    private string Handler(string pattern)
    {
        string path = pattern.StartsWith('/') ? pattern : "/" + pattern;
        path = _prefix.Length > 0 && path.StartsWith(_prefix, StringComparison.Ordinal) ? path[_prefix.Length..] : path;
        return path.StartsWith("/api/v2/silence/", StringComparison.Ordinal) ? "/api/v2/silence/{silenceID}" : path;
    }

    private static string MethodLabel(string method) => method.ToUpperInvariant() switch
    {
        "GET" => "get",
        "POST" => "post",
        "DELETE" => "delete",
        "HEAD" => "head",
        "OPTIONS" => "options",
        "PUT" => "put",
        _ => "unknown",
    };
}
