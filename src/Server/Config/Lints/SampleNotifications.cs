using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Templates.Data;

namespace Tocsin.Server.Config.Lints;

/// <summary>Notifications with the labels and annotations that most alerts have, to try templates on.</summary>
internal static class SampleNotifications
{
    /// <summary>The instant at which they are rendered.</summary>
    public static readonly Instant Now = Instant.From(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    /// <summary>Firing, and resolved.</summary>
    public static IReadOnlyList<NotificationData> All { get; } = [Of("firing"), Of("resolved")];

    /// <summary>The same with one text for one phone.</summary>
    public static IReadOnlyList<NotificationData> Addressed { get; } =
        [Of("firing", new("+4915112345678", "A sample")), Of("resolved", new("+4915112345678", "A sample"))];

    private static NotificationData Of(string status, AddressedText? addressed = null)
    {
        LabelSet labels = LabelSet.Of(
            ("alertname", "Sample"), ("severity", "critical"), ("team", "sample"), ("service", "sample"), ("instance", "sample:9100"));
        LabelSet annotations = LabelSet.Of(("summary", "A sample"), ("description", "A sample that describes itself"));
        return new NotificationData
        {
            Receiver = "sample",
            Status = status,
            Alerts =
            [
                new AlertData
                {
                    Status = status,
                    Labels = labels,
                    Annotations = annotations,
                    StartsAt = Now - TimeSpan.FromMinutes(5),
                    EndsAt = status == "firing" ? default : Now,
                    GeneratorUrl = "http://prometheus.example:9090/graph",
                    Fingerprint = labels.Fingerprint.ToString(),
                },
            ],
            NotificationReason = "first notification",
            GroupLabels = LabelSet.Of(("alertname", "Sample")),
            CommonLabels = labels,
            CommonAnnotations = annotations,
            ExternalUrl = "http://tocsin.example:9093",
            Addressed = addressed,
        };
    }
}
