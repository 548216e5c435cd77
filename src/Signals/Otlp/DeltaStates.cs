using Tocsin.Model.Labels;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Otlp;

/// <summary>
/// What deltas have come to, series by series. It has one owner, who adds in the order in which samples are appended. What
/// it knows is gone with the process: counters start anew then, as they do when a sender starts anew.
/// </summary>
/// <param name="seriesMax">How many series are added up at once.</param>
internal sealed class DeltaStates(int seriesMax)
{
    /// <summary>How many series are added up at once.</summary>
    public const int SeriesMax = 1_000_000;

    /// <summary>A series that is silent for longer may be forgotten when there are too many.</summary>
    public static readonly TimeSpan IdleMax = TimeSpan.FromMinutes(30);

    private readonly Dictionary<SeriesKey, State> _states = [];
    private long _oldestMs;
    private int _count;

    /// <summary>How many series are added up. Anybody may ask.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a number.</summary>
    /// <param name="series">The series.</param>
    /// <param name="time">The times of the delta; on return, the start is the series'.</param>
    /// <param name="value">The delta; on return, what it has come to.</param>
    /// <returns>Why it is refused, or null.</returns>
    public PointRefusal? AddNumber(LabelSet series, ref DeltaTime time, ref double value)
    {
        PointRefusal? fault = Find(series, ref time, out NumberState state, out bool isNew);
        if (fault is not null)
        {
            return fault;
        }

        value = state.Sum += isNew ? value : 0;
        return null;
    }

    /// <summary>Adds a histogram with bounds of its own; with other bounds than before it starts anew.</summary>
    public PointRefusal? AddExplicit(LabelSet series, ref DeltaTime time, ExplicitPoint point)
    {
        DeltaTime sent = time;
        PointRefusal? fault = Find(series, ref time, out ExplicitState state, out bool isNew);
        if (fault is not null)
        {
            return fault;
        }

        if (isNew && (state.IsEmpty || !state.Sum.TryAdd(point)))
        {
            state.Sum.CopyFrom(point);
            state.IsEmpty = false;
            state.StartMs = sent.StartMs > 0 ? sent.StartMs : sent.Ms;
            time = time with { StartMs = state.StartMs };
        }

        point.CopyFrom(state.Sum);
        return null;
    }

    /// <summary>Adds a histogram with exponential buckets.</summary>
    public PointRefusal? AddExponential(LabelSet series, ref DeltaTime time, ExponentialPoint point)
    {
        PointRefusal? fault = Find(series, ref time, out ExponentialState state, out bool isNew);
        if (fault is not null)
        {
            return fault;
        }

        if (isNew && state.IsEmpty)
        {
            state.Sum.CopyFrom(point);
            state.IsEmpty = false;
        }
        else if (isNew)
        {
            state.Sum.Add(point);
        }

        point.CopyFrom(state.Sum);
        return null;
    }

    private PointRefusal? Find<T>(LabelSet series, ref DeltaTime time, out T state, out bool isNew)
        where T : State, new()
    {
        SeriesKey key = SeriesKey.Of(series.Encoded);
        isNew = true;
        if (_states.TryGetValue(key, out State? known) && known is T found)
        {
            state = found;

            // The sender did not get our answer and sends the same again: it counts once.
            isNew = time.Ms != state.LastMs;
            if (time.Ms < state.LastMs)
            {
                return PointRefusal.DeltaOrder;
            }
        }
        else
        {
            state = new T { StartMs = time.StartMs > 0 ? time.StartMs : time.Ms };
            if (known is null && _states.Count >= seriesMax && !TryMakeRoom(time.Ms))
            {
                return PointRefusal.DeltaStreams;
            }

            _states[key] = state;
            Volatile.Write(ref _count, _states.Count);
        }

        state.LastMs = time.Ms;
        time = time with { StartMs = state.StartMs };
        return null;
    }

    private bool TryMakeRoom(long nowMs)
    {
        // Looking through all of them at each point would be slow when none is idle.
        long limit = nowMs - (long)IdleMax.TotalMilliseconds;
        if (_oldestMs > limit)
        {
            return false;
        }

        _oldestMs = long.MaxValue;
        foreach ((SeriesKey key, State state) in _states)
        {
            if (state.LastMs <= limit)
            {
                _states.Remove(key);
            }
            else
            {
                _oldestMs = Math.Min(_oldestMs, state.LastMs);
            }
        }

        return _states.Count < seriesMax;
    }

    private abstract class State
    {
        public long StartMs { get; set; }

        public long LastMs { get; set; } = long.MinValue;
    }

    private sealed class NumberState : State
    {
        public double Sum { get; set; }
    }

    private sealed class ExplicitState : State
    {
        public ExplicitPoint Sum { get; } = new();

        public bool IsEmpty { get; set; } = true;
    }

    private sealed class ExponentialState : State
    {
        public ExponentialPoint Sum { get; } = new();

        public bool IsEmpty { get; set; } = true;
    }
}

/// <summary>The times of a point, in Unix milliseconds.</summary>
/// <param name="Ms">When it was taken.</param>
/// <param name="StartMs">Since when it counts; 0 if that is not told.</param>
internal readonly record struct DeltaTime(long Ms, long StartMs);
