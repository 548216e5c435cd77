using System.Runtime.InteropServices;
using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Signals.RemoteWrite;

namespace Tocsin.Signals.Scrape;

/// <summary>The series of one target by the bytes in which it names them, and which of them the last scrape had.</summary>
/// <remarks>Of the name and the labels nothing is kept but 128 bits: see <see cref="SeriesKey"/>. Not thread-safe.</remarks>
internal sealed class SeriesCache
{
    private readonly Dictionary<SeriesKey, int> _places = [];
    private readonly List<Entry> _entries = [];
    private readonly List<int> _free = [];

    // Series that a failed or a forgotten scrape left without an entry, and which may have to be marked yet.
    private readonly HashSet<SeriesRef> _orphans = [];
    private int _round;

    /// <summary>How many series are known.</summary>
    public int Count => _places.Count;

    /// <summary>Begins a scrape.</summary>
    public void Begin() => _round++;

    /// <summary>The place of a series; -1 if it is not known.</summary>
    public int Find(SeriesKey key) => _places.TryGetValue(key, out int place) ? place : -1;

    /// <summary>The series at a place. The reference ends with the next <see cref="Add"/>.</summary>
    public ref Entry this[int place] => ref CollectionsMarshal.AsSpan(_entries)[place];

    /// <summary>Says that this scrape has the series.</summary>
    /// <returns>False if it had it before.</returns>
    public bool See(int place)
    {
        ref Entry entry = ref this[place];
        bool isFirst = entry.Round != _round;
        entry.Round = _round;
        return isFirst;
    }

    /// <summary>Remembers a series.</summary>
    /// <param name="key">Its name.</param>
    /// <param name="series">None for one that relabelling drops.</param>
    public int Add(SeriesKey key, SeriesRef series)
    {
        int place;
        if (_free.Count > 0)
        {
            place = _free[^1];
            _free.RemoveAt(_free.Count - 1);
        }
        else
        {
            place = _entries.Count;
            _entries.Add(default);
        }

        this[place] = new Entry { Key = key, Series = series, Round = _round, IsUsed = true };
        _places[key] = place;
        return place;
    }

    /// <summary>Ends a scrape that succeeded: adds the series that vanished, and forgets them.</summary>
    /// <param name="vanished">Where to add them.</param>
    /// <param name="isEmpty">The body was empty, which says more of the target than of its series: they are not forgotten.</param>
    public void EndGood(List<SeriesRef> vanished, bool isEmpty)
    {
        int before = vanished.Count;
        vanished.AddRange(_orphans);
        _orphans.Clear();
        Span<Entry> entries = CollectionsMarshal.AsSpan(_entries);
        for (int i = 0; i < entries.Length; i++)
        {
            ref Entry entry = ref entries[i];
            if (!entry.IsUsed)
            {
                continue;
            }

            if (entry.Round == _round)
            {
                entry.IsLive = entry.IsTracked;
                continue;
            }

            if (entry.IsLive)
            {
                vanished.Add(entry.Series);
            }

            if (isEmpty)
            {
                entry.IsLive = false;
                continue;
            }

            _places.Remove(entry.Key);
            entry = default;
            _free.Add(i);
        }

        // Two spellings of one series: it is there as long as one of them is.
        if (vanished.Count > before)
        {
            var gone = new HashSet<SeriesRef>(CollectionsMarshal.AsSpan(vanished)[before..].ToArray());
            foreach (ref readonly Entry entry in CollectionsMarshal.AsSpan(_entries))
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
        foreach (ref Entry entry in CollectionsMarshal.AsSpan(_entries))
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
        foreach (ref readonly Entry entry in CollectionsMarshal.AsSpan(_entries))
        {
            if (entry.IsLive)
            {
                _orphans.Add(entry.Series);
            }
        }

        _entries.Clear();
        _places.Clear();
        _free.Clear();
    }

    /// <summary>What is known of a series.</summary>
    internal struct Entry
    {
        public SeriesKey Key;
        public SeriesRef Series;

        /// <summary>Kept only of series with exemplars.</summary>
        public LabelSet? Labels;

        /// <summary>Stands for the newest exemplar.</summary>
        public ulong LastExemplar;

        public int Round;
        public bool IsUsed;

        /// <summary>Whether its end is to be marked.</summary>
        public bool IsTracked;

        /// <summary>Whether the last scrape that succeeded had it.</summary>
        public bool IsLive;

        public readonly bool IsDropped => Series.IsNone;
    }
}
