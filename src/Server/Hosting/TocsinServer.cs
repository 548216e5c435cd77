using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tocsin.Server.Api;
using Tocsin.Server.Dashboard;
using Tocsin.Server.Dashboard.Live;
using Tocsin.Server.Otlp;
using Tocsin.Server.Probes;
using Tocsin.Server.Web;

namespace Tocsin.Server.Hosting;

/// <summary>The web side over the running stages: one application, one set of listeners.</summary>
internal sealed partial class TocsinServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly WebPipeline _pipeline;
    private readonly LiveHub _live;

    private TocsinServer(WebApplication app, WebPipeline pipeline, LiveHub live)
    {
        _app = app;
        _pipeline = pipeline;
        _live = live;
    }

    /// <summary>Where it listens, with a scheme and the port really bound.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>What it serves.</summary>
    public IEnumerable<RouteEndpoint> Endpoints =>
        _app.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>();

    /// <summary>Listens; what is wrong if it cannot.</summary>
    public static async Task<(TocsinServer? Server, string? Error)> StartAsync(
        ServeOptions options, Stages stages, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        ILogger log = loggers.CreateLogger<TocsinServer>();
        (WebListeners? listeners, string? error) = await WebListeners.OpenAsync(options.Web, log, cancellationToken)
            .ConfigureAwait(false);
        if (listeners is null)
        {
            return (null, error);
        }

        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            // RequestBody keeps the limit. Kestrel's own would cut the connection under a body that is too large, and
            // the sender would see a broken pipe where it should see the 413.
            kestrel.Limits.MaxRequestBodySize = null;
            listeners.Configure(kestrel);
        });
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(new ConnectionBuffers.Factory());
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(loggers);
        WebApplication app = builder.Build();
        var pipeline = new WebPipeline(options.Web, listeners.Settings, stages.Prefix, stages.State.Time);
        pipeline.Use(app);
        var live = new LiveHub(
            stages.State.Router, stages.State.Time, stages.State.NewId, new LiveOptions { OnFault = wrong => LogFault(log, wrong) });
        Map(app, stages, live);
        try
        {
            await app.StartAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception wrong) when (WebListeners.DescribeBindFailure(wrong) is { } failure)
        {
            await live.DisposeAsync().ConfigureAwait(false);
            await app.DisposeAsync().ConfigureAwait(false);
            return (null, failure);
        }

        IServerAddressesFeature? addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>();
        string[] bound = [.. addresses?.Addresses ?? []];
        listeners.LogAddresses(bound);
        return (new TocsinServer(app, pipeline, live) { Addresses = bound }, null);
    }

    /// <summary>Takes no more requests and lets those under way end.</summary>
    public async ValueTask DisposeAsync()
    {
        // First the streams, which would else be waited for.
        await _live.DisposeAsync().ConfigureAwait(false);
        using var grace = new CancellationTokenSource();
        grace.CancelAfter(TimeSpan.FromSeconds(2));
        await _app.StopAsync(grace.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
        _pipeline.Dispose();
    }

    private static void Map(WebApplication app, Stages stages, LiveHub live)
    {
        RouteGroupBuilder routes = app.MapGroup(stages.Prefix);
        routes.MapHealth();
        routes.MapReload(stages.Reloader.ReloadAsync);
        routes.MapMetrics(stages.Metrics, stages.State.PublishStatsAsync);
        OtlpRoutes.Map(app, routes, stages.State.Otlp?.Intakes ?? []);
        ApiRoutes.Map(routes, stages.State, stages.Prefix);
        if (stages.State.Probes is { } probes)
        {
            routes.Map("/probe", (RequestDelegate)new ProbeEndpoint(probes, stages.State).GetAsync);
        }

        new StreamEndpoint(live, stages.State).Map(routes);
        OpenApiEndpoint.Map(routes);
        new DashboardEndpoint(DashboardFiles.OpenBesideProgram()).Map(routes);
        if (stages.Prefix.Length > 0)
        {
            app.MapGet("/", (HttpContext http) => http.Response.Redirect(stages.Prefix + "/"));
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The live streams ended with a bug and begin again")]
    private static partial void LogFault(ILogger log, Exception wrong);
}
