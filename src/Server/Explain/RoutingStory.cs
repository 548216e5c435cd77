using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Server.Explain;

/// <summary>Tells the events of routing.</summary>
internal static class RoutingStory
{
    /// <summary>The line for the event; null if it is not one of routing. <paramref name="about"/> narrows a flush to one alert.</summary>
    public static StoryLine? Tell(JournalEvent happened, Fingerprint? about) => happened switch
    {
        AlertReceived received => Received(received),
        AlertEnded ended => new(ended.At, "alertEnded", ended.ByTimeout
            ? $"It ended at {ended.EndedAt}: its sender went quiet and the resolve time-out passed."
            : $"It ended at {ended.EndedAt}, the end that its sender gave last.")
        {
            Fields = [new("fingerprint", ended.Fingerprint.ToString()), new("endsAt", ended.EndedAt)],
        },
        AlertLimited limited => new(limited.At, "alertLimited",
            "Refused: as many alerts with this name fire as --alerts.per-alertname-limit allows.")
        {
            Fields = [new("labels", limited.Labels)],
        },
        GroupOpened opened => new(opened.At, "groupOpened",
            $"Its group for receiver {opened.Receiver} was opened; the first flush is due at {opened.DueAt}.")
        {
            Fields =
            [
                new("groupId", opened.GroupId), new("groupKey", opened.GroupKey), new("receiver", opened.Receiver),
                new("groupLabels", opened.Labels), new("dueAt", opened.DueAt),
            ],
        },
        GroupFlushed flushed => Flushed(flushed, about),
        AlertsReleased released => new(released.At, "alertsReleased", "It left the group: its end was told or needed no telling.")
        {
            Fields = [new("groupId", released.GroupId)],
        },
        GroupClosed closed => new(closed.At, "groupClosed", "The group ended: empty, or its route is gone.")
        {
            Fields = [new("groupId", closed.GroupId)],
        },
        SilenceChanged silence => Silence(silence),
        _ => null,
    };

    private static StoryLine Received(AlertReceived received)
    {
        string what = received.Change switch
        {
            AlertChange.Created => received.Alert.IsResolvedAt(received.At)
                ? "Received for the first time, already ended."
                : "Received for the first time.",
            AlertChange.Refired => "It fires again after it had ended.",
            AlertChange.Resolved => "Its sender says that it has ended.",
            _ => "Its annotations, source or start changed.",
        };
        return new StoryLine(received.At, "alertReceived", what)
        {
            Fields =
            [
                new("change", received.Change.ToString().ToLowerInvariant()),
                new("fingerprint", received.Alert.Fingerprint.ToString()),
                new("labels", received.Alert.Labels), new("annotations", received.Alert.Annotations),
                new("startsAt", received.Alert.StartsAt), new("endsAt", received.Alert.EndsAt),
            ],
        };
    }

    private static StoryLine Flushed(GroupFlushed flushed, Fingerprint? about)
    {
        List<StoryField> fields = [new("groupId", flushed.GroupId), new("nextFlushAt", flushed.NextAt)];
        foreach (FlushedAlert alert in flushed.Alerts)
        {
            if (alert.Fingerprint == about)
            {
                fields.Add(new("isFiring", alert.IsFiring));
                fields.Add(new("mute", MuteName(alert.Mute)));
                fields.Add(new("mutedBy", alert.By));
                return new StoryLine(flushed.At, "groupFlushed", FlushText(alert)) { Fields = fields };
            }
        }

        int muted = flushed.Alerts.Count(alert => alert.Mute != MuteReason.None);
        fields.Add(new("alerts", (long)flushed.Alerts.Count));
        fields.Add(new("muted", (long)muted));
        string text = $"The group was flushed with {flushed.Alerts.Count} alerts, {muted} of them muted.";
        return new StoryLine(flushed.At, "groupFlushed", text) { Fields = fields };
    }

    private static string FlushText(FlushedAlert alert)
    {
        string state = alert.IsFiring ? "firing" : "resolved";
        string by = string.Join(", ", alert.By);
        return alert.Mute switch
        {
            MuteReason.Inhibition => $"Flushed as {state}, but inhibited by alert {by}.",
            MuteReason.Silence => $"Flushed as {state}, but silenced by {by}.",
            MuteReason.MuteTimeInterval => $"Flushed as {state}, but the route is mute in time interval {by}.",
            MuteReason.ActiveTimeInterval => $"Flushed as {state}, but outside the route's active time intervals {by}.",
            _ => $"Flushed as {state} and handed on for notification.",
        };
    }

    internal static string MuteName(MuteReason reason) => reason switch
    {
        MuteReason.Inhibition => "inhibition",
        MuteReason.Silence => "silence",
        MuteReason.MuteTimeInterval => "muteTimeInterval",
        MuteReason.ActiveTimeInterval => "activeTimeInterval",
        _ => "none",
    };

    private static StoryLine Silence(SilenceChanged silence)
    {
        bool isExpired = silence.EndsAt <= silence.At;
        string text = isExpired
            ? $"Silence {silence.Id} by {silence.CreatedBy} expired."
            : $"Silence {silence.Id} by {silence.CreatedBy} from {silence.StartsAt} to {silence.EndsAt}: {silence.Comment}";
        return new StoryLine(silence.At, "silenceChanged", text)
        {
            Fields =
            [
                new("silenceId", silence.Id), new("createdBy", silence.CreatedBy), new("comment", silence.Comment),
                new("startsAt", silence.StartsAt), new("endsAt", silence.EndsAt),
                new("matchers", (IReadOnlyList<string>)[.. silence.MatcherSets.SelectMany(set => set).Select(MatcherText)]),
            ],
        };
    }

    private static string MatcherText(SilenceMatcher matcher) => (matcher.Operator switch
    {
        0 => $"{LabelName.PrintOrQuote(matcher.Name)}=",
        1 => $"{LabelName.PrintOrQuote(matcher.Name)}!=",
        2 => $"{LabelName.PrintOrQuote(matcher.Name)}=~",
        _ => $"{LabelName.PrintOrQuote(matcher.Name)}!~",
    }) + GoQuote.Quote(matcher.Value);
}
