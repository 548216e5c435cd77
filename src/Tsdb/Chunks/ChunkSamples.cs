using Tocsin.Model.Samples;

namespace Tocsin.Tsdb.Chunks;

/// <summary>The samples of one decoded chunk; used again for the next one. Not thread-safe.</summary>
public sealed class ChunkSamples
{
    private long[] _times = new long[128];
    private double[] _values = new double[128];
    private FloatHistogram?[] _histograms = [];
    private long[] _starts = [];
    private bool _hasHistograms;
    private bool _hasStarts;

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>Unix milliseconds, strictly ascending.</summary>
    public Span<long> Times => _times.AsSpan(0, Count);

    /// <summary>The floats; of no meaning if there are histograms.</summary>
    public Span<double> Values => _values.AsSpan(0, Count);

    /// <summary>Empty if the samples are floats.</summary>
    public Span<FloatHistogram?> Histograms => _hasHistograms ? _histograms.AsSpan(0, Count) : default;

    /// <summary>Empty if no start is known.</summary>
    public Span<long> Starts => _hasStarts ? _starts.AsSpan(0, Count) : default;

    /// <summary>All of them.</summary>
    public SampleSpan Span => new(Times, Values) { Histograms = Histograms, Starts = Starts };

    /// <summary>Makes room; what the columns hold is of no meaning.</summary>
    public void Reset(int count, bool histograms, bool starts)
    {
        Count = count;
        _hasHistograms = histograms;
        _hasStarts = starts;
        Grow(ref _times, count);
        Grow(ref _values, count);
        if (histograms)
        {
            Grow(ref _histograms, count);
        }

        if (starts)
        {
            Grow(ref _starts, count);
        }
    }

    private static void Grow<T>(ref T[] column, int count)
    {
        if (column.Length < count)
        {
            column = new T[Math.Max(count, column.Length * 2)];
        }
    }
}
