using Tocsin.Model.Labels;
using Tocsin.Model.Samples;
using Tocsin.Model.Seams;

namespace Tocsin.Signals.RemoteWrite;

/// <summary>
/// Remembers series by the bytes in which senders name them: a sender writes the same bytes every time, and finding them
/// again is many times as fast as sorting, checking and looking up labels. Thread-safe.
/// </summary>
/// <remarks>
/// An open table. Who looks takes no lock: a slot is filled once, its first half of the key last, and that half is read
/// first; a larger table takes the place of a full one.
/// </remarks>
/// <param name="appender">Names series that are new.</param>
/// <param name="whyRefused">Says why the store does not name one.</param>
internal sealed class SeriesMemory(ISeriesAppender appender, Func<LabelSet, string>? whyRefused = null)
{
    /// <summary>How many series are remembered; beyond it the memory starts anew.</summary>
    public const int SeriesMax = 2_000_000;

    private const int SlotsMin = 1024;

    private readonly Lock _lock = new();
    private Slot[] _slots = new Slot[SlotsMin];
    private int _count;

    /// <summary>The series that was named so before; none if none was.</summary>
    public SeriesRef Find(SeriesKey key)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        for (int at = PlaceOf(key, slots); ; at = (at + 1) & (slots.Length - 1))
        {
            ulong high = Volatile.Read(ref slots[at].High);
            if (high == 0)
            {
                return default;
            }

            if (high == HighOf(key) && slots[at].Low == key.Low)
            {
                return slots[at].Series;
            }
        }
    }

    /// <summary>Has the store name a series.</summary>
    /// <returns>None if the store has no room for another series.</returns>
    public SeriesRef Resolve(LabelSet labels)
    {
        var reference = default(SeriesRef);
        appender.Resolve([labels], new Span<SeriesRef>(ref reference));
        return reference;
    }

    /// <summary>Has the store name a series, and remembers it.</summary>
    /// <returns>None if the store has no room for another series.</returns>
    public SeriesRef Learn(SeriesKey key, LabelSet labels)
    {
        SeriesRef reference = Resolve(labels);
        if (reference.IsNone)
        {
            return default;
        }

        lock (_lock)
        {
            if (_count >= SeriesMax)
            {
                Forget();
            }

            if (Find(key).IsNone)
            {
                Grow();
                Put(_slots, new Slot { High = HighOf(key), Low = key.Low, Series = reference });
                _count++;
            }
        }

        return reference;
    }

    /// <summary>Why the store did not name a series.</summary>
    public string WhyRefused(LabelSet labels) => whyRefused?.Invoke(labels) ?? "the store has no room for another series";

    /// <summary>Forgets all series, since the store no longer knows some of them by the names it gave.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _count = 0;
            Volatile.Write(ref _slots, new Slot[SlotsMin]);
        }
    }

    // 0 is for a slot that is free.
    private static ulong HighOf(SeriesKey key) => key.High == 0 ? 1 : key.High;

    private static int PlaceOf(SeriesKey key, Slot[] slots) => (int)(key.Low & (ulong)(slots.Length - 1));

    private static void Put(Slot[] slots, in Slot slot)
    {
        int at = PlaceOf(new SeriesKey(slot.High, slot.Low), slots);
        while (slots[at].High != 0)
        {
            at = (at + 1) & (slots.Length - 1);
        }

        (slots[at].Low, slots[at].Series) = (slot.Low, slot.Series);
        Volatile.Write(ref slots[at].High, slot.High);
    }

    // Full to two thirds at most, so that a search soon finds a free slot.
    private void Grow()
    {
        if (_count < _slots.Length / 3 * 2)
        {
            return;
        }

        var larger = new Slot[_slots.Length * 2];
        foreach (ref readonly Slot slot in _slots.AsSpan())
        {
            if (slot.High != 0)
            {
                Put(larger, slot);
            }
        }

        Volatile.Write(ref _slots, larger);
    }

    private struct Slot
    {
        public ulong High;
        public ulong Low;
        public SeriesRef Series;
    }
}
