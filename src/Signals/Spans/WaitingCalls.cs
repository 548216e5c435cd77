using System.Runtime.InteropServices;

namespace Tocsin.Signals.Spans;

/// <summary>
/// Calls of which one side is known. Bounded; the oldest are given up first. One owner.
/// </summary>
/// <remarks>
/// All wait equally long, so the order in which they came is the order in which they end: a list through an array, whose
/// free places are a list, too.
/// </remarks>
internal sealed class WaitingCalls(int callsMax, long waitMs)
{
    private const int None = -1;

    private readonly Dictionary<(ulong, ulong, ulong), int> _places = [];
    private Entry[] _entries = new Entry[64];
    private int _used;
    private int _free = None;
    private int _oldest = None;
    private int _newest = None;

    /// <summary>How many wait.</summary>
    public int Count => _places.Count;

    /// <summary>The call of a span; a new one if none waits for it.</summary>
    /// <param name="row">The span.</param>
    /// <param name="spanId">The client's span.</param>
    /// <param name="nowMs">Now.</param>
    /// <param name="place">Where it is, for <see cref="Remove"/>; less than 0 if there is no room for a new one.</param>
    public ref GraphCall Find(in SpanRow row, ulong spanId, long nowMs, out int place)
    {
        ref int known = ref CollectionsMarshal.GetValueRefOrAddDefault(
            _places, (row.TraceHigh, row.TraceLow, spanId), out bool isKnown);
        if (isKnown)
        {
            place = known;
            return ref _entries[place].Call;
        }

        if (_places.Count > callsMax)
        {
            _places.Remove((row.TraceHigh, row.TraceLow, spanId));
            place = None;
            return ref _entries[0].Call;
        }

        known = place = TakePlace();
        ref Entry entry = ref _entries[place];
        entry = new Entry { EndsMs = nowMs + waitMs, Older = _newest, Newer = None };
        entry.Call.TraceHigh = row.TraceHigh;
        entry.Call.TraceLow = row.TraceLow;
        entry.Call.SpanId = spanId;
        (_newest == None ? ref _oldest : ref _entries[_newest].Newer) = place;
        _newest = place;
        return ref entry.Call;
    }

    /// <summary>Takes a call out.</summary>
    public GraphCall Remove(int place)
    {
        Entry entry = _entries[place];
        _places.Remove((entry.Call.TraceHigh, entry.Call.TraceLow, entry.Call.SpanId));
        (entry.Older == None ? ref _oldest : ref _entries[entry.Older].Newer) = entry.Newer;
        (entry.Newer == None ? ref _newest : ref _entries[entry.Newer].Older) = entry.Older;
        _entries[place] = new Entry { Newer = _free };
        _free = place;
        return entry.Call;
    }

    /// <summary>Takes out the oldest call, if it has waited long enough.</summary>
    public bool TryEnd(long nowMs, out GraphCall call)
    {
        bool isDue = _oldest != None && _entries[_oldest].EndsMs <= nowMs;
        call = isDue ? Remove(_oldest) : default;
        return isDue;
    }

    /// <summary>Writes all that wait, the oldest first.</summary>
    public void Save(BinaryWriter into)
    {
        into.Write7BitEncodedInt(Count);
        for (int place = _oldest; place != None; place = _entries[place].Newer)
        {
            ref readonly Entry entry = ref _entries[place];
            into.Write(entry.EndsMs);
            entry.Call.Save(into);
        }
    }

    /// <summary>Goes on with what was saved; nothing may wait before.</summary>
    /// <exception cref="FormatException">It makes no sense.</exception>
    public void Load(BinaryReader from)
    {
        for (int left = from.Read7BitEncodedInt(); left > 0; left--)
        {
            long endsMs = from.ReadInt64();
            GraphCall call = GraphCall.Load(from);
            var row = new SpanRow { TraceHigh = call.TraceHigh, TraceLow = call.TraceLow };
            ref GraphCall waiting = ref Find(row, call.SpanId, endsMs - waitMs, out int place);
            if (place >= 0)
            {
                waiting = call;
            }
        }
    }

    private int TakePlace()
    {
        if (_free != None)
        {
            int place = _free;
            _free = _entries[place].Newer;
            return place;
        }

        if (_used == _entries.Length)
        {
            Array.Resize(ref _entries, _used * 2);
        }

        return _used++;
    }

    private struct Entry
    {
        public GraphCall Call;
        public long EndsMs;
        public int Older;
        public int Newer;
    }
}
