using Tocsin.Journal.Events.Routing;
using Tocsin.Model;
using Tocsin.Model.Alerts;

namespace Tocsin.Routing.Intake;

/// <summary>Takes a received alert into the table and says what changed. Only a change becomes an event.</summary>
internal sealed class AlertIntake(AlertTable table, RouterEffects effects)
{
    /// <summary>The entry and what happened to it; no entry if the limit on its name refused it.</summary>
    public (AlertEntry? Entry, AlertChange Change) Take(Alert received, Instant now)
    {
        AlertEntry? entry = table.Find(received.Fingerprint);
        if (entry is null)
        {
            return TakeNew(received, now);
        }

        Alert stored = entry.Alert;
        Alert merged = AlertMerge.Merge(stored, received);
        AlertChange change = Classify(stored, merged, entry, now);
        entry.Alert = Share(stored, merged);
        if (change == AlertChange.Extended)
        {
            table.MarkEndUnsaved(entry);
            return (entry, change);
        }

        entry.IsEndRecorded = merged.IsResolvedAt(now);
        effects.Events.Add(new AlertReceived(now, entry.Alert, change));
        return (entry, change);
    }

    private static AlertChange Classify(Alert stored, Alert merged, AlertEntry entry, Instant now)
    {
        bool isResolved = merged.IsResolvedAt(now);
        if (stored.IsResolvedAt(now) && !isResolved)
        {
            return AlertChange.Refired;
        }

        if (isResolved && !entry.IsEndRecorded)
        {
            return AlertChange.Resolved;
        }

        bool sameTexts = stored.Annotations.Equals(merged.Annotations) && stored.GeneratorUrl == merged.GeneratorUrl;
        return sameTexts && stored.StartsAt == merged.StartsAt ? AlertChange.Extended : AlertChange.Changed;
    }

    // The parsed copy of what is stored already would otherwise keep a second set of labels alive per heartbeat.
    private static Alert Share(Alert stored, Alert merged) => merged with
    {
        Labels = stored.Labels,
        Annotations = stored.Annotations.Equals(merged.Annotations) ? stored.Annotations : merged.Annotations,
        GeneratorUrl = stored.GeneratorUrl == merged.GeneratorUrl ? stored.GeneratorUrl : merged.GeneratorUrl,
    };

    private (AlertEntry? Entry, AlertChange Change) TakeNew(Alert received, Instant now)
    {
        if (!table.HasRoomFor(received, now))
        {
            effects.Events.Add(new AlertLimited(now, received.Labels));
            return (null, AlertChange.Created);
        }

        AlertEntry entry = table.Add(received);
        entry.IsEndRecorded = received.IsResolvedAt(now);
        effects.Events.Add(new AlertReceived(now, received, AlertChange.Created));
        effects.Created++;
        return (entry, AlertChange.Created);
    }
}
