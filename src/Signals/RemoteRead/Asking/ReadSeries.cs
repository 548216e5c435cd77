using Tocsin.Model.Labels;
using Tocsin.Model.Samples;

namespace Tocsin.Signals.RemoteRead.Asking;

/// <summary>A series that was read from elsewhere. Filled by one owner; then only read, by anybody.</summary>
/// <param name="labels">Without empty values.</param>
public sealed class ReadSeries(LabelSet labels)
{
    private long[] _times = [];
    private double[] _values = [];
    private FloatHistogram?[]? _histograms;
    private bool _isUnordered;

    /// <summary>The series.</summary>
    public LabelSet Labels { get; } = labels;

    /// <summary>How many samples there are.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a float, or the stale marker.</summary>
    public void Add(long timeMs, double value)
    {
        if (Count == _times.Length)
        {
            int size = Math.Max(8, Count * 2);
            Array.Resize(ref _times, size);
            Array.Resize(ref _values, size);
            if (_histograms is not null)
            {
                Array.Resize(ref _histograms, size);
            }
        }

        _isUnordered |= Count > 0 && timeMs <= _times[Count - 1];
        (_times[Count], _values[Count]) = (timeMs, value);
        Count++;
    }

    /// <summary>Adds a histogram. One that is stale is a stale marker, as all are here.</summary>
    public void Add(long timeMs, FloatHistogram histogram)
    {
        if (StaleMarker.Is(histogram.Sum))
        {
            Add(timeMs, StaleMarker.Value);
            return;
        }

        Add(timeMs, 0);
        _histograms ??= new FloatHistogram?[_times.Length];
        _histograms[Count - 1] = histogram;
    }

    /// <summary>Adds what another part of an answer has of the same series.</summary>
    public void AddRange(ReadSeries other)
    {
        for (int i = 0; i < other.Count; i++)
        {
            if (other._histograms?[i] is { } histogram)
            {
                Add(other._times[i], histogram);
            }
            else
            {
                Add(other._times[i], other._values[i]);
            }
        }
    }

    /// <summary>Puts the samples in order of time; of several of one time the first stays. Before the first read.</summary>
    public void Finish()
    {
        if (!_isUnordered)
        {
            return;
        }

        int[] order = [.. Enumerable.Range(0, Count).OrderBy(i => _times[i])];
        (long[] times, double[] values, FloatHistogram?[]? histograms) = (_times, _values, _histograms);
        (_times, _values, _histograms) = (new long[Count], new double[Count], histograms is null ? null : new FloatHistogram?[Count]);
        int used = 0;
        foreach (int from in order)
        {
            if (used == 0 || times[from] > _times[used - 1])
            {
                (_times[used], _values[used]) = (times[from], values[from]);
                if (_histograms is not null)
                {
                    _histograms[used] = histograms![from];
                }

                used++;
            }
        }

        (Count, _isUnordered) = (used, false);
    }

    /// <summary>Replaces the content of <paramref name="into"/> by the samples of [from, to].</summary>
    public void CopyTo(SampleColumns into, long fromMs, long toMs)
    {
        into.Clear();
        int first = IndexOf(fromMs);
        int end = toMs == long.MaxValue ? Count : IndexOf(toMs + 1);
        if (_histograms is null)
        {
            into.AddRange(Math.Max(0, end - first), out Span<long> times, out Span<double> values);
            _times.AsSpan(first, times.Length).CopyTo(times);
            _values.AsSpan(first, values.Length).CopyTo(values);
            return;
        }

        for (int i = first; i < end; i++)
        {
            if (_histograms[i] is { } histogram)
            {
                into.Add(_times[i], histogram);
            }
            else
            {
                into.Add(_times[i], _values[i]);
            }
        }
    }

    /// <summary>True if there is a sample within [from, to].</summary>
    public bool HasWithin(long fromMs, long toMs)
    {
        int first = IndexOf(fromMs);
        return first < Count && _times[first] <= toMs;
    }

    private int IndexOf(long timeMs)
    {
        int index = _times.AsSpan(0, Count).BinarySearch(timeMs);
        return index < 0 ? ~index : index;
    }
}
