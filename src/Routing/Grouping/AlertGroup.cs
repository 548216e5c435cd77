using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>The alerts of one route that share its grouping labels, and their flush timer. One owner.</summary>
/// <remarks>
/// Most groups have one alert and there may be a hundred thousand, so that its texts are made when somebody asks for them,
/// a single alert needs no array, and the end of a flush needs no object of its own to come back by.
/// </remarks>
internal sealed class AlertGroup(RouteNode route, LabelSet labels, uint ordinal) : IFlushObserver
{
    /// <summary>What is in flight if no alert of the flush has resolved. Stays empty.</summary>
    public static readonly List<(AlertEntry Entry, Alert Flushed)> NothingResolved = [];

    // The only alert, or all of them in an array that fits.
    private object? _entries;
    private int _count;
    private bool _isSorted = true;

    /// <summary>The route; a reload puts the new one here.</summary>
    public RouteNode Route { get; set; } = route;

    public LabelSet Labels { get; } = labels;

    /// <summary>
    /// Counts up over all groups, and begins anew after its last; settles which of two groups due at one instant goes first.
    /// </summary>
    public uint Ordinal { get; } = ordinal;

    /// <summary>Upstream's text, on the wire and hashed for dedup keys.</summary>
    public string Key => KeyOf(Route, Labels);

    /// <summary>Unique among groups, and the same after a restart or a reload.</summary>
    public string Id => IdOf(Route, Labels);

    public ReadOnlySpan<AlertEntry> Entries => _entries is AlertEntry[] many
        ? many.AsSpan(0, _count)
        : MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<object?, AlertEntry>(ref _entries), _count);

    public Instant OpenedAt { get; set; }

    public Instant DueAt { get; set; }

    /// <summary>Its place in the timer heap; -1 while it is not there.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>The number of its last flush, ascending; 0 before the first. Does not change while a flush is under way.</summary>
    public long FlushNumber { get; set; }

    public bool HasFlushed => FlushNumber > 0;

    public Instant LastFlushAt { get; set; }

    /// <summary>Resolved alerts of the flush under way, as they were then; null when none is under way.</summary>
    public List<(AlertEntry Entry, Alert Flushed)>? InFlight { get; set; }

    /// <summary>Who is to hear of the end of the flush under way, on any thread.</summary>
    public IFlushEnds? FlushEnds { get; set; }

    /// <summary>A digest of what the last flush saw, so that only a change becomes an event.</summary>
    public ulong LastSignature { get; set; }

    public static string IdOf(RouteNode route, LabelSet labels) => $"{route.Id}:{labels}";

    public static string KeyOf(RouteNode route, LabelSet labels) => $"{route.Key}:{labels}";

    /// <summary>The id and the key; nearly always one text.</summary>
    public (string Id, string Key) Names()
    {
        string id = Id;
        return (id, Route.Id == Route.Key ? id : Key);
    }

    void IFlushObserver.FlushEnded(bool succeeded) => FlushEnds!.FlushEnded(this, FlushNumber, succeeded);

    public void Add(AlertEntry entry)
    {
        if (_count == 0)
        {
            _entries = entry;
        }
        else
        {
            AddToMany(entry);
        }

        _count++;
        _isSorted = _count == 1;
    }

    /// <summary>Takes out the alerts that have left; the others keep their order.</summary>
    public void RemoveLeft()
    {
        if (_entries is not AlertEntry[] many)
        {
            if (_entries is AlertEntry entry && !entry.IsIn(this))
            {
                (_entries, _count) = (null, 0);
            }

            return;
        }

        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (many[i].IsIn(this))
            {
                many[kept++] = many[i];
            }
        }

        Array.Clear(many, kept, _count - kept);
        _count = kept;
        if (kept <= 1)
        {
            _entries = kept == 1 ? many[0] : null;
        }
        else if (kept < many.Length / 4)
        {
            _entries = many[..kept];
        }
    }

    /// <summary>Sorts by job, instance, labels; keeps the order between flushes.</summary>
    public void Sort()
    {
        if (!_isSorted && _entries is AlertEntry[] many)
        {
            many.AsSpan(0, _count).Sort(static (left, right) => NotificationOrder.Compare(left.Alert.Labels, right.Alert.Labels));
        }

        _isSorted = true;
    }

    private void AddToMany(AlertEntry entry)
    {
        if (_entries is not AlertEntry[] many)
        {
            _entries = new[] { (AlertEntry)_entries!, entry };
            return;
        }

        if (_count == many.Length)
        {
            Array.Resize(ref many, _count * 2);
            _entries = many;
        }

        many[_count] = entry;
    }
}
