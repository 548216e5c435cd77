using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Routing.Intake;

/// <summary>All alerts by fingerprint. One owner; not thread-safe.</summary>
internal sealed class AlertTable
{
    private readonly KeyedItems<Fingerprint, AlertEntry, ByFingerprint> _entries = new();
    private readonly List<AlertEntry> _unsavedEnds = [];
    private readonly AlertNameLimit? _limit;

    public AlertTable(int perAlertNameLimit) =>
        _limit = perAlertNameLimit > 0 ? new AlertNameLimit(perAlertNameLimit) : null;

    public int Count => _entries.Count;

    /// <summary>Entries whose moved end must reach the journal within a second.</summary>
    public IReadOnlyList<AlertEntry> UnsavedEnds => _unsavedEnds;

    public IReadOnlyCollection<AlertEntry> Entries => _entries;

    public AlertEntry? Find(Fingerprint fingerprint) => _entries.Find(fingerprint);

    /// <summary>False if the alert's name has as many live alerts as the limit allows.</summary>
    public bool HasRoomFor(Alert alert, Instant now) => _limit is null || _limit.TryTake(alert, now);

    public AlertEntry Add(Alert alert)
    {
        var entry = new AlertEntry(alert);
        _entries.Add(entry);
        return entry;
    }

    public void Remove(AlertEntry entry)
    {
        _entries.Remove(entry.Alert.Fingerprint);
        _limit?.Release(entry.Alert);
    }

    public void MarkEndUnsaved(AlertEntry entry)
    {
        if (!entry.IsEndUnsaved)
        {
            entry.IsEndUnsaved = true;
            _unsavedEnds.Add(entry);
        }
    }

    public void EndsSaved()
    {
        foreach (AlertEntry entry in _unsavedEnds)
        {
            entry.IsEndUnsaved = false;
        }

        _unsavedEnds.Clear();
    }

    private readonly struct ByFingerprint : IKeyRule<Fingerprint, AlertEntry>
    {
        public static Fingerprint KeyOf(AlertEntry item) => item.Alert.Fingerprint;

        public static int HashOf(Fingerprint key) => (int)(key.Value ^ (key.Value >> 32));

        public static bool Is(AlertEntry item, Fingerprint key) => item.Alert.Fingerprint == key;
    }
}
