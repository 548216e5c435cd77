using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Model;
using Tocsin.Routing.Views;

namespace Tocsin.Server.Explain;

/// <summary>Says from the facts why an alert pages or does not. Pure; the most telling verdict comes first.</summary>
internal static class VerdictDecider
{
    public static IReadOnlyList<Verdict> Decide(AlertFacts facts)
    {
        var verdicts = new List<Verdict>();
        if (facts.Labels is null)
        {
            verdicts.Add(new("neverReceived", "No alert with this fingerprint was ever received, or its history is past its retention."));
            return verdicts;
        }

        AddAlert(facts, verdicts);
        foreach (GroupView group in facts.Groups)
        {
            AddGroup(facts, group, verdicts);
        }

        var targets = new TargetFollower(facts.Fingerprint);
        foreach (JournalEvent happened in facts.Events)
        {
            targets.Take(happened);
        }

        verdicts.AddRange(targets.Verdicts(facts.Waiting));
        if (facts.JournalFault.Length > 0)
        {
            verdicts.Add(new(
                "journalFault",
                $"The journal cannot write ({facts.JournalFault}); messages go out all the same,"
                + " but a crash may lose what came since."));
        }

        return verdicts;
    }

    private static void AddAlert(AlertFacts facts, List<Verdict> verdicts)
    {
        if (facts.Events.OfType<AlertLimited>().LastOrDefault() is { } limited && facts.View is null)
        {
            verdicts.Add(new("limited", $"Refused at {limited.At}: --alerts.per-alertname-limit was reached for its name."));
            return;
        }

        if (facts.View is not { } view)
        {
            verdicts.Add(new("forgotten", "It ended a while ago and left the table; below is its history."));
            return;
        }

        AddEnd(facts, view.Alert, verdicts);
        if (view.InhibitedBy is { } inhibiting)
        {
            verdicts.Add(new("inhibited", $"Inhibited by alert {inhibiting}, which fires."));
        }

        if (view.SilencedBy.Count > 0)
        {
            verdicts.Add(new("silenced", $"Silenced by {string.Join(", ", view.SilencedBy)}."));
        }
    }

    private static void AddEnd(AlertFacts facts, Alert alert, List<Verdict> verdicts)
    {
        if (!alert.IsResolvedAt(facts.Now))
        {
            return;
        }

        bool flushedFiring = facts.Events.OfType<GroupFlushed>().Any(flushed =>
            flushed.At >= alert.StartsAt
            && flushed.Alerts.Any(one => one.Fingerprint == alert.Fingerprint && one.IsFiring));
        if (alert.StartsAt == alert.EndsAt || (facts.Events.OfType<AlertReceived>().FirstOrDefault() is { } first
            && first.Alert.IsResolvedAt(first.At)))
        {
            verdicts.Add(new("receivedEnded", $"It had already ended ({alert.EndsAt}) when it was first received."));
        }
        else if (!flushedFiring)
        {
            verdicts.Add(new("endedBeforeFlush", $"It ended at {alert.EndsAt}, before any of its groups was flushed (group_wait)."));
        }
        else
        {
            verdicts.Add(alert.EndsByTimeout
                ? new("endedByTimeout", $"It ended at {alert.EndsAt}: its sender sent no end and went quiet for resolve_timeout.")
                : new("ended", $"It ended at {alert.EndsAt}."));
        }
    }

    private static void AddGroup(AlertFacts facts, GroupView group, List<Verdict> verdicts)
    {
        string receiver = group.Route.Receiver;
        if (group.MutedBy.Count > 0)
        {
            string names = string.Join(", ", group.MutedBy);
            verdicts.Add(group.MuteReason == MuteReason.ActiveTimeInterval
                ? new("activeTimeInterval", $"The route is active only in {names}, and it is not now.", receiver)
                : new("muteTimeInterval", $"The route is mute in {names}, which is now.", receiver));
        }

        bool isDelayed = facts.QuietUntil > facts.Now;
        if (isDelayed)
        {
            verdicts.Add(new("startDelay", $"Nothing is flushed before {facts.QuietUntil} (--dispatch.start-delay).", receiver));
        }
        else if (group.FlushNumber == 0)
        {
            verdicts.Add(new(
                "groupWait",
                $"The group is new and waits group_wait; its first flush is due at {group.NextFlushAt}.",
                receiver));
        }
        else if (!WasFlushed(facts, group))
        {
            verdicts.Add(new(
                "groupInterval",
                $"It joined a group that was flushed already; the next flush is due at {group.NextFlushAt}.",
                receiver));
        }

        if (!facts.Integrations.TryGetValue(receiver, out IReadOnlyList<string>? integrations))
        {
            verdicts.Add(new("unknownReceiver", $"The configuration has no receiver {receiver}.", receiver));
        }
        else if (integrations.Count == 0)
        {
            verdicts.Add(new("noIntegrations", $"Receiver {receiver} has no integrations: nothing is ever sent to it.", receiver));
        }
    }

    private static bool WasFlushed(AlertFacts facts, GroupView group)
    {
        Instant since = facts.View!.Alert.StartsAt;
        return facts.Events.OfType<GroupFlushed>().Any(flushed => flushed.GroupId == group.Id && flushed.At >= since
            && flushed.Alerts.Any(alert => alert.Fingerprint == facts.Fingerprint));
    }
}
