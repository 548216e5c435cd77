using System.Globalization;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.PromQL.SeriesNotation;
using Tocsin.TestKit.Series;

namespace Tocsin.Conformance.PromQL;

/// <summary>Makes native histograms with bounds of their own out of the series of classic ones.</summary>
internal sealed class ClassicHistograms
{
    private readonly Dictionary<LabelSet, SortedDictionary<long, Parts>> _histograms = [];

    public void Add(LabelSet labels, long timeMs, NotedValue value)
    {
        string name = labels[LabelName.MetricName] ?? "";
        if (value.Histogram is not null || Suffix(name) is not { } suffix)
        {
            return;
        }

        Parts parts = PartsOf(labels, name[..^suffix.Length], timeMs);
        switch (suffix)
        {
            case "_bucket" when TryBound(labels["le"], out double bound):
                parts.Buckets.TryAdd(bound, value.Value);
                break;
            case "_count":
                parts.Count = value.Value;
                break;
            case "_sum":
                parts.Sum = value.Value;
                break;
        }
    }

    public IEnumerable<(LabelSet Labels, MemorySample Sample)> Convert() =>
        from histogram in _histograms
        from sample in histogram.Value
        select (histogram.Key, new MemorySample(sample.Key, 0, sample.Value.Convert()));

    private Parts PartsOf(LabelSet labels, string name, long timeMs)
    {
        var builder = new LabelSetBuilder();
        foreach (LabelSet.Label label in labels)
        {
            builder.Add(label.NameText, label.NameText switch { "le" => "", LabelName.MetricName => name, _ => label.ValueText });
        }

        LabelSet key = builder.Build(dropEmpty: true);
        if (!_histograms.TryGetValue(key, out SortedDictionary<long, Parts>? byTime))
        {
            _histograms.Add(key, byTime = []);
        }

        if (!byTime.TryGetValue(timeMs, out Parts? parts))
        {
            byTime.Add(timeMs, parts = new Parts());
        }

        return parts;
    }

    private static string? Suffix(string name) =>
        Array.Find(["_bucket", "_count", "_sum"], s => name.EndsWith(s, StringComparison.Ordinal));

    private static bool TryBound(string? text, out double bound)
    {
        string plain = (text ?? "").Replace("Inf", "Infinity", StringComparison.OrdinalIgnoreCase).TrimStart('+');
        return double.TryParse(plain, NumberStyles.Float, CultureInfo.InvariantCulture, out bound) && !double.IsNaN(bound);
    }

    private sealed class Parts
    {
        public SortedDictionary<double, double> Buckets { get; } = [];

        public double? Count { get; set; }

        public double Sum { get; set; }

        public FloatHistogram Convert()
        {
            double count = Count ?? (Buckets.Count > 0 ? Buckets.Last().Value : 0);
            Buckets.TryAdd(double.PositiveInfinity, count);
            double before = 0;
            List<double> counts = [];
            foreach ((_, double cumulative) in Buckets)
            {
                counts.Add(cumulative - before);
                before = cumulative;
            }

            return new FloatHistogram
            {
                Schema = FloatHistogram.CustomSchema,
                Count = count,
                Sum = Sum,
                PositiveSpans = [new HistogramSpan(0, counts.Count)],
                PositiveBuckets = [.. counts],
                CustomBounds = [.. Buckets.Keys.Where(b => !double.IsPositiveInfinity(b))],
            };
        }
    }
}
