using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Scrape;

/// <summary>The series of one target by the bytes in which it names them, and which of them the last scrape had.</summary>
/// <remarks>
/// Of the name and the labels nothing is kept but 128 bits: see <see cref="SeriesKey"/>. A target names its series in the
/// same order every time, so the one behind the last is tried first; an open table finds the others. Not thread-safe.
/// </remarks>
internal sealed class SeriesCache
{
    private const int FirstSlots = 8;

    // Per series 32 bytes and 4 to 10 of the table: there are as many as series in the store.
    private Entry[] _entries = [];
    private int _used;

    // The place plus one, 0 where nothing is; a power of two, at most three quarters full.
    private int[] _slots = new int[FirstSlots];

    private Dictionary<int, LastExemplar>? _exemplars;
    private readonly List<int> _free = [];

    // Series that a failed or a forgotten scrape left without an entry, and which may have to be marked yet.
    private readonly HashSet<SeriesRef> _orphans = [];
    private int _round;
    private int _next;

    /// <summary>How many series are known.</summary>
    public int Count => _used - _free.Count;

    /// <summary>Begins a scrape.</summary>
    public void Begin()
    {
        _round++;
        _next = 0;
    }

    /// <summary>The place of the series that came behind the last one before, if the line begins with it; else -1.</summary>
    /// <param name="line">The line, with what follows it.</param>
    /// <param name="length">How many bytes name the series.</param>
    public int Recognise(ReadOnlySpan<byte> line, out int length)
    {
        length = 0;
        if (_next >= _used)
        {
            return -1;
        }

        ref readonly Entry entry = ref _entries[_next];
        length = entry.Length;

        // A name alone may be the beginning of a longer one, or have its labels behind blanks.
        if (length == 0 || line.Length < length + 2 || line[length] != (byte)' ' || line[length + 1] is (byte)' ' or (byte)'\t' or (byte)'{'
            || SeriesKey.Of(line[..length]) != entry.Key)
        {
            return -1;
        }

        return _next++;
    }

    /// <summary>The place of a series; -1 if it is not known.</summary>
    public int Find(SeriesKey key)
    {
        int mask = _slots.Length - 1;
        for (int at = (int)key.Low & mask; _slots[at] != 0; at = (at + 1) & mask)
        {
            int place = _slots[at] - 1;
            if (_entries[place].Key == key)
            {
                _next = place + 1;
                return place;
            }
        }

        return -1;
    }

    /// <summary>The series at a place. The reference ends with the next <see cref="Add"/>.</summary>
    public ref Entry this[int place] => ref _entries[place];

    /// <summary>Says that this scrape has the series.</summary>
    /// <returns>False if it had it before.</returns>
    public bool See(int place)
    {
        ref Entry entry = ref _entries[place];
        bool isFirst = entry.Round != _round;
        entry.Round = _round;
        return isFirst;
    }

    /// <summary>Remembers a series.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="length">How many bytes that has; 0 if it is not to be recognised without being read.</param>
    /// <param name="series">None for one that relabelling drops.</param>
    public int Add(SeriesKey key, int length, SeriesRef series)
    {
        int place = _used;
        if (_free.Count > 0)
        {
            place = _free[^1];
            _free.RemoveAt(_free.Count - 1);
        }
        else
        {
            if (place == _entries.Length)
            {
                Array.Resize(ref _entries, Math.Max(16, place * 2));
            }

            _used++;
        }

        _entries[place] = new Entry
        {
            Key = key,
            Series = series,
            Round = _round,
            Length = length <= ushort.MaxValue ? (ushort)length : (ushort)0,
            IsUsed = true,
        };
        if (_used >= _slots.Length / 4 * 3)
        {
            Rebuild(_slots.Length * 2);
        }
        else
        {
            Put(place);
        }

        _next = place + 1;
        return place;
    }

    /// <summary>The newest exemplar of the series at a place, to be changed.</summary>
    public ref LastExemplar ExemplarOf(int place) =>
        ref CollectionsMarshal.GetValueRefOrAddDefault(_exemplars ??= [], place, out _);

