using Tocsin.Model.Samples;

namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>The newest samples of one series, decoded: floats without stale markers, kept from round to round.</summary>
internal sealed class SeriesWindow
{
    private long[] _times = [];
    private double[] _values = [];
    private int _from;
    private int _until;

    /// <summary>The newest sample that was read, stale markers included; the least number if there was none.</summary>
    public long LastMs { get; private set; } = long.MinValue;

    /// <summary>The newest stale marker that was read.</summary>
    public long StaleMs { get; private set; } = long.MinValue;

    /// <summary>How many samples are kept.</summary>
    public int Count => _until - _from;

    /// <summary>The newest float; there must be one.</summary>
    public (long TimeMs, double Value) Newest => (_times[_until - 1], _values[_until - 1]);

    /// <summary>Appends samples that were read.</summary>
    /// <returns>False if there is a histogram among them, which has no place here.</returns>
    public bool TryAdd(SampleColumns columns)
    {
        if (!columns.Histograms.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<long> times = columns.Times;
        ReadOnlySpan<double> values = columns.Values;
        MakeRoom(times.Length);
        for (int i = 0; i < times.Length; i++)
        {
            if (StaleMarker.Is(values[i]))
            {
                StaleMs = times[i];
            }
            else
            {
                _times[_until] = times[i];
                _values[_until++] = values[i];
            }
        }

        LastMs = times.IsEmpty ? LastMs : times[^1];
        return true;
    }

    /// <summary>Forgets samples up to an instant, but not the newest one.</summary>
    public void Trim(long throughMs)
    {
        while (_from < _until - 1 && _times[_from] <= throughMs)
        {
            _from++;
        }
    }

    /// <summary>The samples after an instant.</summary>
    public WindowSpan After(long afterMs)
    {
        int from = _from;
        if (from < _until && _times[from] <= afterMs)
        {
            from = Search(afterMs);
        }

        return new WindowSpan(_times.AsSpan(from, _until - from), _values.AsSpan(from, _until - from));
    }

    // Most series are sampled evenly, so that the place can be computed; from there it is a step or two.
    private int Search(long afterMs)
    {
        long first = _times[_from];
        long last = _times[_until - 1];
        if (last <= afterMs)
        {
            return _until;
        }

        int at = _from + (int)((double)(afterMs - first) / (last - first) * (_until - 1 - _from));
        int steps = 0;
        while (steps++ < 8)
        {
            if (_times[at] <= afterMs)
            {
                at++;
            }
            else if (_times[at - 1] > afterMs)
            {
                at--;
            }
            else
            {
                return at;
            }
        }

        int found = _times.AsSpan(_from, _until - _from).BinarySearch(afterMs);
        return _from + (found < 0 ? ~found : found + 1);
    }

    private void MakeRoom(int more)
    {
        if (_until + more <= _times.Length)
        {
            return;
        }

        int needed = Count + more;
        if (needed + (needed / 8) > _times.Length)
        {
            // A quarter to spare, so that moving the samples to the front is rare.
            int room = needed + (needed / 4) + 2;
            long[] times = new long[room];
            double[] values = new double[room];
            _times.AsSpan(_from, Count).CopyTo(times);
            _values.AsSpan(_from, Count).CopyTo(values);
            (_times, _values) = (times, values);
        }
        else
        {
            _times.AsSpan(_from, Count).CopyTo(_times);
            _values.AsSpan(_from, Count).CopyTo(_values);
        }

        (_from, _until) = (0, Count);
    }
}

/// <summary>Some samples of a window, oldest first; ends with its next change.</summary>
internal readonly ref struct WindowSpan(ReadOnlySpan<long> times, ReadOnlySpan<double> values)
{
    /// <summary>Unix milliseconds.</summary>
    public ReadOnlySpan<long> Times { get; } = times;

    public ReadOnlySpan<double> Values { get; } = values;
}
