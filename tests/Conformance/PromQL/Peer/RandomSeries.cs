using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL.Peer;

/// <summary>Counters, gauges and histograms of both kinds with gaps, resets, stale markers, infinities and uneven times.</summary>
internal static class RandomSeries
{
    public static List<(LabelSet Labels, IReadOnlyList<MemorySample> Samples)> Make(Random random, long startMs, long endMs)
    {
        List<(LabelSet, IReadOnlyList<MemorySample>)> series = [];
        foreach (string instance in (string[])["a:1", "b:1", "c:1", "d:1", "e:1"])
        {
            foreach (string code in (string[])["200", "404", "500"])
            {
                series.Add((
                    LabelSet.Of(("__name__", "requests_total"), ("instance", instance), ("job", "api"), ("code", code)),
                    Samples(random, startMs, endMs, value => random.Next(50) == 0 ? random.Next(9) : value + (random.NextDouble() * 7))));
            }

            series.Add((
                LabelSet.Of(("__name__", "temperature"), ("instance", instance), ("job", "api")),
                Samples(random, startMs, endMs, value => random.Next(60) switch
                {
                    0 => double.NaN,
                    1 => double.PositiveInfinity,
                    2 => 1e-300,
                    3 => -1e17,
                    _ => double.IsFinite(value) ? ((random.NextDouble() - 0.5) * 100) + (value / 3) : random.Next(20),
                })));
            series.Add((
                LabelSet.Of(("__name__", "up"), ("instance", instance), ("job", "api")),
                Samples(random, startMs, endMs, _ => random.Next(2))));
            series.Add((
                LabelSet.Of(("__name__", "size_bytes"), ("instance", instance), ("job", "api")),
                RandomHistograms.Make(random, startMs, endMs)));
            AddHistogram(series, random, instance, (startMs, endMs));
        }

        return series;
    }

    // All buckets of one histogram share their times, as scrapes have it.
    private static void AddHistogram(
        List<(LabelSet, IReadOnlyList<MemorySample>)> series, Random random, string instance, (long StartMs, long EndMs) span)
    {
        string[] bounds = ["0.1", "0.5", "1", "2.5", "10", "+Inf"];
        var buckets = new List<MemorySample>[bounds.Length];
        double[] counts = new double[bounds.Length];
        for (int i = 0; i < buckets.Length; i++)
        {
            buckets[i] = [];
        }

        for (long time = span.StartMs; time < span.EndMs; time += 15_000)
        {
            double below = 0;
            for (int i = 0; i < buckets.Length; i++)
            {
                counts[i] += random.Next(6);
                below += counts[i];
                buckets[i].Add(new MemorySample(time, below));
            }
        }

        for (int i = 0; i < buckets.Length; i++)
        {
            series.Add((
                LabelSet.Of(
                    ("__name__", "latency_seconds_bucket"), ("instance", instance), ("job", "api"), ("le", bounds[i])),
                buckets[i]));
        }
    }

    private static List<MemorySample> Samples(Random random, long startMs, long endMs, Func<double, double> next)
    {
        List<MemorySample> samples = [];
        double value = random.NextDouble() * 100;
        for (long time = startMs + random.Next(20_000); time < endMs; time += random.Next(10_000, 20_000))
        {
            value = next(value);
            int kind = random.Next(60);
            samples.Add(new MemorySample(time, kind == 0 ? StaleMarker.Value : value));
            time += kind == 1 ? 400_000 : 0;
        }

        return samples;
    }
}
