using System.Globalization;
using Tocsin.Model.Samples;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.Queries;

/// <summary>An hour of series, one sample every 15 seconds, the same for every server.</summary>
internal static class SampleData
{
    public const int Steps = 240;
    public const int StepMs = 15_000;

    private static readonly string[] Written =
    [
        "const_neg{job=\"api\"} -3x240",
        "zero{job=\"api\"} 0x100 -0x140",
        "huge{job=\"api\",instance=\"a\"} 1e308x240",
        "huge{job=\"api\",instance=\"b\"} 1e308x240",
        "huge{job=\"db\",instance=\"a\"} 1e308x100 -1e308x140",
        $"extreme{{instance=\"a\"}} Inf -Inf NaN 0 {Many("NaN", 10)} 1x10 {Many("Inf", 20)} {Many("-Inf", 20)} -5+1x100",
        $"extreme{{instance=\"b\"}} {Many("NaN", 120)} 2x120",
        $"extreme{{instance=\"c\"}} 1x60 {Many("Inf", 60)} 2x120",
        "gone{job=\"api\"} 1x100 stale _x139",
        "gone{job=\"db\"} 1x100 stale _x20 5x60 stale _x30 7x20",
        "flapping{job=\"api\",instance=\"a\"} 1 stale 1 stale 1x10 stale 1x20 _x30 2x10 stale 3x100",
        "sparse{instance=\"a\"} 1 _x18 2 _x19 5 _x20 3 _x25 9 _x22 4 _x30 1 _x10 2",
        "sparse{instance=\"b\"} 10 _x60 20 _x60 30 _x60 40",
        "single{instance=\"a\"} _x120 42",
        "build_info{instance=\"a\",version=\"1.0\",branch=\"main\"} 1x240",
        "build_info{instance=\"b\",version=\"1.1\",branch=\"main\"} 1x240",
        "build_info{instance=\"c\",version=\"1.0\",branch=\"dev\"} 1x100",
        "target_info{job=\"api\",instance=\"a\",region=\"eu\"} 1x240",
        "target_info{job=\"api\",instance=\"b\",region=\"us\"} 1x240",
        "{\"utf8.metric\",\"label.x\"=\"v\",job=\"api\"} 0+3x240",
        "{\"utf8.metric\",\"label.x\"=\"ünï\",job=\"db\"} 1+2x240",
        "same_name_a{job=\"api\"} 1+1x240",
        "same_name_b{job=\"api\"} 2+2x240",
        "natural{host=\"host1\"} 1x240", "natural{host=\"host10\"} 2x240", "natural{host=\"host2\"} 3x240",
        "threshold{job=\"api\"} 40x240", "threshold{job=\"db\"} 60x240",
        "classic_bucket{job=\"api\",le=\"0.1\"} 0+2x240", "classic_bucket{job=\"api\",le=\"0.5\"} 0+5x240",
        "classic_bucket{job=\"api\",le=\"1\"} 0+7x240", "classic_bucket{job=\"api\",le=\"+Inf\"} 0+9x240",
        "classic_count{job=\"api\"} 0+9x240", "classic_sum{job=\"api\"} 0+4.5x240",
        "classic_bucket{job=\"db\",le=\"0.1\"} 0+1x120 3+1x119", "classic_bucket{job=\"db\",le=\"0.5\"} 0+5x120 3+5x119",
        "classic_bucket{job=\"db\",le=\"1\"} 0+4x120 3+4x119", "classic_bucket{job=\"db\",le=\"+Inf\"} 0+6x120 3+6x119",
        "classic_bucket{job=\"web\",le=\"0.1\"} 5x240", "classic_bucket{job=\"web\",le=\"huge\"} 5x240",
        "classic_bucket{job=\"neg\",le=\"-1\"} 3x240", "classic_bucket{job=\"neg\",le=\"0\"} 5x240",
        "classic_bucket{job=\"neg\",le=\"+Inf\"} 9x240",
        "native{job=\"api\",instance=\"a\"} {{schema:0 count:10 sum:20 z_bucket:1 z_bucket_w:0.001 buckets:[2 3 4]}}"
            + "+{{schema:0 count:10 sum:20 z_bucket:1 z_bucket_w:0.001 buckets:[2 3 4]}}x239",
        "native{job=\"api\",instance=\"b\"} {{schema:1 count:6 sum:9 buckets:[1 2 3] offset:-1}}"
            + "+{{schema:1 count:6 sum:9 buckets:[1 2 3] offset:-1}}x119"
            + " {{schema:1 count:3 sum:4 buckets:[1 2] offset:-1}}+{{schema:1 count:3 sum:4 buckets:[1 2] offset:-1}}x119",
        "native{job=\"db\",instance=\"a\"} {{schema:2 count:12 sum:-3 z_bucket:2 z_bucket_w:0.01 buckets:[1 2] n_buckets:[3 4]}}"
            + "+{{schema:2 count:12 sum:-3 z_bucket:2 z_bucket_w:0.01 buckets:[1 2] n_buckets:[3 4]}}x239",
        "native_gauge{job=\"api\"} {{schema:0 count:10 sum:20 buckets:[2 3 5] counter_reset_hint:gauge}}x120"
            + " {{schema:0 count:8 sum:10 buckets:[1 2 5] counter_reset_hint:gauge}}x119",
        "native_gauge{job=\"db\"} {{schema:-1 count:4 sum:20 buckets:[2 2] counter_reset_hint:gauge}}x239",
        "custom{job=\"api\"} {{schema:-53 count:6 sum:12 custom_values:[1 5 10] buckets:[1 2 3]}}"
            + "+{{schema:-53 count:6 sum:12 custom_values:[1 5 10] buckets:[1 2 3]}}x239",
        "custom{job=\"db\"} {{schema:-53 count:7 sum:12 custom_values:[1 5 10] buckets:[1 2 3 1]}}"
            + "+{{schema:-53 count:7 sum:12 custom_values:[1 5 10] buckets:[1 2 3 1]}}x239",
        "mixed{job=\"api\"} 1+1x119 {{schema:0 count:3 sum:2 buckets:[1 2]}}+{{schema:0 count:3 sum:2 buckets:[1 2]}}x119",
        "mixed{job=\"db\"} 1+1x239",
        "mixed{job=\"web\"} {{schema:0 count:3 sum:2 buckets:[1 2]}}+{{schema:0 count:3 sum:2 buckets:[1 2]}}x239",
    ];

