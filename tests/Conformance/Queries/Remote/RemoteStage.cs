using System.Net;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Queries.Remote;

/// <summary>
/// A real Prometheus, a real VictoriaMetrics and Tocsin's own store with the same samples, and Tocsin over all three.
/// </summary>
internal sealed class RemoteStage : IAsyncDisposable
{
    private RemoteStage(SeriesServer prometheus, SeriesServer victoria, SeriesServer tocsin, long baseMs) =>
        (Prometheus, Victoria, Tocsin, BaseMs) = (prometheus, victoria, tocsin, baseMs);

    public SeriesServer Prometheus { get; }

    public SeriesServer Victoria { get; }

    public SeriesServer Tocsin { get; }

    /// <summary>The time of the first sample: a whole hour, so that a seed makes the same queries for an hour.</summary>
    public long BaseMs { get; }

    public static async Task<RemoteStage> StartAsync()
    {
        const long HourMs = 3_600_000;
        long baseMs = (TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / HourMs * HourMs) - (2 * HourMs);
        SeriesServer prometheus = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Prometheus)
        {
            Extra = ["--enable-feature", "promql-experimental-functions,native-histograms"],
        });
        SeriesServer victoria = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.VictoriaMetrics));
        SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = $$"""
                series: {scrape_self: false, features: [promql-experimental-functions, promql-per-step-stats]}
                backends:
                  read: {url: '{{prometheus.Client.Root}}', type: prometheus, push_down: none}
                  query: {url: '{{prometheus.Client.Root}}', type: prometheus, push_down: none, read: query}
                  push: {url: '{{prometheus.Client.Root}}'}
                  victoria: {url: '{{victoria.Client.Root}}'}
                """,
        });
        foreach (byte[] body in SampleData.Bodies(baseMs))
        {
            foreach (SeriesServer server in new[] { prometheus, victoria, tocsin })
            {
                (await server.Client.WriteAsync(body)).Expect(HttpStatusCode.NoContent);
            }
        }

        // Else it shows what it has taken a second later.
        await victoria.Client.GetAsync("internal/force_flush");
        return new RemoteStage(prometheus, victoria, tocsin, baseMs);
    }

    /// <summary>Asks Tocsin, over a backend or its own store.</summary>
    public async Task<QueryAnswer> AskAsync(DuelQuery query, string backend) => QueryAnswer.Read(
        await Tocsin.Client.FormAsync(query.Path, query.Fields.Append(new KeyValuePair<string, string>("backend", backend))));

    public async ValueTask DisposeAsync()
    {
        await Tocsin.DisposeAsync();
        await Victoria.DisposeAsync();
        await Prometheus.DisposeAsync();
    }
}
