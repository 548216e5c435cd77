using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>The alerts of one route that share its grouping labels, and their flush timer. One owner.</summary>
/// <remarks>
/// Most groups have one alert and there may be a hundred thousand, so that its texts are made when somebody asks for them,
/// and its alerts are in an array that fits.
/// </remarks>
internal sealed class AlertGroup(RouteNode route, LabelSet labels, long ordinal)
{
    /// <summary>What is in flight if no alert of the flush has resolved. Stays empty.</summary>
    public static readonly List<(AlertEntry Entry, Alert Flushed)> NothingResolved = [];

    private AlertEntry[] _entries = [];
    private int _count;
    private bool _isSorted = true;

    /// <summary>The route; a reload puts the new one here.</summary>
    public RouteNode Route { get; set; } = route;

    public LabelSet Labels { get; } = labels;

    /// <summary>Counts up over all groups; settles which of two groups due at one instant goes first.</summary>
    public long Ordinal { get; } = ordinal;

    /// <summary>Upstream's text, on the wire and hashed for dedup keys.</summary>
    public string Key => KeyOf(Route, Labels);

    /// <summary>Unique among groups, and the same after a restart or a reload.</summary>
    public string Id => IdOf(Route, Labels);

    /// <summary>The hash of <see cref="Id"/>.</summary>
    public int IdHash { get; } = GroupTable.HashOf(IdOf(route, labels));

    public ReadOnlySpan<AlertEntry> Entries => _entries.AsSpan(0, _count);

    public Instant OpenedAt { get; set; }

    public Instant DueAt { get; set; }

    /// <summary>Its place in the timer heap; -1 while it is not there.</summary>
    public int HeapIndex { get; set; } = -1;

    /// <summary>The number of its last flush, ascending; 0 before the first.</summary>
    public long FlushNumber { get; set; }

    public bool HasFlushed => FlushNumber > 0;

    public Instant LastFlushAt { get; set; }

    /// <summary>Resolved alerts of the flush under way, as they were then; null when none is under way.</summary>
    public List<(AlertEntry Entry, Alert Flushed)>? InFlight { get; set; }

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

    public void Add(AlertEntry entry)
    {
        if (_count == _entries.Length)
        {
            Array.Resize(ref _entries, _count == 0 ? 1 : _count * 2);
        }

        _entries[_count++] = entry;
        _isSorted = false;
    }

    /// <summary>Takes out the alerts that have left; the others keep their order.</summary>
    public void RemoveLeft()
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (_entries[i].IsIn(this))
            {
                _entries[kept++] = _entries[i];
            }
        }

        Array.Clear(_entries, kept, _count - kept);
        _count = kept;
        if (kept < _entries.Length / 4)
        {
            Array.Resize(ref _entries, kept);
        }
    }

    /// <summary>Sorts by job, instance, labels; keeps the order between flushes.</summary>
    public void Sort()
    {
        if (!_isSorted)
        {
            _entries.AsSpan(0, _count).Sort(static (left, right) => NotificationOrder.Compare(left.Alert.Labels, right.Alert.Labels));
            _isSorted = true;
        }
    }
}
