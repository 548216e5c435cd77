using Tocsin.Journal.Checkpoints;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Routing.Grouping;
using Tocsin.Routing.Inhibition;
using Tocsin.Routing.Intake;
using Tocsin.Routing.Muting;
using Tocsin.Routing.Recovery;
using Tocsin.Routing.Silences;
using Tocsin.Routing.Views;

namespace Tocsin.Routing;

/// <summary>
/// The router as a deterministic state machine: an input and the present instant go in, effects come out in
/// <see cref="Effects"/>. No clock, no I/O, no locks; one owner.
/// </summary>
public sealed class RouterCore
{
    private readonly RouterOptions _options;
    private readonly AlertTable _alerts;
    private readonly AlertIntake _intake;
    private readonly GroupTable _groups = new();
    private readonly Dispatcher _dispatcher;
    private readonly MuteDecider _mutes;
    private RouterModel _model;
    private Instant? _heartbeatSaveAt;
    private Instant _alertGcAt;

    /// <summary>Makes a router without alerts.</summary>
    public RouterCore(RouterModel model, SilenceTable silences, RouterOptions options, Instant now)
    {
        _model = model;
        _options = options;
        Silences = silences;
        _alerts = new AlertTable(options.PerAlertNameLimit);
        _intake = new AlertIntake(_alerts, Effects);
        _mutes = new MuteDecider(new Inhibitor(model.InhibitRules), silences);
        _dispatcher = new Dispatcher(_groups, new FlushBuilder(_mutes), options, Effects)
        {
            QuietUntil = options.StartDelay > TimeSpan.Zero ? now + options.StartDelay : default,
        };
        _alertGcAt = now + options.AlertGcInterval;
    }

    /// <summary>What the last input caused. The host takes it and clears it.</summary>
    public RouterEffects Effects { get; } = new();

    /// <summary>The silences; changed only through <see cref="Set"/> and <see cref="Expire"/>.</summary>
    public SilenceTable Silences { get; }

    /// <summary>The routes and rules in force.</summary>
    public RouterModel Model => _model;

    /// <summary>Before this instant nothing is flushed; zero if there is no such delay.</summary>
    public Instant QuietUntil => _dispatcher.QuietUntil;

    /// <summary>How many flushes the next input may cause; groups beyond that stay due. Without limit until it is set.</summary>
    public int FlushesMax
    {
        get => _dispatcher.FlushesMax;
        set => _dispatcher.FlushesMax = value;
    }

    /// <summary>How many alerts are stored, ended ones too.</summary>
    public int AlertCount => _alerts.Count;

    /// <summary>How many groups there are.</summary>
    public int GroupCount => _groups.Count;

    /// <summary>When <see cref="Tick"/> has something to do next.</summary>
    public Instant NextDue
    {
        get
        {
            Instant next = Instant.Min(_alertGcAt, _heartbeatSaveAt ?? Instant.Max);
            return Instant.Min(next, _groups.NextDue ?? Instant.Max);
        }
    }

    /// <summary>Takes in received alerts; those whose name is at its limit are refused with an event each.</summary>
    public void Put(IReadOnlyList<Alert> received, Instant now)
    {
        for (int i = 0; i < received.Count; i++)
        {
            (AlertEntry? entry, AlertChange change) = _intake.Take(received[i], now);
            if (entry is not null)
            {
                Note(entry);
                DispatchIfNew(entry, change, now);
            }
        }

        if (_alerts.UnsavedEnds.Count > 0)
        {
            _heartbeatSaveAt ??= now + _options.HeartbeatSaveDelay;
        }

        _dispatcher.FlushDue(now);
    }

    /// <summary>Does what time demands: flushes due groups, saves heartbeats, forgets ended alerts.</summary>
    public void Tick(Instant now)
    {
        if (_heartbeatSaveAt <= now)
        {
            SaveHeartbeats(now);
        }

        if (_alertGcAt <= now)
        {
            _alertGcAt = now + _options.AlertGcInterval;
            Forget(now);
            Silences.Forget(now);
        }

        _dispatcher.FlushDue(now);
    }

