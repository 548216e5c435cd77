using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Alerts;

namespace Tocsin.Server.Explain;

/// <summary>Tells what outside Alertmanagers were told.</summary>
internal static class AlertmanagersStory
{
    /// <summary>The line; null for other events.</summary>
    public static StoryLine? Tell(JournalEvent happened) => happened switch
    {
        AlertQueued queued => new(queued.At, "alertQueued",
            $"To be told to {string.Join(", ", queued.For)}: it {HowItStands(queued.Alert)}."),
        AlertsUnqueued unqueued => new(unqueued.At, "alertsUnqueued", TellEnd(unqueued)),
        _ => null,
    };

    private static string HowItStands(Alert alert) => alert.IsResolvedAt(alert.UpdatedAt) ? "ended" : "fires";

    private static string TellEnd(AlertsUnqueued unqueued)
    {
        string alerts = unqueued.Alerts.Count == 1 ? "an alert" : $"{unqueued.Alerts.Count} alerts";
        return unqueued.Reason switch
        {
            UnqueueReason.Taken => $"{unqueued.For} took {alerts}.",
            UnqueueReason.Refused => $"{unqueued.For} refused {alerts}, sent alone too; it is not told again.",
            UnqueueReason.Overflow => $"Too many alerts waited for {unqueued.For}: the oldest, {alerts}, were forgotten.",
            _ => $"{unqueued.For} is no longer there; what waited for it, {alerts}, is forgotten.",
        };
    }
}
