using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Notify;

/// <summary>A template failed while a message was written; a plain message went in its place.</summary>
/// <param name="At">When.</param>
public sealed record TemplateFailed(Instant At) : JournalEvent(At)
{
    /// <summary>The notification.</summary>
    public required string Id { get; init; }

    /// <summary>Who was to be told about what.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>The error, which names the field.</summary>
    public required string Error { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.TemplateFailed;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new TemplateFailed(at)
    {
        Id = fields.ReadString(),
        Target = NotificationTarget.Read(ref fields),
        Error = fields.ReadString(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        Target.Write(ref writer);
        writer.WriteString(Error);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        Target.CollectSubjects(ref subjects);
        subjects.Add(SubjectKey.Notification(Id));
    }
}