    /// <summary>Ends a scrape that succeeded: adds the series that vanished, and forgets them.</summary>
    /// <param name="vanished">Where to add them.</param>
    /// <param name="isEmpty">The body was empty, which says more of the target than of its series: they are not forgotten.</param>
    public void EndGood(List<SeriesRef> vanished, bool isEmpty)
    {
        int before = vanished.Count;
        vanished.AddRange(_orphans);
        _orphans.Clear();
        int free = _free.Count;
        Span<Entry> entries = _entries.AsSpan(0, _used);
        for (int i = 0; i < entries.Length; i++)
        {
            ref Entry entry = ref entries[i];
            if (entry.Round == _round)
            {
                entry.IsLive = entry.IsTracked;
            }
            else if (entry.IsUsed)
            {
                if (entry.IsLive)
                {
                    vanished.Add(entry.Series);
                }

                entry.IsLive = false;
                if (!isEmpty)
                {
                    entry = default;
                    _free.Add(i);
                    _exemplars?.Remove(i);
                }
            }
        }

        if (_free.Count > free)
        {
            Rebuild(_slots.Length);
        }
        else if (_entries.Length > _used + (_used >> 3))
        {
            // All series of most targets come with the first scrape; what it left room for is not needed.
            Array.Resize(ref _entries, _used);
        }

        // Two spellings of one series: it is there as long as one of them is.
        if (vanished.Count > before)
        {
            var gone = new HashSet<SeriesRef>(CollectionsMarshal.AsSpan(vanished)[before..].ToArray());
            foreach (ref readonly Entry entry in _entries.AsSpan(0, _used))
            {
                if (entry.IsLive)
                {
                    gone.Remove(entry.Series);
                }
            }

            vanished.RemoveRange(before, vanished.Count - before);
            vanished.AddRange(gone);
        }
    }

    /// <summary>Ends a scrape that failed: adds the series that were there before, and keeps what is known of them.</summary>
    public void EndBad(List<SeriesRef> vanished)
    {
        var gone = new HashSet<SeriesRef>(_orphans);
        _orphans.Clear();
        foreach (ref Entry entry in _entries.AsSpan(0, _used))
        {
            if (entry.IsLive)
            {
                gone.Add(entry.Series);
            }

            entry.IsLive = false;
        }

        vanished.AddRange(gone);
    }

    /// <summary>Forgets what series are called, but not that they were there: their labels may be others now.</summary>
    public void Forget()
    {
        foreach (ref readonly Entry entry in _entries.AsSpan(0, _used))
        {
            if (entry.IsLive)
            {
                _orphans.Add(entry.Series);
            }
        }

        (_entries, _used, _next) = ([], 0, 0);
        _slots = new int[FirstSlots];
        _exemplars = null;
        _free.Clear();
    }

    private void Rebuild(int slots)
    {
        _slots = new int[slots];
        for (int place = 0; place < _used; place++)
        {
            if (_entries[place].IsUsed)
            {
                Put(place);
            }
        }
    }

    private void Put(int place)
    {
        int mask = _slots.Length - 1;
        int at = (int)_entries[place].Key.Low & mask;
        while (_slots[at] != 0)
        {
            at = (at + 1) & mask;
        }

        _slots[at] = place + 1;
    }

    /// <summary>What is known of a series.</summary>
    internal struct Entry
    {
        public SeriesKey Key;
        public SeriesRef Series;
        public int Round;

        /// <summary>How many bytes name it; 0 if it is not to be recognised by them.</summary>
        public ushort Length;

        public bool IsUsed;
        private Ends _ends;

        /// <summary>Whether its end is to be marked.</summary>
        public bool IsTracked
        {
            readonly get => (_ends & Ends.Tracked) != 0;
            set => _ends = value ? _ends | Ends.Tracked : _ends & ~Ends.Tracked;
        }

        /// <summary>Whether the last scrape that succeeded had it.</summary>
        public bool IsLive
        {
            readonly get => (_ends & Ends.Live) != 0;
            set => _ends = value ? _ends | Ends.Live : _ends & ~Ends.Live;
        }

        public readonly bool IsDropped => Series.IsNone;

        [Flags]
        private enum Ends : byte
        {
            Tracked = 1,
            Live = 2,
        }
    }

    /// <summary>What is known of the exemplars of a series.</summary>
    internal struct LastExemplar
    {
        /// <summary>The labels of the series.</summary>
        public LabelSet? Labels;

        /// <summary>Stands for the newest exemplar.</summary>
        public ulong Mark;
    }
}
