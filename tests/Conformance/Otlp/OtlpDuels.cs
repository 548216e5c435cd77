using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tocsin.Signals.Tests.Otlp;
using Tocsin.TestKit.BlackBox;

namespace Tocsin.Conformance.Otlp;

/// <summary>
/// The same requests of metrics to Tocsin and to VictoriaMetrics with its Prometheus naming, which must come to hold the same
/// series. Debian builds Prometheus without its receiver of OTLP.
/// </summary>
/// <remarks>
/// Left out of the requests, since VictoriaMetrics knowingly does otherwise: letters beyond ASCII and other characters in units
/// (it keeps them), names that begin with a digit (it leaves them), resources (it has no <c>job</c>, <c>instance</c> and
/// <c>target_info</c>), exponential histograms (its own buckets), values of attributes that are no plain texts or numbers, what
/// ends a series, a name that ends in what the unit is divided by (it does not say that twice, where Prometheus does), and the
/// unit 1 of a sum that may fall (to it that is a share, as only a gauge is to Prometheus).
/// </remarks>
public sealed partial class OtlpDuels
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(180);

    private static readonly string[] Names =
    [
        "http.server.duration", "requests", "requests_total", "cpu.utilization", "bytes", "a--b", "x.seconds.total", "queue size",
        "total", "share_ratio", "disk.io.bytes", "seconds", "hertz.a_b",
    ];

    private static readonly string[] Units =
    [
        "", "1", "s", "ms", "By", "By/s", "{request}", "{request}/s", "KiBy", "MBy", "Cel", "Hz", "%", "d", "h", "min", "us", "ns", "m",
        "V", "W/m", "km/h", "By/w",
    ];

    private static readonly string[] Keys = ["a", "a.b", "_x", "1st", "http.method", "UPPER-case", "with space"];

    [Theory]
    [InlineData(1, "UnderscoreEscapingWithSuffixes")]
    [InlineData(2, "UnderscoreEscapingWithSuffixes")]
    [InlineData(3, "NoTranslation")]
    public async Task The_same_requests_become_the_same_series(int seed, string strategy)
    {
        string folder = Repository.NewTemporaryFolder("otlp");
        try
        {
            await CompareAsync(seed, strategy, folder);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareAsync(int seed, string strategy, string folder)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 1000 * 1000;
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $"otlp: {{translation_strategy: {strategy}}}\n");
        await using SeriesServer tocsin = await SeriesServer.StartAsync(new SeriesServerOptions(SeriesSubject.Tocsin)
        {
            Config = "{series: {scrape_self: false}, prometheus: {config_file: prometheus.yml}}\n",
            Folder = folder,
        });
        await using ChildProcess process = ChildProcess.Start(
            Needs.Peer("victoria-metrics"),
            [
                $"-storageDataPath={folder}/victoria", "-httpListenAddr=127.0.0.1:0",
                $"-opentelemetry.usePrometheusNaming={(strategy == "NoTranslation" ? "false" : "true")}",
                "-opentelemetry.promoteAllResourceAttributes=false", "-opentelemetry.promoteScopeMetadata=false",
                "-search.latencyOffset=0s", "-search.disableCache", "-retentionPeriod=100y",
            ]);
        string line = await process.Lines.FirstAsync(
            l => ServerLine().IsMatch(l) || l.StartsWith(ChildProcess.EndMark, StringComparison.Ordinal), Deadline, "VictoriaMetrics");
        Assert.True(ServerLine().IsMatch(line), process.Transcript());
        using var victoria = new SeriesClient(new Uri(ServerLine().Match(line).Groups["url"].Value));

        var random = new Random(seed);
        for (int i = 0; i < 10; i++)
        {
            byte[] body = Request(random, i, now).ToProtobuf();
            Answer taken = await tocsin.Client.PostAsync("v1/metrics", body, "application/x-protobuf");
            Assert.Equal((HttpStatusCode.OK, ""), (taken.Status, taken.Body));
            Assert.Equal(HttpStatusCode.OK, (await victoria.PostAsync("opentelemetry/v1/metrics", body, "application/x-protobuf")).Status);
        }

        await victoria.GetAsync("internal/force_flush");
        string[] wanted = await SeriesAsync(victoria, now);
        string[] got = await SeriesAsync(tocsin.Client, now);
        Assert.True(wanted.Length > 200, $"{wanted.Length} series");
        string[] differences = [.. wanted.Except(got).Select(one => "- " + one), .. got.Except(wanted).Select(one => "+ " + one)];
        Assert.True(differences.Length == 0, string.Join('\n', differences.Take(20)));
    }

    [GeneratedRegex("started server at (?<url>http://[^ ]+)")]
    private static partial Regex ServerLine();

    private static async Task<string[]> SeriesAsync(SeriesClient client, long nowMs)
    {
        Answer answer = await client.FormAsync(
            "api/v1/query", [new("query", "{__name__=~\".+\"}[1h]"), new("time", $"{(nowMs / 1000) + 60}")]);
        JsonArray series = JsonNode.Parse(answer.Body)!["data"]!["result"]!.AsArray();
        return [.. series.Select(one => Show(one!)).Order(StringComparer.Ordinal)];
    }

    private static string Show(JsonNode series)
    {
        IEnumerable<string> labels = series["metric"]!.AsObject()
            .OrderBy(l => l.Key, StringComparer.Ordinal).Select(l => $"{l.Key}={l.Value}");
        IEnumerable<string> values = series["values"]!.AsArray().Select(value => $"{(double)value![0]!}:{double.Parse((string)value[1]!)}");
        return $"{string.Join(',', labels)} {string.Join(' ', values)}";
    }

    private static OtlpText Request(Random random, int number, long nowMs) => new(new OtlpResource(
        [],
        new OtlpScope("lib", [.. Enumerable.Range(0, 12).Select(i => Metric(random, $"m{number}x{i}.{One(random, Names)}", nowMs))])));

    private static OtlpMetric Metric(Random random, string name, long nowMs)
    {
        OtlpKind kind = random.GetItems([OtlpKind.Gauge, OtlpKind.Sum, OtlpKind.Histogram, OtlpKind.Summary], 1)[0];
        string[] values = ["v", "", "w x"];
        string[] keys = [.. Keys.Where(_ => random.Next(3) == 0)];
        string unit = One(random, Units);
        return new OtlpMetric(
            kind,
            name,
            [
                .. Enumerable.Range(0, 1 + random.Next(3)).Select(i => Point(
                    random,
                    nowMs - 30_000 + (i * 10_000),
                    [.. keys.Select((key, k) => new OtlpAttribute(key, k % 3 == 0 ? (long)k : k % 3 == 1 ? true : values[k % 2]))])),
            ])
        {
            Unit = unit,
            IsMonotonic = unit == "1" || random.Next(2) == 0,
        };
    }

    private static OtlpPoint Point(Random random, long timeMs, OtlpAttribute[] attributes)
    {
        ulong[] counts = [.. Enumerable.Range(0, 4).Select(_ => (ulong)random.Next(5))];
        return new OtlpPoint(timeMs, attributes)
        {
            StartMs = timeMs - 5000,
            Value = random.Next(2) == 0 ? (long)random.Next(-5, 100) : random.Next(1000) / 8.0,
            Count = counts.Aggregate(0UL, (sum, one) => sum + one),
            Sum = random.Next(500) / 8.0,
            Bounds = [0.25, 1, 10.5],
            Counts = counts,
            Quantiles = [(0.5, random.Next(10)), (0.99, random.Next(10) / 4.0)],
        };
    }

    private static string One(Random random, string[] all) => all[random.Next(all.Length)];
}
