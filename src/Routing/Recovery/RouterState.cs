using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Routing.Recovery;

/// <summary>What the journal says the router knew: folded from a checkpoint and the events after it.</summary>
public sealed class RouterState
{
    private readonly Dictionary<Fingerprint, SavedAlert> _alerts = [];
    private readonly Dictionary<string, GroupSeed> _groups = [];
    private readonly Dictionary<string, SilenceChanged> _silences = [];

    /// <summary>All alerts.</summary>
    public IReadOnlyDictionary<Fingerprint, SavedAlert> Alerts => _alerts;

    /// <summary>The groups by id.</summary>
    public IReadOnlyDictionary<string, GroupSeed> Groups => _groups;

    /// <summary>The silences by id, expired ones too.</summary>
    public IReadOnlyDictionary<string, SilenceChanged> Silences => _silences;

    /// <summary>The latest instant of any event: the program was running then.</summary>
    public Instant LastAliveAt { get; private set; }

    /// <summary>Folds one event in; those of other stages only say that the program was alive.</summary>
    public void Apply(JournalEvent happened)
    {
        LastAliveAt = Instant.Later(LastAliveAt, happened.At);
        switch (happened)
        {
            case AlertReceived received:
                Receive(received);
                break;
            case AlertsExtended extended:
                Extend(extended);
                break;
            case AlertEnded ended when _alerts.TryGetValue(ended.Fingerprint, out SavedAlert? alert):
                alert.IsEndRecorded = true;
                break;
            case AlertsReleased released:
                Release(released);
                break;
            case AlertsForgotten forgotten:
                Forget(forgotten);
                break;
            case GroupOpened opened:
                _groups[opened.GroupId] = new GroupSeed(opened.At, opened.DueAt, 0, default);
                break;
            case GroupFlushed flushed when _groups.TryGetValue(flushed.GroupId, out GroupSeed seed):
                _groups[flushed.GroupId] = seed with { FlushNumber = flushed.Number, LastFlushAt = flushed.At };
                break;
            case GroupClosed closed:
                _groups.Remove(closed.GroupId);
                break;
            case SilenceChanged silence:
                _silences[silence.Id] = silence;
                break;
        }
    }

    /// <summary>Puts an alert of a checkpoint in.</summary>
    internal void Add(SavedAlert alert) => _alerts[alert.Alert.Fingerprint] = alert;

    /// <summary>Puts a group of a checkpoint in.</summary>
    internal void Add(string groupId, GroupSeed seed) => _groups[groupId] = seed;

    /// <summary>Puts a silence of a checkpoint in.</summary>
    internal void Add(SilenceChanged silence) => _silences[silence.Id] = silence;

    /// <summary>Says that the program was alive at the instant of a checkpoint.</summary>
    internal void AliveAt(Instant at) => LastAliveAt = Instant.Later(LastAliveAt, at);

    private void Receive(AlertReceived received)
    {
        if (!_alerts.TryGetValue(received.Alert.Fingerprint, out SavedAlert? saved))
        {
            saved = new SavedAlert(received.Alert);
            _alerts.Add(received.Alert.Fingerprint, saved);
        }

        saved.Alert = received.Alert;
        saved.IsEndRecorded = received.Alert.IsResolvedAt(received.At);
        if (!saved.IsEndRecorded)
        {
            saved.Refire();
        }
    }

    private void Extend(AlertsExtended extended)
    {
        foreach (AlertEnd end in extended.Ends)
        {
            if (_alerts.TryGetValue(end.Fingerprint, out SavedAlert? saved))
            {
                saved.Alert = saved.Alert with { EndsAt = end.EndsAt, UpdatedAt = end.UpdatedAt };
            }
        }
    }

    private void Release(AlertsReleased released)
    {
        foreach (Fingerprint fingerprint in released.Alerts)
        {
            if (_alerts.TryGetValue(fingerprint, out SavedAlert? saved))
            {
                saved.ReleasedFrom.Add(released.GroupId);
            }
        }
    }

    private void Forget(AlertsForgotten forgotten)
    {
        foreach (Fingerprint fingerprint in forgotten.Alerts)
        {
            _alerts.Remove(fingerprint);
        }
    }
}

/// <summary>An alert as the journal has it.</summary>
public sealed class SavedAlert(Alert alert)
{
    private HashSet<string>? _releasedFrom;

    /// <summary>The alert with its latest saved end.</summary>
    public Alert Alert { get; set; } = alert;

    /// <summary>The end of this episode is an event already.</summary>
    public bool IsEndRecorded { get; set; }

    /// <summary>The groups that it left after its end was told.</summary>
    public HashSet<string> ReleasedFrom => _releasedFrom ??= [];

    /// <summary>A new episode: every group holds it again.</summary>
    public void Refire() => _releasedFrom = null;

    /// <summary>Whether it left that group; does not allocate.</summary>
    public bool WasReleasedFrom(string groupId) => _releasedFrom?.Contains(groupId) == true;
}
