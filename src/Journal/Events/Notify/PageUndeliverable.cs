using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Events.Notify;

/// <summary>
/// A page reached nobody: its receiver and all behind it failed for good. That is itself an alert, until the receiver
/// takes a message again, or somebody behind it does in its place.
/// </summary>
/// <param name="At">When.</param>
public sealed record PageUndeliverable(Instant At) : JournalEvent(At)
{
    /// <summary>Who was to be told about what, by the route; no group if it is over.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>True if it is over.</summary>
    public bool IsOver { get; init; }

    /// <summary>The notification that was meant for it; empty if it is over.</summary>
    public string Id { get; init; } = "";

    /// <summary>The class of the last failure.</summary>
    public SendFailureReason Reason { get; init; }

    /// <summary>The last failure in words.</summary>
    public string Detail { get; init; } = "";

    /// <summary>The labels of the group that the page was about.</summary>
    public LabelSet GroupLabels { get; init; } = LabelSet.Empty;

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.PageUndeliverable;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new PageUndeliverable(at)
    {
        Target = NotificationTarget.Read(ref fields),
        IsOver = fields.ReadBool(),
        Id = fields.ReadString(),
        Reason = (SendFailureReason)fields.ReadByte(),
        Detail = fields.ReadString(),
        GroupLabels = fields.ReadLabels(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Target.Write(ref writer);
        writer.WriteBool(IsOver);
        writer.WriteString(Id);
        writer.WriteByte((byte)Reason);
        writer.WriteString(Detail);
        writer.WriteLabels(GroupLabels);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        subjects.Add(SubjectKey.Receiver(Target.Receiver));
        if (!IsOver)
        {
            subjects.Add(SubjectKey.Group(Target.GroupId));
            subjects.Add(SubjectKey.Notification(Id));
        }
    }
}
