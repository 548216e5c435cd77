using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Evaluation.Series;

/// <summary>A series of an intermediate result: at each step of the grid a float, a histogram or nothing.</summary>
internal sealed class StepSeries(LabelSet labels, int steps)
{
    private readonly double[] _values = new double[steps];
    private readonly ulong[] _present = new ulong[(steps + 63) / 64];
    private FloatHistogram?[]? _histograms;

    public LabelSet Labels { get; set; } = labels;

    /// <summary>The name goes at the end, where names are dropped late.</summary>
    public bool DropsName { get; set; }

    public int Steps => _values.Length;

    /// <summary>How many steps have a sample.</summary>
    public int Points { get; private set; }

    /// <summary>What the samples count for in the budget.</summary>
    public long Weight { get; private set; }

    /// <summary>The memory that the steps take, roughly.</summary>
    public long Bytes => 128 + Labels.Encoded.Length + (Steps * (_histograms is null ? 8L : 16L)) + (_present.Length * 8L);

    public bool Has(int step) => (_present[step >> 6] >> (step & 63) & 1) != 0;

    public double Value(int step) => _values[step];

    public FloatHistogram? Histogram(int step) => _histograms?[step];

    public void Set(int step, double value) => Set(step, value, null);

    public void Set(int step, double value, FloatHistogram? histogram)
    {
        if (!Has(step))
        {
            Points++;
            _present[step >> 6] |= 1UL << (step & 63);
        }

        else
        {
            Weight -= Weigh(_histograms?[step]);
        }

        Weight += Weigh(histogram);
        _values[step] = histogram is null ? value : 0;
        if (histogram is not null || _histograms is not null)
        {
            (_histograms ??= new FloatHistogram?[_values.Length])[step] = histogram;
        }
    }

    private static int Weigh(FloatHistogram? histogram) => histogram is null ? 1 : QueryBudget.WeightOf(histogram);
}
