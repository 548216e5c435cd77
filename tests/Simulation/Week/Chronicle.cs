using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model;
using Tocsin.Model.Alerts;

namespace Tocsin.Simulation.Week;

/// <summary>
/// All that happened, in order, so that a failing seed tells its story. Rendered only when asked: a week has some
/// hundred thousand entries.
/// </summary>
internal sealed class Chronicle(World world)
{
    private readonly List<(Instant At, object What)> _entries = [];

    /// <summary>Notes an event that a lane appended; a crash right after it may have lost it.</summary>
    public void Appended(JournalEvent happened) => _entries.Add((world.Now, happened));

    /// <summary>Notes a request that a source made.</summary>
    public void Posted(Alert alert) => _entries.Add((world.Now, alert));

    /// <summary>Notes a message that arrived.</summary>
    public void Arrived(Arrival arrival) => _entries.Add((world.Now, arrival));

    /// <summary>Notes something that concerns everybody.</summary>
    public void Note(string what) => _entries.Add((world.Now, what));

    /// <summary>The lines of <c>[from, to)</c> that concern the alert or its group.</summary>
    public IEnumerable<string> Of(SimulatedSource source, Instant from, Instant to)
    {
        string fingerprint = source.Labels.Fingerprint.ToString();
        foreach ((Instant at, object what) in _entries)
        {
            if (at >= from && at < to && Render(what) is { } line
                && (what is string || line.Contains(source.Group) || line.Contains(fingerprint)))
            {
                yield return $"  {at} {line.Replace(fingerprint, "THE ALERT")}";
            }
        }
    }

    private static string? Render(object what) => what switch
    {
        string note => note,
        Alert alert => $"> posted {alert.Fingerprint} {alert.StartsAt}..{alert.EndsAt}",
        Arrival { Message: var sent } => $"ARRIVED {Short(sent.Id)} {sent.GroupId} flushed {sent.At}, attempt {sent.Attempt}"
            + $"{(sent.IsRepeat ? " REPEAT" : "")} at {sent.Receiver}, {sent.Reason}: {Alerts(sent.Alerts)}",
        AlertReceived { Alert: var alert, Change: var change } =>
            $"alert {change} {alert.Fingerprint} {alert.StartsAt}..{alert.EndsAt}",
        AlertsExtended extended =>
            $"extended {string.Join(' ', extended.Ends.Select(end => $"{end.Fingerprint}..{end.EndsAt}"))}",
        AlertEnded ended => $"ended {ended.Fingerprint}",
        AlertsReleased released => $"released from {released.GroupId}: {string.Join(' ', released.Alerts)}",
        AlertsForgotten forgotten => $"forgotten {string.Join(' ', forgotten.Alerts)}",
        GroupOpened opened => $"group opened {opened.GroupId} due {opened.DueAt}",
        GroupClosed closed => $"group closed {closed.GroupId}",
        GroupFlushed flushed => $"flushed {flushed.GroupId} number {flushed.Number} next {flushed.NextAt}: "
            + string.Join(' ', flushed.Alerts.Select(a => $"{a.Fingerprint}{(a.IsFiring ? "+" : "-")}{a.Mute}")),
        NotificationDecided decided => $"decided {Short(decided.Id)} {decided.Target.GroupId} {decided.Reason} "
            + $"by {decided.Deadline}: {Alerts(decided.Alerts)}",
        AttemptFinished attempt =>
            $"attempt {attempt.Attempt} of {Short(attempt.Id)} {attempt.Target.GroupId} {attempt.Result} {attempt.Reason}",
        NotificationLogged logged => $"logged {Short(logged.Id)} {logged.Target.GroupId}: {logged.Firing.Count} firing, "
            + $"{logged.Resolved.Count} resolved",
        NotificationFailed failed => $"FAILED {Short(failed.Id)} {failed.Target.GroupId} {failed.Detail}",
        NotificationHeld held => $"held {held.Target.GroupId} {held.Reason}",
        JournalEvent other => other.ToString(),
        _ => null,
    };

    private static string Alerts(IReadOnlyList<Alert> alerts) =>
        string.Join(' ', alerts.Select(a => a.Fingerprint + (a.EndsAt.IsZero ? "+" : $"-{a.EndsAt}")));

    private static string Short(string id) => id.Length > 6 ? id[..6] : id;
}
