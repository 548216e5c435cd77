using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Routing;

/// <summary>A group ended: its last alert left, or its route is gone.</summary>
/// <param name="At">When.</param>
/// <param name="GroupId">The group.</param>
public sealed record GroupClosed(Instant At, string GroupId) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.GroupClosed;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new GroupClosed(at, fields.ReadString());

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer) => writer.WriteString(GroupId);

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) => subjects.Add(SubjectKey.Group(GroupId));
}
