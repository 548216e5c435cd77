using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Acceptance.EndToEnd;

/// <summary>Targets that send garbage, half a body, a gigabyte or a byte now and then: each harms itself, and says why.</summary>
public sealed class BadTargetsTests
{
    // Less than what one of them sends: twice the most that a body may have, and the program.
    private const long ResidentBytesMax = 1L << 30;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private static readonly Dictionary<string, string> WhyDown = new()
    {
        ["garbage"] = "line 1, column",
        ["half"] = "",
        ["gigabyte"] = "body size limit exceeded: more than 256 MiB",
        ["trickle"] = "context deadline exceeded",
    };

    [Fact]
    public async Task A_bad_target_is_down_with_its_reason_and_its_neighbour_loses_no_scrape()
    {
        await using HttpSink targets = await HttpSink.StartAsync((request, http) => AnswerAsync(request.Path.Trim('/'), http));
        string address = new Uri(targets.Url).Authority;
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = "prometheus: {config_file: prometheus.yml}\nseries: {scrape_self: false}\n",
            Files = new Dictionary<string, string>
            {
                ["prometheus.yml"] = "scrape_configs:\n" + string.Concat(WhyDown.Keys.Append("good").Select(job => $$"""
                    - job_name: {{job}}
                      metrics_path: /{{job}}
                      scrape_interval: {{SecondsOf(job)}}s
                      scrape_timeout: {{SecondsOf(job)}}s
                      static_configs: [{targets: ['{{address}}']}]

                    """)),
            },
        });

        JsonNode[] active = [];
        await RealTime.PollAsync(
            async () =>
            {
                active = [.. JsonNode.Parse((await tocsin.Client.GetAsync("api/v1/targets")).Body)!["data"]!["activeTargets"]!
                    .AsArray().Select(target => target!)];
                return active.Length == WhyDown.Count + 1
                    && active.All(target => (string)target["health"]! == (JobOf(target) == "good" ? "up" : "down"));
            },
            Deadline,
            "the health of all targets");
        foreach (JsonNode target in active.Where(target => JobOf(target) != "good"))
        {
            string why = (string)target["lastError"]!;
            Assert.True(why.Length > 0 && why.Contains(WhyDown[JobOf(target)], StringComparison.Ordinal), $"{JobOf(target)}: {why}");
        }

        // Three more rounds beside all of them, and each scrape of the good one has its sample.
        int before = targets.Requests.Snapshot().Count(IsGood);
        await RealTime.PollAsync(
            () => Task.FromResult(targets.Requests.Snapshot().Count(IsGood) >= before + 4), Deadline, "further scrapes of the good target");
        Assert.Equal("0", await AskAsync(tocsin, "count_over_time((up{job=\"good\"} == 0)[1h:1s]) or vector(0)"));
        Assert.Equal("0", await AskAsync(tocsin, "count(a{job!=\"good\"}) or vector(0)"));
        Assert.True(double.Parse(await AskAsync(tocsin, "count_over_time(a{job=\"good\"}[1h])"), CultureInfo.InvariantCulture) >= 4);
        Assert.InRange(ResidentOf(tocsin.Process.Pid), 1, ResidentBytesMax);
    }

    private static bool IsGood(Received request) => request.Path == "/good";

    // What breaks off at its size needs time to come to it; the good one has enough on a busy machine, too.
    private static int SecondsOf(string job) => job switch { "gigabyte" => 20, "good" => 5, _ => 3 };

    private static string JobOf(JsonNode target) => (string)target["labels"]!["job"]!;

    private static async Task AnswerAsync(string job, HttpContext http)
    {
        http.Response.ContentType = "text/plain; version=0.0.4";
        switch (job)
        {
            case "garbage":
                await http.Response.Body.WriteAsync((byte[])[0x7f, 0x45, 0x4c, 0x46, 0x00, 0xff, 0x0a]);
                return;
            case "half":
                http.Response.ContentLength = 1000;
                await http.Response.Body.WriteAsync("a 1\n"u8.ToArray());
                await http.Response.Body.FlushAsync();
                http.Abort();
                return;
            case "gigabyte":
                byte[] part = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("a{b=\"c\"} 1\n", 90_000)));
                for (long sent = 0; sent < 1 << 30 && !http.RequestAborted.IsCancellationRequested; sent += part.Length)
                {
                    await http.Response.Body.WriteAsync(part, http.RequestAborted);
                }

                return;
            case "trickle":
                using (var second = new PeriodicTimer(TimeSpan.FromSeconds(1)))
                {
                    while (await second.WaitForNextTickAsync(http.RequestAborted))
                    {
                        await http.Response.Body.WriteAsync("#"u8.ToArray(), http.RequestAborted);
                        await http.Response.Body.FlushAsync(http.RequestAborted);
                    }
                }

                return;
            default:
                await http.Response.Body.WriteAsync("a 1\n"u8.ToArray());
                return;
        }
    }

    private static async Task<string> AskAsync(SeriesServer tocsin, string query)
    {
        Answer answer = await tocsin.Client.FormAsync("api/v1/query", [new("query", query)]);
        return (string)JsonNode.Parse(answer.Body)!["data"]!["result"]![0]!["value"]![1]!;
    }

    private static long ResidentOf(int pid) => 1024 * long.Parse(
        File.ReadLines($"/proc/{pid}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1],
        CultureInfo.InvariantCulture);
}
