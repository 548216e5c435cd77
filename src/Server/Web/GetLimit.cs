using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace Tocsin.Server.Web;

/// <summary>Bounds how many GET requests run at once; further ones are refused with 503 at once.</summary>
public sealed class GetLimit
{
    private static readonly KeyValuePair<string, object?> Method = new("method", "get");
    private readonly int _max;
    private readonly Counter<long> _refused;
    private int _running;

    /// <summary>Starts with none running.</summary>
    /// <param name="max">How many; 0 or less takes the number of processors, at least 8.</param>
    /// <param name="meter">Where it is measured.</param>
    public GetLimit(int max, Meter meter)
    {
        _max = max > 0 ? max : Math.Max(Environment.ProcessorCount, 8);
        _refused = meter.CreateCounter<long>("alertmanager_http_concurrency_limit_exceeded_total");
        meter.CreateObservableGauge(
            "alertmanager_http_requests_in_flight",
            () => new Measurement<int>(Volatile.Read(ref _running), Method));
    }

    /// <summary>Runs the request, or refuses it.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!HttpMethods.IsGet(context.Request.Method) || context.GetEndpoint()?.Metadata.GetMetadata<LimitExempt>() is not null)
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref _running) > _max)
            {
                _refused.Add(1, Method);
                string text = $"Limit of concurrent GET requests reached ({_max}), try again later.\n";
                await HttpText.WriteErrorAsync(context, StatusCodes.Status503ServiceUnavailable, text);
                return;
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }
}
