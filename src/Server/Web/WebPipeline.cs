using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Tocsin.Server.Hosting;

namespace Tocsin.Server.Web;

/// <summary>What every request goes through before its endpoint: the guard, routing, measuring, limits, the API's headers.</summary>
public sealed class WebPipeline : IDisposable
{
    private readonly PathString _api;
    private readonly PathString _probe;
    private readonly Meter _meter = new("Tocsin.Server.Web");
    private readonly WebGuard _guard;
    private readonly RequestMetrics _metrics;
    private readonly GetLimit _getLimit;
    private readonly RequestTimeLimit _timeLimit;

    /// <summary>Makes the parts.</summary>
    /// <param name="options">The flags of the web side.</param>
    /// <param name="settings">The web configuration.</param>
    /// <param name="prefix">The path in front of all endpoints; see <see cref="ExternalUrl.Prefix"/>.</param>
    /// <param name="time">The clock.</param>
    public WebPipeline(WebOptions options, WebSettingsFile settings, string prefix, TimeProvider time)
    {
        _api = prefix + "/api/v2";
        _probe = prefix + "/probe";
        _guard = new WebGuard(settings, time);
        _metrics = new RequestMetrics(prefix, _meter, time);
        _getLimit = new GetLimit(options.GetConcurrency, _meter);
        _timeLimit = new RequestTimeLimit(options.Timeout, time);
    }

    /// <summary>Puts the parts in front of the endpoints. Call once, before mapping them.</summary>
    public void Use(IApplicationBuilder app)
    {
        app.Use(_guard.InvokeAsync);
        app.UseRouting();
        app.Use(OtlpListener.InvokeAsync);
        app.Use(_metrics.InvokeAsync);

        // Probes wait for others by their nature, and are bounded in number where they are made.
        app.UseWhen(
            context => !context.Request.Path.Equals(_probe, StringComparison.Ordinal), limited => limited.Use(_getLimit.InvokeAsync));
        app.Use(_timeLimit.InvokeAsync);
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(_api, StringComparison.Ordinal),
            api => api.Use(ApiHeaders.InvokeAsync));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _guard.Dispose();
        _meter.Dispose();
    }
}
