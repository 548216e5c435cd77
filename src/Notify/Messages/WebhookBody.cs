using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;
using Tocsin.Regexes;
using Tocsin.Templates.Data;

namespace Tocsin.Notify.Messages;

/// <summary>The body of Alertmanager's webhook, byte for byte; incident.io's is the same under another version.</summary>
// Source: Alertmanager notify/webhook Message and template Data, 0.34.
internal static class WebhookBody
{
    /// <summary>Writes the body.</summary>
    /// <param name="context">What to tell.</param>
    /// <param name="routeLabels">The labels of the route, rendered.</param>
    /// <param name="maxAlerts">How many alerts to write at most; 0 for all.</param>
    /// <param name="version">The version of the format.</param>
    /// <remarks>
    /// Status and common labels are those of all alerts. Alertmanager takes them from the alerts that are left after
    /// cutting, and so calls a group resolved whose firing alerts were cut off.
    /// </remarks>
    public static ReadOnlyMemory<byte> Write(
        MessageContext context, IReadOnlyDictionary<string, string> routeLabels, ulong maxAlerts, string version = "4")
    {
        Notification notification = context.Notification;
        IReadOnlyList<Alert> alerts = notification.Alerts;
        int kept = maxAlerts == 0 || maxAlerts > (ulong)alerts.Count ? alerts.Count : (int)maxAlerts;
        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .Field("receiver", Re2.Escape(notification.Receiver))
            .Field("status", notification.IsFiring ? "firing" : "resolved")
            .Name("alerts").BeginArray();
        for (int i = 0; i < kept; i++)
        {
            WriteAlert(json, alerts[i], notification.At);
        }

        json.EndArray().Field("notification_reason", notification.Reason);
        WriteLabels(json.Name("groupLabels"), notification.GroupLabels);
        WriteLabels(json.Name("commonLabels"), CommonOf(alerts, static alert => alert.Labels));
        WriteLabels(json.Name("commonAnnotations"), CommonOf(alerts, static alert => alert.Annotations));
        WriteMap(json.Name("routeLabels"), routeLabels);
        return json
            .Field("externalURL", context.ExternalUrl)
            .Field("version", version)
            .Field("groupKey", notification.GroupKey)
            .Name("truncatedAlerts").Value((long)(alerts.Count - kept))
            .EndObject().EndDocument().Written;
    }

    private static LabelSet CommonOf(IReadOnlyList<Alert> alerts, Func<Alert, LabelSet> labels) =>
        alerts.Count == 1 ? labels(alerts[0]) : NotificationData.CommonOf([.. alerts.Select(labels)]);

    private static void WriteAlert(GoJsonWriter json, Alert alert, Instant at)
    {
        json.BeginObject().Field("status", alert.IsResolvedAt(at) ? "resolved" : "firing");
        WriteLabels(json.Name("labels"), alert.Labels);
        WriteLabels(json.Name("annotations"), alert.Annotations);
        json.Field("startsAt", Time(alert.StartsAt))
            .Field("endsAt", Time(alert.EndsAt))
            .Field("generatorURL", alert.GeneratorUrl)
            .Field("fingerprint", alert.Fingerprint.ToString())
            .EndObject();
    }

    private static void WriteLabels(GoJsonWriter json, LabelSet labels)
    {
        json.BeginObject();
        foreach (LabelSet.Label label in labels)
        {
            json.Field(label.Name, label.Value);
        }

        json.EndObject();
    }

    private static void WriteMap(GoJsonWriter json, IReadOnlyDictionary<string, string> map)
    {
        json.BeginObject();
        if (map.Count == 0)
        {
            json.EndObject();
            return;
        }

        foreach ((string name, string value) in map.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            json.Field(name, value);
        }

        json.EndObject();
    }

    private static string Time(Instant at) => at.ToString();
}
