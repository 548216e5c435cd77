using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Routing;

/// <summary>Resolved alerts left a group, their end told (or dropped, where the group kept too many).</summary>
/// <param name="At">When.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Alerts">Who left.</param>
public sealed record AlertsReleased(Instant At, string GroupId, IReadOnlyList<Fingerprint> Alerts) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertsReleased;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new AlertsReleased(at, fields.ReadString(), ReadFingerprints(ref fields));

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(GroupId);
        WriteFingerprints(ref writer, Alerts);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        subjects.Add(SubjectKey.Group(GroupId));
        for (int i = 0; i < Alerts.Count; i++)
        {
            subjects.Add(SubjectKey.Alert(Alerts[i]));
        }
    }

    internal static List<Fingerprint> ReadFingerprints(ref EventReader fields)
    {
        int count = fields.ReadCount();
        var alerts = new List<Fingerprint>(Math.Min(count, fields.Remaining));
        for (int i = 0; i < count; i++)
        {
            alerts.Add(fields.ReadFingerprint());
        }

        return alerts;
    }

    internal static void WriteFingerprints(ref EventWriter writer, IReadOnlyList<Fingerprint> alerts)
    {
        writer.WriteCount(alerts.Count);
        for (int i = 0; i < alerts.Count; i++)
        {
            writer.WriteFingerprint(alerts[i]);
        }
    }
}
