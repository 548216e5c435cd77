using System.Text;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Messages;

/// <summary>
/// What is sent in place of a text whose template fails: plain, complete enough to act upon, and made without any
/// template. Alertmanager sends such a message with empty fields, or not at all.
/// </summary>
internal static class FallbackMessage
{
    private const int AlertsMax = 20;
    private const int ValueCharsMax = 500;

    /// <summary>One line: status, count and the names of the alerts.</summary>
    public static string Title(Notification notification)
    {
        int firing = notification.Alerts.Count(a => !a.IsResolvedAt(notification.At));
        string status = firing > 0 ? $"[FIRING:{firing}]" : "[RESOLVED]";
        IEnumerable<string> names = notification.Alerts
            .Select(a => a.Labels[LabelName.AlertName] ?? "(no alertname)").Distinct(StringComparer.Ordinal);
        string listed = string.Join(", ", names.Take(5));
        return $"{status} {Cut(listed)} {Group(notification)}".TrimEnd();
    }

    /// <summary>What a phone has room for: the title, and what the first alert says of itself.</summary>
    public static string Line(Notification notification)
    {
        Alert first = notification.Alerts.FirstOrDefault(a => !a.IsResolvedAt(notification.At)) ?? notification.Alerts[0];
        string summary = first.Annotations["summary"] ?? first.Annotations["description"] ?? "";
        return summary.Length == 0 ? Title(notification) : $"{Title(notification)}: {Cut(summary)}";
    }

    /// <summary>The alerts with labels, annotations and sources, and the error that brought this about.</summary>
    public static string Text(Notification notification, string error)
    {
        var text = new StringBuilder();
        AppendAlerts(text, notification, firing: true);
        AppendAlerts(text, notification, firing: false);
        if (notification.Alerts.Count > AlertsMax)
        {
            text.Append("and ").Append(notification.Alerts.Count - AlertsMax).Append(" more alerts\n");
        }

        return text
            .Append("\nThis is Tocsin's plain message: a template of receiver ").Append(notification.Receiver)
            .Append(" failed.\n").Append(Cut(error)).Append('\n').ToString();
    }

    private static void AppendAlerts(StringBuilder text, Notification notification, bool firing)
    {
        int count = 0;
        foreach (Alert alert in notification.Alerts.Take(AlertsMax))
        {
            if (alert.IsResolvedAt(notification.At) == firing)
            {
                continue;
            }

            text.Append(count++ == 0 ? (firing ? "Firing:\n" : "Resolved:\n") : "");
            text.Append("- ").Append(Cut(alert.Labels.ToString())).Append('\n');
            foreach (LabelSet.Label annotation in alert.Annotations)
            {
                text.Append("  ").Append(annotation.NameText).Append(": ").Append(Cut(annotation.ValueText)).Append('\n');
            }

            text.Append("  since ").Append(alert.StartsAt.ToString());
            text.Append(alert.GeneratorUrl.Length > 0 ? $"  {Cut(alert.GeneratorUrl)}\n" : "\n");
        }
    }

    private static string Group(Notification notification) =>
        notification.GroupLabels.Count == 0 ? "" : Cut(notification.GroupLabels.ToString());

    private static string Cut(string text) => Truncation.InRunes(text, ValueCharsMax);
}
