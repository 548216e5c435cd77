using System.Runtime.InteropServices;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Dashboard.Live;

/// <summary>
/// The live alerts as of the last reading of the router, with an index from label to value to alerts. A deterministic
/// core: readings go in, changes come out. One owner; not thread-safe.
/// </summary>
internal sealed class LiveBoard
{
    private readonly Dictionary<Fingerprint, Slot> _slots = [];
    private readonly Dictionary<int, LiveAlert> _byId = [];
    private readonly Dictionary<GroupName, LiveGroup> _groups = [];
    private readonly Dictionary<string, Dictionary<string, HashSet<int>>> _index = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<Fingerprint, Reading> _reading = [];
    private int _nextId = 1;
    private long _round;

    /// <summary>All live alerts.</summary>
    public IReadOnlyDictionary<int, LiveAlert> Alerts => _byId;

    /// <summary>How many groups the router has.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>When the router was last read.</summary>
    public Instant ReadAt { get; private set; }

    /// <summary>By label name and value, the numbers of the alerts that have it.</summary>
    public IReadOnlyDictionary<string, Dictionary<string, HashSet<int>>> Index => _index;

    /// <summary>The live alert of that fingerprint, or null.</summary>
    public LiveAlert? Find(Fingerprint fingerprint) => _slots.TryGetValue(fingerprint, out Slot slot) ? slot.Alert : null;

    /// <summary>Takes a reading of the router: all groups with their live alerts.</summary>
    public LiveChange Read(IReadOnlyList<GroupView> groups, Instant now)
    {
        _round++;
        ReadAt = now;
        var change = new LiveChange();
        foreach (GroupView view in groups)
        {
            if (view.Alerts.Count > 0)
            {
                Gather(view, ReadGroup(view, change));
            }
        }

        foreach ((Fingerprint fingerprint, Reading reading) in _reading)
        {
            Place(fingerprint, reading, change);
        }

        _reading.Clear();
        RemoveUnseen(change);
        return change;
    }

    private LiveGroup ReadGroup(GroupView view, LiveChange change)
    {
        var name = new GroupName(view.Route.Id, view.Labels);
        bool isNew = !_groups.TryGetValue(name, out LiveGroup? group) || group.Receiver != view.Route.Receiver;
        if (isNew)
        {
            _groups[name] = group = new LiveGroup(_nextId++, view.Labels, view.Route.Receiver);
        }

        if (isNew || group!.NextFlushAt != view.NextFlushAt || !group.MutedBy.SequenceEqual(view.MutedBy))
        {
            group!.NextFlushAt = view.NextFlushAt;
            group.MutedBy = view.MutedBy;
            change.Groups.Add(group);
        }

        group.SeenIn = _round;
        return group;
    }

    private void Gather(GroupView view, LiveGroup group)
    {
        foreach (AlertView alert in view.Alerts)
        {
            ref Reading reading = ref CollectionsMarshal.GetValueRefOrAddDefault(_reading, alert.Alert.Fingerprint, out bool known);
            reading = known ? reading.And(group) : new Reading(alert, [group]);
        }
    }

    private void Place(Fingerprint fingerprint, Reading reading, LiveChange change)
    {
        ref Slot slot = ref CollectionsMarshal.GetValueRefOrAddDefault(_slots, fingerprint, out bool known);
        LiveAlert? before = known ? slot.Alert : null;
        LiveAlert after = before is null
            ? LiveAlert.New(_nextId++, reading.View, reading.Groups, Share)
            : before.Changed(reading.View, reading.Groups);
        slot = new Slot(after, _round);
        if (!ReferenceEquals(before, after))
        {
            _byId[after.Id] = after;
            change.Alerts.Add((before, after));
            if (before is null)
            {
                Enter(after);
            }
        }
    }

    private void RemoveUnseen(LiveChange change)
    {
        foreach ((Fingerprint fingerprint, Slot slot) in _slots)
        {
            if (slot.SeenIn != _round)
            {
                _slots.Remove(fingerprint);
                _byId.Remove(slot.Alert.Id);
                Leave(slot.Alert);
                change.Alerts.Add((slot.Alert, null));
            }
        }

        foreach ((GroupName name, LiveGroup group) in _groups)
        {
            if (group.SeenIn != _round)
            {
                _groups.Remove(name);
            }
        }
    }

    private void Enter(LiveAlert alert)
    {
        foreach ((string name, string value) in alert.Labels)
        {
            ref Dictionary<string, HashSet<int>>? values = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, name, out _);
            values ??= new Dictionary<string, HashSet<int>>(StringComparer.Ordinal);
            ref HashSet<int>? alerts = ref CollectionsMarshal.GetValueRefOrAddDefault(values, value, out _);
            alerts ??= [];
            alerts.Add(alert.Id);
        }
    }

    private void Leave(LiveAlert alert)
    {
        foreach ((string name, string value) in alert.Labels)
        {
            HashSet<int> alerts = _index[name][value];
            alerts.Remove(alert.Id);
            if (alerts.Count == 0)
            {
                _index[name].Remove(value);
                _names.Remove(value);
                if (_index[name].Count == 0)
                {
                    _index.Remove(name);
                    _names.Remove(name);
                }
            }
        }
    }

    // Labels repeat endlessly; one string stands for all of them. One that is shared no more is only a second copy.
    private string Share(string text)
    {
        ref string? shared = ref CollectionsMarshal.GetValueRefOrAddDefault(_names, text, out _);
        return shared ??= text;
    }

    private readonly record struct Slot(LiveAlert Alert, long SeenIn);

    private readonly record struct GroupName(string RouteId, LabelSet Labels);

    private readonly record struct Reading(AlertView View, LiveGroup[] Groups)
    {
        public Reading And(LiveGroup group) => this with { Groups = [.. Groups, group] };
    }
}
