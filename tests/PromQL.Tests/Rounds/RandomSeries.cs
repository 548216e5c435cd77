using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.TestKit.Series;

namespace Tocsin.PromQL.Tests.Rounds;

/// <summary>Series that grow: with gaps, resets, stale markers, NaN, infinities, histograms, and some that begin late.</summary>
internal sealed class RandomSeries
{
    private readonly Random _random;
    private readonly List<Growing> _all = [];

    public RandomSeries(Random random)
    {
        _random = random;
        bool isEven = random.Next(2) == 0;
        foreach (string name in (string[])["c_total", "d_total", "g"])
        {
            for (int i = 0; i < random.Next(2, 8); i++)
            {
                Add(isEven, ("__name__", name), ("a", $"{i % 3}"), ("b", $"{i / 3}"));
            }
        }

        for (int i = 0; i < 12; i++)
        {
            Add(isEven, ("__name__", "h_bucket"), ("b", $"{i % 2}"), ("le", (i / 2) switch
            {
                5 => "+Inf",
                4 => random.Next(4) == 0 ? "odd" : "10",
                var bound => $"{bound}",
            }));
        }

        if (random.Next(3) == 0)
        {
            Add(isEven, ("__name__", "mixed"), ("a", "1"));
        }
    }

    public MemorySeries Store { get; } = new();

    /// <summary>Appends what has been sampled up to an instant.</summary>
    public void GrowTo(long untilMs)
    {
        foreach (Growing series in _all)
        {
            while (series.NextMs <= untilMs)
            {
                Store.Append(series.Labels, Sample(series));
                series.NextMs += series.IsEven ? 15_000 : _random.Next(1_000, 40_000);
                series.NextMs += _random.Next(60) == 0 ? _random.Next(400_000) : 0;
            }
        }
    }

    private MemorySample Sample(Growing series)
    {
        int kind = _random.Next(60);
        bool isCounter = !series.Labels.ToString().Contains("\"g\"", StringComparison.Ordinal);
        series.Value = kind == 0 ? 0 : isCounter
            ? series.Value + _random.Next(5) * 0.7
            : (_random.NextDouble() - 0.5) * 100;
        double value = kind switch
        {
            1 => StaleMarker.Value,
            2 when _random.Next(4) == 0 => double.NaN,
            3 when _random.Next(4) == 0 => double.PositiveInfinity,
            4 => -0.0,
            _ => series.Value,
        };
        bool isHistogram = series.Labels.ToString().Contains("mixed", StringComparison.Ordinal) && _random.Next(10) == 0;
        return new MemorySample(series.NextMs, isHistogram ? 0 : value, isHistogram ? Histogram(series.Value) : null);
    }

    private static FloatHistogram Histogram(double count) => new()
    {
        Schema = 0,
        Count = count,
        Sum = count * 2,
        ZeroThreshold = 0.001,
        ZeroCount = count,
    };

    private void Add(bool isEven, params (string, string)[] labels) =>
        _all.Add(new Growing(LabelSet.Of(labels), isEven)
        {
            NextMs = _random.Next(5) == 0 ? _random.Next(1_200_000) : _random.Next(15_000),
        });

    private sealed class Growing(LabelSet labels, bool isEven)
    {
        public LabelSet Labels => labels;

        public bool IsEven => isEven;

        public long NextMs { get; set; }

        public double Value { get; set; }
    }
}
