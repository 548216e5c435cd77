using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Alerts;

namespace Tocsin.Journal.Events.Routing;

/// <summary>An alert was accepted, and it was more than a heartbeat.</summary>
/// <param name="At">When.</param>
/// <param name="Alert">The alert as stored after merging.</param>
/// <param name="Change">What was new about it.</param>
public sealed record AlertReceived(Instant At, Alert Alert, AlertChange Change) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertReceived;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields)
    {
        var change = (AlertChange)fields.ReadByte();
        return new AlertReceived(at, AlertFields.Read(ref fields), change);
    }

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteByte((byte)Change);
        AlertFields.Write(ref writer, Alert);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) =>
        subjects.Add(SubjectKey.Alert(Alert.Fingerprint));
}
