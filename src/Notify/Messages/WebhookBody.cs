using System.Text;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Messages;

/// <summary>The body of Alertmanager's webhook, version 4, byte for byte.</summary>
// Source: Alertmanager notify/webhook Message and template Data, 0.34.
internal static class WebhookBody
{
    /// <summary>Writes the body.</summary>
    /// <param name="context">What to tell.</param>
    /// <param name="routeLabels">The labels of the route, rendered.</param>
    /// <param name="maxAlerts">How many alerts to write at most; 0 for all.</param>
    /// <remarks>
    /// Status and common labels are those of all alerts. Alertmanager takes them from the alerts that are left after
    /// cutting, and so calls a group resolved whose firing alerts were cut off.
    /// </remarks>
    public static ReadOnlyMemory<byte> Write(
        MessageContext context, IReadOnlyDictionary<string, string> routeLabels, ulong maxAlerts)
    {
        Notification notification = context.Notification;
        IReadOnlyList<Alert> alerts = notification.Alerts;
        int kept = maxAlerts == 0 || maxAlerts > (ulong)alerts.Count ? alerts.Count : (int)maxAlerts;
        GoJsonWriter json = new GoJsonWriter().BeginObject()
            .Field("receiver", QuoteMeta(notification.Receiver))
            .Field("status", notification.IsFiring ? "firing" : "resolved")
            .Name("alerts").BeginArray();
        for (int i = 0; i < kept; i++)
        {
            WriteAlert(json, alerts[i], notification.At);
        }

        json.EndArray().Field("notification_reason", notification.Reason);
        WriteLabels(json.Name("groupLabels"), notification.GroupLabels);
        WriteLabels(json.Name("commonLabels"), Common(alerts, a => a.Labels));
        WriteLabels(json.Name("commonAnnotations"), Common(alerts, a => a.Annotations));
        WriteMap(json.Name("routeLabels"), routeLabels);
        return json
            .Field("externalURL", context.ExternalUrl)
            .Field("version", "4")
            .Field("groupKey", notification.GroupKey)
            .Name("truncatedAlerts").Value((long)(alerts.Count - kept))
            .EndObject().EndDocument().Written;
    }

    /// <summary>The labels that all alerts share with the same value.</summary>
    public static LabelSet Common(IReadOnlyList<Alert> alerts, Func<Alert, LabelSet> labels)
    {
        var common = new LabelSetBuilder();
        foreach (LabelSet.Label label in labels(alerts[0]))
        {
            bool isShared = true;
            for (int i = 1; i < alerts.Count && isShared; i++)
            {
                isShared = labels(alerts[i]).TryGetValue(label.Name, out ReadOnlySpan<byte> value)
                    && value.SequenceEqual(label.Value);
            }

            if (isShared)
            {
                common.Add(label.Name, label.Value);
            }
        }

        return common.Build();
    }

    /// <summary>The text with the characters escaped that mean something in a regular expression.</summary>
    // Source: Go regexp.QuoteMeta; upstream escapes the receiver's name in all template data.
    public static string QuoteMeta(string text)
    {
        var quoted = new StringBuilder(text.Length + 8);
        foreach (char c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }

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
            json.Field(label.NameText, label.ValueText);
        }

        json.EndObject();
    }

    private static void WriteMap(GoJsonWriter json, IReadOnlyDictionary<string, string> map)
    {
        json.BeginObject();
        foreach ((string name, string value) in map.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            json.Field(name, value);
        }

        json.EndObject();
    }

    private static string Time(Instant at) => at.ToString();
}
