using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tocsin.Load;
using Tocsin.TestKit;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.SeriesLoad;

/// <summary>
/// A thousand targets of 575 series at 15 s, 2.3 million samples a minute, scraped by one server after the other. The bodies
/// are packed beforehand, so that the targets cost next to nothing.
/// </summary>
internal sealed class ScrapeRuns(ServerNumbers numbers)
{
    private const int Targets = 1000;
    private const int SeriesPerTarget = 575;
    private const int Bodies = 16;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(60);

    /// <summary>Measures one server.</summary>
    public async Task RunAsync(StoreMake make)
    {
        byte[][] bodies = [.. Enumerable.Range(0, Bodies).Select(Body)];
        int answered = 0;
        await using HttpSink targets = await HttpSink.StartAsync(async (_, http) =>
        {
            byte[] body = bodies[Interlocked.Increment(ref answered) / Targets % Bodies];
            http.Response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
            http.Response.Headers.ContentEncoding = "gzip";
            await http.Response.Body.WriteAsync(body);
        });
        string folder = Repository.NewTemporaryFolder("scrape-bench");
        string config = Config(new Uri(targets.Url).Authority);
        await using (StoreServer server = make == StoreMake.Prometheus
            ? await StoreServer.PrometheusAsync(null, folder, config)
            : await StoreServer.TocsinAsync(folder, config))
        {
            await new RealTime().ReachAsync(WarmUp.TotalSeconds);
            (TimeSpan cpu, int before) = (ServerCost.Cpu(server.Pid), answered);
            await new RealTime().ReachAsync(Measured.TotalSeconds);
            numbers.Set("scrape_cpu", make, (ServerCost.Cpu(server.Pid) - cpu).TotalSeconds / Measured.TotalSeconds);
            numbers.Set("scrape_memory", make, ServerCost.MemoryMb(server.Pid, "VmRSS"));
            numbers.Set("scrapes", make, answered - before);
            string late = await server.AnswerAsync("count(count_over_time(up{job='load'}[1m]) < 4) or vector(0)");
            numbers.Set("scrapes_missed", make, LastNumber(late));
            string up = await server.AnswerAsync("sum(up{job='load'})");
            if (LastNumber(up) < Targets)
            {
                throw new InvalidOperationException($"only some targets are up: {up}");
            }
        }

        Directory.Delete(folder, recursive: true);
    }

    private static double LastNumber(string answer)
    {
        string[] quoted = answer.Split('"');
        return double.Parse(quoted[^2], CultureInfo.InvariantCulture);
    }

    private static string Config(string address)
    {
        var text = new StringBuilder("global: {scrape_interval: 15s}\nscrape_configs:\n- job_name: load\n  static_configs:\n");
        for (int i = 0; i < Targets; i++)
        {
            text.Append(
                CultureInfo.InvariantCulture,
                $"  - {{targets: ['{address}'], labels: {{__metrics_path__: /{i}, instance: 'host-{i}:9100'}}}}\n");
        }

        return text.ToString();
    }

    // As an exporter of a machine or a service looks: counters that grow at paces of their own, gauges that wander.
    private static byte[] Body(int round)
    {
        var random = new Random(11);
        var text = new StringBuilder();
        for (int i = 0; i < SeriesPerTarget; i++)
        {
            if (i % 25 == 0)
            {
                string kind = i % 50 == 0 ? "counter" : "gauge";
                text.Append(CultureInfo.InvariantCulture, $"# HELP node_metric_{i / 25}_total What it counts.\n");
                text.Append(CultureInfo.InvariantCulture, $"# TYPE node_metric_{i / 25}_total {kind}\n");
            }

            double start = random.Next(1_000_000);
            double pace = random.Next(4) == 0 ? 0 : random.NextDouble() * 100;
            double value = i % 3 == 0 ? Math.Round(start + (round * pace)) : Math.Round((start + (round * pace)) / 7, 3);
            string mode = i % 2 == 0 ? "read" : "write";
            text.Append(
                CultureInfo.InvariantCulture,
                $"node_metric_{i / 25}_total{{device=\"dev-{i % 25}\",mode=\"{mode}\",path=\"/mnt/{i % 5}\"}} {value}\n");
        }

        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            gzip.Write(Encoding.ASCII.GetBytes(text.ToString()));
        }

        return packed.ToArray();
    }
}
