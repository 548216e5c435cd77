using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Scrape;

/// <summary>Exporters that people run, scraped by the real Prometheus and by Tocsin: both must have the same series of each.</summary>
public sealed partial class ExporterDuels(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private static readonly string[] Exporters =
        ["prometheus-node-exporter", "prometheus-blackbox-exporter", "prometheus-pushgateway"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("[PrometheusText0.0.4]")]
    [InlineData("[OpenMetricsText1.0.0]")]
    [InlineData("[PrometheusProto]")]
    public async Task All_series_of_real_exporters_are_the_same(string protocols)
    {
        string folder = Repository.NewTemporaryFolder("exporters");
        await File.WriteAllTextAsync(Path.Combine(folder, "blackbox.yml"), "modules: {}\n", Cancellation);
        await using Running running = await Running.StartAsync(folder);
        string config = $"global: {{scrape_interval: 1s, scrape_protocols: {protocols}}}\nscrape_configs:\n"
            + string.Concat(running.Addresses.Select(one =>
                $"- {{job_name: {one.Key}, static_configs: [{{targets: ['{one.Value}']}}]}}\n"));
        await using SeriesServer prometheus = await SeriesServer.StartAsync(
            new SeriesServerOptions(SeriesSubject.Prometheus) { Config = config });
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), config, Cancellation);
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Folder = folder,
            Config = "prometheus: {config_file: prometheus.yml}\nseries: {scrape_self: false}\n",
        });

        foreach (string exporter in Exporters)
        {
            // What an exporter tells changes by itself now and then, so equality once is all that can be asked for.
            string[] wanted = [];
            string[] got = [];
            try
            {
                await RealTime.PollAsync(
                    async () =>
                    {
                        wanted = await SeriesAsync(prometheus, exporter);
                        got = await SeriesAsync(tocsin, exporter);
                        return wanted.Length > 30 && wanted.SequenceEqual(got);
                    },
                    Deadline,
                    "the same series");
            }
            catch (TimeoutException)
            {
                Assert.Fail($"{exporter}: {wanted.Length} and {got.Length} series\n"
                    + string.Join('\n', wanted.Except(got).Select(line => $"prometheus {line}")
                        .Concat(got.Except(wanted).Select(line => $"tocsin     {line}"))));
            }

            output.WriteLine($"{exporter}: {got.Length} series");
        }
    }

    private static async Task<string[]> SeriesAsync(SeriesServer server, string job)
    {
        Answer answer = await server.Client.FormAsync("api/v1/query", [new("query", $"{{job=\"{job}\"}}")]);
        return [.. JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray()
            .Select(one => string.Join(',', one!["metric"]!.AsObject()
                .OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={label.Value}")))
            .Order(StringComparer.Ordinal)];
    }

    [GeneratedRegex("""msg="?Listening on"?.*\baddress="?[^ "]*:(?<port>[0-9]+)""")]
    private static partial Regex Listening();

    /// <summary>The exporters, each on a port of its own.</summary>
    private sealed class Running : IAsyncDisposable
    {
        private readonly List<ChildProcess> _processes = [];

        public Dictionary<string, string> Addresses { get; } = [];

        public static async Task<Running> StartAsync(string folder)
        {
            var running = new Running();
            foreach (string exporter in Exporters)
            {
                string[] more = exporter switch
                {
                    "prometheus-blackbox-exporter" => ["--config.file", Path.Combine(folder, "blackbox.yml")],
                    "prometheus-pushgateway" => ["--persistence.file="],
                    _ => [],
                };
                var process = ChildProcess.Start(Needs.Peer(exporter), ["--web.listen-address", "127.0.0.1:0", .. more], folder);
                running._processes.Add(process);
                string line = await process.Lines.FirstAsync(text => Listening().IsMatch(text), Deadline, $"the port of {exporter}");
                running.Addresses[exporter] = $"127.0.0.1:{Listening().Match(line).Groups["port"].Value}";
            }

            return running;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (ChildProcess process in _processes)
            {
                await process.DisposeAsync();
            }
        }
    }
}
