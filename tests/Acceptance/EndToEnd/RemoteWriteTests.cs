using System.Globalization;
using System.Text.Json.Nodes;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>The real Prometheus, as an agent and as a server: it scrapes itself and sends to Tocsin what it finds.</summary>
public sealed class RemoteWriteTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(180);

    [Theory]
    [InlineData("prometheus.WriteRequest", true)]
    [InlineData("io.prometheus.write.v2.Request", true)]
    [InlineData("io.prometheus.write.v2.Request", false)]
    public async Task What_Prometheus_scrapes_is_there_and_what_vanishes_is_gone(string message, bool isAgent)
    {
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin));
        await using SeriesServer agent = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Prometheus)
        {
            IsAgent = isAgent,
            Extra = ["--enable-feature", "native-histograms,metadata-wal-records,exemplar-storage"],
            Config = $$"""
                global: {scrape_interval: 500ms, scrape_timeout: 400ms}
                scrape_configs:
                - job_name: self
                  always_scrape_classic_histograms: true
                  file_sd_configs: [files: ['{folder}/self.yml']]
                remote_write:
                - url: {{tocsin.Client.Root}}api/v1/write
                  protobuf_message: {{message}}
                  send_native_histograms: true
                  send_exemplars: true
                  metadata_config: {send: true, send_interval: 500ms}
                  queue_config: {batch_send_deadline: 200ms}
                """,
        });
        string targets = Path.Combine(agent.Folder, "self.yml");
        await WriteAsync(targets, $"- targets: ['{agent.Client.Root.Authority}']\n");

        await UntilAsync(tocsin, "up{job=\"self\"} == 1", 1);
        await UntilAsync(tocsin, "prometheus_build_info", 1);
        await UntilAsync(tocsin, "histogram_count(prometheus_http_request_duration_seconds{handler=\"/metrics\"}) > 2", 1);
        await UntilAsync(tocsin, "prometheus_http_request_duration_seconds_bucket{handler=\"/metrics\",le=\"+Inf\"} > 2", 1);
        if (!isAgent || message == "prometheus.WriteRequest")
        {
            // An agent has no metadata for version 2.
            await UntilMetadataAsync(tocsin, "prometheus_build_info");
        }

        // No more targets: the agent sends stale markers, long before the lookback would forget the series.
        await WriteAsync(targets, "[]\n");
        await UntilAsync(tocsin, "up{job=\"self\"}", 0);
        await UntilAsync(tocsin, "present_over_time(up{job=\"self\"}[5m])", 1);
        await CountsAsync(tocsin);
        Assert.DoesNotContain(agent.Process.Lines.Snapshot(), line => line.Contains("level=ERROR", StringComparison.Ordinal));
    }

    private static async Task CountsAsync(SeriesServer tocsin)
    {
        string[] lines = (await tocsin.Client.GetAsync("metrics")).Body.Split('\n');
        double Of(string name) => double.Parse(
            Assert.Single(lines, l => l.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1],
            CultureInfo.InvariantCulture);
        Assert.True(Of("prometheus_tsdb_head_series") > 100, "The series are not counted.");
        Assert.True(Of("tocsin_series_samples_total{outcome=\"accepted\"}") > 100, "The samples are not counted.");
        Assert.True(Of("tocsin_series_queries_total{outcome=\"ok\"}") > 5, "The queries are not counted.");
        Assert.Equal(Of("tocsin_series_queries_total{outcome=\"ok\"}"), Of("tocsin_series_query_seconds_count"));
        Assert.Equal(0, Of("tocsin_series_samples_total{outcome=\"out_of_order\"}"));
        Assert.Equal(0, Of("tocsin_series_damaged_chunks_total"));
    }

    // In one step, so that nobody reads half of it.
    private static async Task WriteAsync(string file, string text)
    {
        await File.WriteAllTextAsync(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static Task UntilMetadataAsync(SeriesServer server, string metric) => RealTime.PollAsync(
        async () => (await server.Client.GetAsync($"api/v1/metadata?metric={metric}"))
            .Body.Contains("\"type\":\"gauge\"", StringComparison.Ordinal),
        Patience,
        $"the metadata of {metric}");

    private static Task UntilAsync(SeriesServer server, string query, int count) => RealTime.PollAsync(
        async () =>
        {
            Answer answer = await server.Client.FormAsync("api/v1/query", [new("query", query)]);
            return JsonNode.Parse(answer.Body)!["data"]?["result"]?.AsArray().Count == count;
        },
        Patience,
        $"{count} results of {query}");
}