    /// <summary>Takes the outcome of a flush.</summary>
    public void FlushEnded(string groupId, long number, bool succeeded, Instant now)
    {
        if (_dispatcher.Find(groupId) is { } group)
        {
            FlushEnded(group, number, succeeded, now);
        }
    }

    internal void FlushEnded(AlertGroup group, long number, bool succeeded, Instant now)
    {
        _dispatcher.FlushEnded(group, number, succeeded, now);
        _dispatcher.FlushDue(now);
    }

    /// <summary>Makes or changes a silence.</summary>
    public SilenceOutcome Set(SilenceDraft draft, Instant now) => Record(Silences.Set(draft, now), now);

    /// <summary>Ends a silence.</summary>
    public SilenceOutcome Expire(string silenceId, Instant now) => Record(Silences.Expire(silenceId, now), now);

    /// <summary>Puts another configuration in force. Groups that it still has keep their alerts and timers.</summary>
    public void Reload(RouterModel model, Instant now)
    {
        _model = model;
        _mutes.Inhibitor = new Inhibitor(model.InhibitRules);
        foreach (AlertEntry entry in _alerts.Entries)
        {
            entry.InhibitRoles = null;
            Note(entry);
        }

        _dispatcher.Reroute(_alerts.Entries, model.Tree, now);
        _dispatcher.FlushDue(now);
    }

    /// <summary>Goes on where the journal ends. Call once, before any other input.</summary>
    public void Restore(RouterState state, Instant now)
    {
        foreach (SavedAlert saved in state.Alerts.Values)
        {
            AlertEntry entry = _alerts.Add(saved.Alert);
            Instant end = RestartGrace.EndOf(saved, state.LastAliveAt, now, _options.RestartGraceMax);
            if (end != saved.Alert.EndsAt)
            {
                entry.Alert = saved.Alert with { EndsAt = end };
                _alerts.MarkEndUnsaved(entry);
            }

            _alerts.HasRoomFor(entry.Alert, now);
            entry.IsEndRecorded = saved.IsEndRecorded;
            Note(entry);
            _dispatcher.Restore(entry, saved, _model.Tree, state, now);
        }

        foreach (SilenceChanged saved in state.Silences.Values)
        {
            if (SilenceEvents.ToSilence(saved) is { } silence)
            {
                Silences.Restore(silence);
            }
        }

        _dispatcher.CloseUnrestored(state, now);
        if (_alerts.UnsavedEnds.Count > 0)
        {
            // At once: the next crash may come before the next second.
            SaveHeartbeats(now);
        }
    }

    /// <summary>Writes the whole state; what <see cref="RouterState"/> reads back.</summary>
    public void Save(CheckpointWriter writer, Instant now) =>
        RouterCheckpoint.Save(writer, _alerts.Entries, _groups.Groups, Silences.Query(new SilenceQuery(), now), now);

    /// <summary>Counts for the metrics.</summary>
    public RouterStats Stats(Instant now)
    {
        int active = 0;
        int suppressed = 0;
        foreach (AlertEntry entry in _alerts.Entries)
        {
            if (!entry.Alert.IsResolvedAt(now))
            {
                bool isMuted = _mutes.InhibitedBy(entry, now) is not null || _mutes.SilencedBy(entry, now).Count > 0;
                suppressed += isMuted ? 1 : 0;
                active += isMuted ? 0 : 1;
            }
        }

        (int silencesActive, int silencesPending, int silencesExpired) = Silences.CountByState(now);
        return new RouterStats
        {
            AlertsActive = active,
            AlertsSuppressed = suppressed,
            Groups = _groups.Count,
            SilencesActive = silencesActive,
            SilencesPending = silencesPending,
            SilencesExpired = silencesExpired,
        };
    }

