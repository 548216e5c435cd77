namespace Tocsin.Model.Samples;

/// <summary>
/// The samples of one series in columns, oldest first. The caller owns it and uses it again for the next series, so
/// that reading allocates nothing once the buffers have grown.
/// </summary>
/// <remarks>Not thread-safe. The spans end with the next change.</remarks>
public sealed class SampleColumns
{
    private long[] _times = new long[128];
    private double[] _values = new double[128];
    private FloatHistogram?[]? _histograms;
    private long[]? _starts;
    private int _histogramsUsed;
    private int _startsUsed;

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>When each sample was taken, in Unix milliseconds, strictly ascending.</summary>
    public ReadOnlySpan<long> Times => _times.AsSpan(0, Count);

    /// <summary>The float of each sample; 0 where it is a histogram.</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count);

    /// <summary>Empty if all samples are floats; else the histogram of each sample, null where it is a float.</summary>
    public ReadOnlySpan<FloatHistogram?> Histograms => _histogramsUsed == 0 ? default : Grown(ref _histograms);

    /// <summary>Empty if no start is known; else when each counter started, in Unix milliseconds, 0 where unknown.</summary>
    public ReadOnlySpan<long> Starts => _startsUsed == 0 ? default : Grown(ref _starts);

    /// <summary>Forgets all samples and keeps the buffers.</summary>
    public void Clear()
    {
        _histograms?.AsSpan(0, Math.Min(_histogramsUsed, _histograms.Length)).Clear();
        _starts?.AsSpan(0, Math.Min(_startsUsed, _starts.Length)).Clear();
        (Count, _histogramsUsed, _startsUsed) = (0, 0, 0);
    }

    /// <summary>Adds a float.</summary>
    public void Add(long timeMs, double value, long startMs = 0)
    {
        AddRange(1, out Span<long> times, out Span<double> values);
        (times[0], values[0]) = (timeMs, value);
        SetStart(startMs);
    }

    /// <summary>Adds a histogram.</summary>
    public void Add(long timeMs, FloatHistogram histogram, long startMs = 0)
    {
        Add(timeMs, 0, startMs);
        _histogramsUsed = Count;
        Grown(ref _histograms)[Count - 1] = histogram;
    }

    /// <summary>Makes room for floats without starts; the caller fills both spans, every element of them.</summary>
    public void AddRange(int count, out Span<long> times, out Span<double> values)
    {
        int needed = Count + count;
        if (needed > _times.Length)
        {
            int size = Math.Max(needed, _times.Length * 2);
            Array.Resize(ref _times, size);
            Array.Resize(ref _values, size);
        }

        times = _times.AsSpan(Count, count);
        values = _values.AsSpan(Count, count);
        Count = needed;
    }

    private void SetStart(long startMs)
    {
        if (startMs != 0)
        {
            _startsUsed = Count;
            Grown(ref _starts)[Count - 1] = startMs;
        }
    }

    // Both optional columns are as long as the others whenever they are looked at; what nobody set is null or 0.
    private Span<T> Grown<T>(ref T[]? column)
    {
        if (column is null || column.Length < Count)
        {
            Array.Resize(ref column, _times.Length);
        }

        return column.AsSpan(0, Count);
    }
}
