using System.Runtime.InteropServices;

namespace Tocsin.Model.Samples;

/// <summary>Samples of many series in columns, to be appended together. The caller owns it and uses it again.</summary>
/// <remarks>Not thread-safe. The spans end with the next change.</remarks>
public sealed class SampleBatch
{
    private readonly List<SeriesRef> _series = [];
    private readonly List<long> _times = [];
    private readonly List<double> _values = [];
    private readonly List<long> _starts = [];
    private readonly List<FloatHistogram?> _histograms = [];

    /// <summary>How many samples there are.</summary>
    public int Count => _series.Count;

    /// <summary>The series of each sample.</summary>
    public ReadOnlySpan<SeriesRef> Series => CollectionsMarshal.AsSpan(_series);

    /// <summary>The time of each sample in Unix milliseconds.</summary>
    public ReadOnlySpan<long> Times => CollectionsMarshal.AsSpan(_times);

    /// <summary>The float of each sample; 0 where it is a histogram.</summary>
    public ReadOnlySpan<double> Values => CollectionsMarshal.AsSpan(_values);

    /// <summary>When each counter started, in Unix milliseconds; 0 where unknown.</summary>
    public ReadOnlySpan<long> Starts => CollectionsMarshal.AsSpan(_starts);

    /// <summary>The histogram of each sample; null where it is a float.</summary>
    public ReadOnlySpan<FloatHistogram?> Histograms => CollectionsMarshal.AsSpan(_histograms);

    /// <summary>Adds a float, or the stale marker.</summary>
    public void Add(SeriesRef series, long timeMs, double value, long startMs = 0) => Add(series, timeMs, startMs, value, null);

    /// <summary>Adds a histogram.</summary>
    public void Add(SeriesRef series, long timeMs, FloatHistogram histogram, long startMs = 0) =>
        Add(series, timeMs, startMs, 0, histogram);

    /// <summary>Forgets all samples and keeps the buffers.</summary>
    public void Clear()
    {
        _series.Clear();
        _times.Clear();
        _values.Clear();
        _starts.Clear();
        _histograms.Clear();
    }

    private void Add(SeriesRef series, long timeMs, long startMs, double value, FloatHistogram? histogram)
    {
        _series.Add(series);
        _times.Add(timeMs);
        _values.Add(value);
        _starts.Add(startMs);
        _histograms.Add(histogram);
    }
}
