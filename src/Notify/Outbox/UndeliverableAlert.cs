using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Notify.Outbox;

/// <summary>The alert about an integration whose pages reach nobody.</summary>
public static class UndeliverableAlert
{
    /// <summary>Its <c>alertname</c>.</summary>
    public const string Name = "TocsinNotificationUndeliverable";

    /// <summary>How long it goes on without being told again, so that one whose end a crash swallowed ends by itself.</summary>
    public static readonly TimeSpan Lifetime = 5 * RefreshEvery;

    /// <summary>How often it is told again.</summary>
    public static TimeSpan RefreshEvery => TimeSpan.FromMinutes(1);

    /// <summary>The alert as of <paramref name="now"/>; one that is over ends now.</summary>
    public static Alert Of(PageUndeliverable page, bool isOver, Instant now) => new()
    {
        Labels = LabelSet.Of(
            (LabelName.AlertName, Name), ("severity", "critical"),
            ("receiver", page.Target.Receiver), ("integration", page.Target.Instance.Place)),
        Annotations = LabelSet.Of(
            ("summary", $"Pages to receiver {page.Target.Receiver} reach nobody: {page.Target.Instance.Place} does not take them"),
            ("description", $"A page of group {page.GroupLabels} failed for good, and nobody else was told: {page.Detail}"),
            ("reason", page.Reason.ToString()),
            ("group", page.GroupLabels.ToString()),
            ("notification", page.Id)),
        StartsAt = page.At,
        EndsAt = isOver ? now : now + Lifetime,
        UpdatedAt = now,
    };

    /// <summary>True if the page is about nothing but such alerts: those never lead to another one.</summary>
    public static bool IsAboutItself(IReadOnlyList<Alert> alerts)
    {
        foreach (Alert alert in alerts)
        {
            if (alert.Labels[LabelName.AlertName] != Name)
            {
                return false;
            }
        }

        return true;
    }
}
