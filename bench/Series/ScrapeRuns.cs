using System.Globalization;
using System.IO.Compression;
using System.Text;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.SeriesLoad;

/// <summary>
/// A thousand targets of 575 series at 15 s, 2.3 million samples a minute, scraped by all servers at once: what else the
/// machine does then weighs on all alike. The bodies are packed beforehand, so that the targets cost next to nothing.
/// </summary>
internal sealed class ScrapeRuns(ServerNumbers numbers)
{
    private const int SeriesPerTarget = 575;
    private const int Bodies = 16;

    private const int WarmUpScrapes = 4;

    /// <summary>For how many minutes to measure after the first.</summary>
    public int Minutes { get; init; } = 1;

    /// <summary>How often each target is scraped. More often than every 15 s makes blocks in minutes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often Tocsin makes a block at least; null as it does by itself.</summary>
    public TimeSpan? BlocksEvery { get; init; }

    /// <summary>Measures servers beside each other, and writes what each minute cost.</summary>
    public async Task RunAsync(params StoreMake[] makes)
    {
        byte[][] bodies = [.. Enumerable.Range(0, Bodies).Select(Body)];
        ScrapingServer[] servers = await Task.WhenAll(makes.Select(make => ScrapingServer.StartAsync(make, bodies, Interval, BlocksEvery)));
        await new RealTime().ReachAsync((Interval * WarmUpScrapes).TotalSeconds);
        foreach (ScrapingServer server in servers)
        {
            server.Begin();
        }

        for (int minute = 1; minute <= Minutes; minute++)
        {
            await new RealTime().ReachAsync(60);
            foreach (ScrapingServer server in servers)
            {
                Console.WriteLine(server.EndMinute(minute));
            }
        }

        foreach (ScrapingServer server in servers)
        {
            await server.ReportAsync(numbers);
            await server.DisposeAsync();
        }
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
