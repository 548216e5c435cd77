namespace Tocsin.PromQL.Evaluation.Selectors;

/// <summary>Values by ascending time, with the times at which their counters started.</summary>
/// <typeparam name="T">Floats or histograms.</typeparam>
internal sealed class TimedList<T>
{
    private long[] _times = new long[128];
    private long[] _starts = new long[128];
    private T[] _values = new T[128];

    public int Count { get; private set; }

    public void Clear() => Count = 0;

    /// <summary>Adds values whose starts are unknown.</summary>
    public void AddRange(ReadOnlySpan<long> times, ReadOnlySpan<T> values)
    {
        MakeRoom(times.Length);
        times.CopyTo(_times.AsSpan(Count));
        values.CopyTo(_values.AsSpan(Count));
        _starts.AsSpan(Count, times.Length).Clear();
        Count += times.Length;
    }

    public void Add(long timeMs, T value, long startMs)
    {
        MakeRoom(1);

        _times[Count] = timeMs;
        _starts[Count] = startMs;
        _values[Count++] = value;
    }

    private void MakeRoom(int more)
    {
        if (Count + more > _times.Length)
        {
            int room = Math.Max(Count + more, _times.Length * 2);
            Array.Resize(ref _times, room);
            Array.Resize(ref _starts, room);
            Array.Resize(ref _values, room);
        }
    }

    /// <summary>How many are at a time or before it.</summary>
    public int CountUpTo(long timeMs)
    {
        int at = _times.AsSpan(0, Count).BinarySearch(timeMs);
        return at < 0 ? ~at : at + 1;
    }

    /// <summary>Those in (<paramref name="afterMs"/>, <paramref name="untilMs"/>].</summary>
    public TimedSpan<T> Between(long afterMs, long untilMs)
    {
        int from = CountUpTo(afterMs);
        int count = Math.Max(0, CountUpTo(untilMs) - from);
        return new(_times.AsSpan(from, count), _values.AsSpan(from, count), _starts.AsSpan(from, count));
    }
}

/// <summary>A part of a <see cref="TimedList{T}"/>; ends with its next change.</summary>
/// <typeparam name="T">Floats or histograms.</typeparam>
internal readonly ref struct TimedSpan<T>(ReadOnlySpan<long> times, ReadOnlySpan<T> values, ReadOnlySpan<long> starts)
{
    public ReadOnlySpan<long> Times { get; } = times;

    public ReadOnlySpan<T> Values { get; } = values;

    /// <summary>0 where unknown.</summary>
    public ReadOnlySpan<long> Starts { get; } = starts;

    public int Count => Times.Length;

    public bool IsEmpty => Times.IsEmpty;
}
