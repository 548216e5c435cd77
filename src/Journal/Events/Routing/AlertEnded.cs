using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Routing;

/// <summary>An alert was found to have ended because its sender went quiet. Written by the first flush that sees it.</summary>
/// <param name="At">When it was seen.</param>
/// <param name="Fingerprint">Which alert.</param>
/// <param name="EndedAt">When it had ended.</param>
/// <param name="ByTimeout">Whether the end was the resolve time-out rather than one that the sender stated.</param>
public sealed record AlertEnded(Instant At, Fingerprint Fingerprint, Instant EndedAt, bool ByTimeout) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertEnded;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new AlertEnded(at, fields.ReadFingerprint(), fields.ReadInstant(), fields.ReadBool());

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteFingerprint(Fingerprint);
        writer.WriteInstant(EndedAt);
        writer.WriteBool(ByTimeout);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) => subjects.Add(SubjectKey.Alert(Fingerprint));
}
