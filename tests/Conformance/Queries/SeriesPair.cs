using System.Net;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries;

/// <summary>The real Prometheus and Tocsin with the same data.</summary>
internal sealed class SeriesPair : IAsyncDisposable
{
    private const string Features =
        "promql-experimental-functions,promql-duration-expr,promql-per-step-stats,native-histograms,exemplar-storage";

    private SeriesPair(SeriesServer prometheus, SeriesServer tocsin, long baseMs)
    {
        Prometheus = prometheus;
        Tocsin = tocsin;
        BaseMs = baseMs;
    }

    public SeriesServer Prometheus { get; }

    public SeriesServer Tocsin { get; }

    /// <summary>The time of the first sample: a whole hour, so that a seed makes the same queries for an hour.</summary>
    public long BaseMs { get; }

    public static async Task<SeriesPair> StartAsync()
    {
        const long HourMs = 3_600_000;
        long baseMs = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / HourMs * HourMs) - (2 * HourMs);
        SeriesServer prometheus = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Prometheus) { Extra = ["--enable-feature", Features] });
        SeriesServer tocsin = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Tocsin)
            {
                Config = "series: {scrape_self: false, features: [promql-experimental-functions, promql-per-step-stats]}\n",
            });
        foreach (byte[] body in SampleData.Bodies(baseMs))
        {
            (await prometheus.Client.WriteAsync(body)).Expect(HttpStatusCode.NoContent);
            (await tocsin.Client.WriteAsync(body)).Expect(HttpStatusCode.NoContent);
        }

        return new SeriesPair(prometheus, tocsin, baseMs);
    }

    public async ValueTask DisposeAsync()
    {
        await Prometheus.DisposeAsync();
        await Tocsin.DisposeAsync();
    }
}