    /// <summary>The live alerts with their present status, in no order.</summary>
    public List<AlertView> ViewAlerts(Instant now)
    {
        var views = new List<AlertView>(_alerts.Count);
        foreach (AlertEntry entry in _alerts.Entries)
        {
            if (!entry.Alert.IsResolvedAt(now))
            {
                views.Add(View(entry, now));
            }
        }

        return views;
    }

    /// <summary>One alert, ended or not; null if it is not stored.</summary>
    public AlertView? ViewAlert(Fingerprint fingerprint, Instant now) =>
        _alerts.Find(fingerprint) is { } entry ? View(entry, now) : null;

    /// <summary>The groups with their live alerts, in no order.</summary>
    public List<GroupView> ViewGroups(Instant now)
    {
        var views = new List<GroupView>(_groups.Count);
        foreach (AlertGroup group in _groups.Groups)
        {
            Mute route = MuteDecider.DecideRoute(group.Route, now);
            var alerts = new List<AlertView>(group.Entries.Length);
            foreach (AlertEntry entry in group.Entries)
            {
                if (!entry.Alert.IsResolvedAt(now))
                {
                    alerts.Add(View(entry, now));
                }
            }

            views.Add(View(group, route, alerts));
        }

        return views;
    }

    /// <summary>The groups that hold the alert, without their alerts.</summary>
    public IReadOnlyList<GroupView> ViewGroupsOf(Fingerprint fingerprint, Instant now) =>
        _alerts.Find(fingerprint) is not { } entry ? [] :
        [
            .. entry.Routes.Select((_, place) => entry.GroupOn(place)).OfType<AlertGroup>()
                .Select(group => View(group, MuteDecider.DecideRoute(group.Route, now), [])),
        ];

    private static GroupView View(AlertGroup group, Mute route, IReadOnlyList<AlertView> alerts) =>
        new(group.Labels, group.Route, group.DueAt, route.By, alerts)
        {
            FlushNumber = group.FlushNumber,
            MuteReason = route.Reason,
            IsFlushing = group.InFlight is not null,
        };

    private void DispatchIfNew(AlertEntry entry, AlertChange change, Instant now)
    {
        bool toldAlready = entry.Alert.IsResolvedAt(now) && change is AlertChange.Extended or AlertChange.Changed;
        if (change != AlertChange.Extended && !(toldAlready && !entry.IsGrouped))
        {
            _dispatcher.Dispatch(entry, _model.Tree, now);
        }
    }

    private SilenceOutcome Record(SilenceOutcome outcome, Instant now)
    {
        foreach (Silence silence in outcome.Changed)
        {
            Effects.Events.Add(SilenceEvents.Of(silence, now));
        }

        return outcome;
    }

    private void SaveHeartbeats(Instant now)
    {
        _heartbeatSaveAt = null;
        Effects.Events.Add(new AlertsExtended(now, [.. _alerts.UnsavedEnds.Select(
            entry => new AlertEnd(entry.Alert.Fingerprint, entry.Alert.EndsAt, entry.Alert.UpdatedAt))]));
        _alerts.EndsSaved();
    }

    private void Forget(Instant now)
    {
        List<AlertEntry> ended = [.. _alerts.Entries.Where(entry => entry.Alert.IsResolvedAt(now) && !entry.IsGrouped)];
        if (ended.Count == 0)
        {
            return;
        }

        foreach (AlertEntry entry in ended)
        {
            _alerts.Remove(entry);
            _mutes.Inhibitor.Remove(entry.Alert.Fingerprint);
        }

        Effects.Events.Add(new AlertsForgotten(now, [.. ended.Select(entry => entry.Alert.Fingerprint)]));
    }

    private void Note(AlertEntry entry) => _mutes.Inhibitor.Update(entry.Alert, _mutes.RolesOf(entry));

    private AlertView View(AlertEntry entry, Instant now) => new(
        entry.Alert,
        _mutes.SilencedBy(entry, now),
        _mutes.InhibitedBy(entry, now),
        entry.Routes);
}
