using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Routing;

/// <summary>The first alert of a group came.</summary>
/// <param name="At">When.</param>
/// <param name="GroupId">The group's own identity.</param>
public sealed record GroupOpened(Instant At, string GroupId) : JournalEvent(At)
{
    /// <summary>Upstream's group key text.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The receiver of its route.</summary>
    public required string Receiver { get; init; }

    /// <summary>The labels that make the group.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>When its first flush is due, as far as known now.</summary>
    public required Instant DueAt { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.GroupOpened;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new GroupOpened(at, fields.ReadString())
    {
        GroupKey = fields.ReadString(),
        Receiver = fields.ReadString(),
        Labels = fields.ReadLabels(),
        DueAt = fields.ReadInstant(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(GroupId);
        writer.WriteString(GroupKey);
        writer.WriteString(Receiver);
        writer.WriteLabels(Labels);
        writer.WriteInstant(DueAt);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) => subjects.Add(SubjectKey.Group(GroupId));
}
