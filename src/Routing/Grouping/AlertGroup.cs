using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Routes;

namespace Tocsin.Routing.Grouping;

/// <summary>The alerts of one route that share its grouping labels, and their flush timer. One owner.</summary>
internal sealed class AlertGroup(RouteNode route, LabelSet labels, long ordinal)
{
    private bool _isSorted = true;

    /// <summary>The route; a reload puts the new one here.</summary>
    public RouteNode Route { get; set; } = route;

    public LabelSet Labels { get; } = labels;

    /// <summary>Counts up over all groups; settles which of two groups due at one instant goes first.</summary>
    public long Ordinal { get; } = ordinal;

    /// <summary>Upstream's text, on the wire and hashed for dedup keys.</summary>
    public string Key { get; } = $"{route.Key}:{labels}";

    /// <summary>Unique among groups, and the same after a restart or a reload.</summary>
    public string Id { get; } = IdOf(route, labels);

    public List<AlertEntry> Entries { get; } = [];

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

    public void Add(AlertEntry entry)
    {
        Entries.Add(entry);
        _isSorted = false;
    }

    /// <summary>Sorts by job, instance, labels; keeps the order between flushes.</summary>
    public void Sort()
    {
        if (!_isSorted)
        {
            Entries.Sort(static (left, right) => NotificationOrder.Compare(left.Alert.Labels, right.Alert.Labels));
            _isSorted = true;
        }
    }
}