    /// <summary>The metrics that hold floats only, then those with histograms.</summary>
    public static readonly (string[] Floats, string[] Counters, string[] Histograms) Metrics = (
        ["gauge", "up", "const_neg", "zero", "huge", "extreme", "gone", "flapping", "sparse", "single", "build_info",
            "{\"utf8.metric\"}", "same_name_a", "natural", "threshold", "classic_bucket", "classic_sum", "absent_metric"],
        ["requests_total", "bytes_total", "classic_bucket", "classic_count", "{\"utf8.metric\"}", "same_name_b"],
        ["native", "native_gauge", "custom", "mixed"]);

    /// <summary>The bodies of the write requests, oldest first.</summary>
    /// <param name="startMs">The time of the first samples.</param>
    public static IEnumerable<byte[]> Bodies(long startMs)
    {
        NotedSeries[] series = [.. Written.Concat(Random()).Select(Parse)];
        const int PerBody = 40;
        for (int from = 0; from <= Steps; from += PerBody)
        {
            var request = new WriteRequest();
            foreach (NotedSeries one in series)
            {
                (long, double, FloatHistogram?)[] samples =
                [
                    .. Enumerable.Range(from, PerBody).Where(i => i < one.Values.Count && !one.Values[i].IsGap)
                        .Select(i => (startMs + (i * (long)StepMs), one.Values[i].Value, one.Values[i].Histogram)),
                ];
                if (samples.Length > 0)
                {
                    request.Add(one.Labels, samples);
                }
            }

            foreach (NotedSeries one in series.Where(s => s.Labels["code"] == "200"))
            {
                long time = startMs + ((from + 1) * (long)StepMs) + 7;
                request.AddExemplars(one.Labels, [(time, from / 3.0, $"trace-{from}"), (time + 1000, from, $"next-{from}")]);
            }

            yield return request.ToBody();
        }
    }

    // The notation repeats numbers, not words.
    private static string Many(string word, int count) => string.Join(' ', Enumerable.Repeat(word, count));

    private static NotedSeries Parse(string text) => SeriesNotationParser.TryParse(text, out NotedSeries? series, out string? error)
        ? series
        : throw new FormatException($"{text}: {error}");

    private static IEnumerable<string> Random()
    {
        var random = new Random(4);
        foreach (string job in new[] { "api", "db" })
        {
            foreach (string instance in new[] { "a", "b", "c" })
            {
                yield return $"up{{job=\"{job}\",instance=\"{instance}\"}} {Walk(random, r => r.Next(5) == 0 ? "0" : "1", 0.02)}";
                string temperatures = Walk(random, r => Text((r.NextDouble() * 200) - 100), 0.05);
                yield return $"gauge{{job=\"{job}\",instance=\"{instance}\"}} {temperatures}";
                foreach (string code in new[] { "200", "404", "500" })
                {
                    string labels = $"{{job=\"{job}\",instance=\"{instance}\",code=\"{code}\"}}";
                    yield return $"requests_total{labels} {Counter(random)}";
                }

                yield return $"bytes_total{{job=\"{job}\",instance=\"{instance}\"}} {Counter(random)}";
            }
        }
    }

    private static string Walk(Random random, Func<Random, string> value, double gaps) => string.Join(
        ' ', Enumerable.Range(0, Steps + 1).Select(_ => random.NextDouble() < gaps ? random.Next(4) == 0 ? "stale" : "_" : value(random)));

    private static string Counter(Random random)
    {
        double value = random.Next(1000);
        bool whole = random.Next(2) == 0;
        return Walk(
            random,
            r =>
            {
                value = r.Next(60) == 0 ? r.Next(5) : value + (whole ? r.Next(20) : r.NextDouble() * 10);
                return Text(value);
            },
            0.03);
    }

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
