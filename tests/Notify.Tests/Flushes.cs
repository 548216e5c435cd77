using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.Tests;

/// <summary>Makes flushes and alerts in a line.</summary>
internal static class Flushes
{
    public static readonly Instant Start = Instant.From(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public static Instant At(double minutes) => Start + TimeSpan.FromMinutes(minutes);

    public static Alert Firing(string name) => Alert(name, default);

    public static Alert Resolved(string name) => Alert(name, Start);

    public static MutedAlert Muted(Alert alert) => new(alert, MuteReason.Silence, ["s1"]);

    public static Flush Of(Instant at, params IReadOnlyList<Alert> alerts) => new()
    {
        GroupKey = "{}:{team=\"x\"}",
        GroupId = "root:{team=\"x\"}",
        Receiver = "team-x",
        GroupLabels = LabelSet.Of(("team", "x")),
        Alerts = alerts,
        RepeatInterval = TimeSpan.FromHours(4),
        At = at,
        Deadline = at + TimeSpan.FromMinutes(5),
        Number = ((at - Start).Ticks / TimeSpan.TicksPerMinute) + 1,
    };

    private static Alert Alert(string name, Instant endsAt) => new()
    {
        Labels = LabelSet.Of(("alertname", name), ("team", "x")),
        Annotations = LabelSet.Of(("summary", name + " is unwell")),
        StartsAt = Start - TimeSpan.FromHours(1),
        EndsAt = endsAt,
        UpdatedAt = Start,
        GeneratorUrl = "http://prometheus/graph?g0.expr=up",
    };
}
