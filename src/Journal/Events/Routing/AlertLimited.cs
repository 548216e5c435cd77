using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Routing;

/// <summary>A new alert was refused because its name has as many live alerts as the limit allows.</summary>
/// <param name="At">When.</param>
/// <param name="Labels">The labels of the refused alert.</param>
public sealed record AlertLimited(Instant At, LabelSet Labels) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertLimited;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new AlertLimited(at, fields.ReadLabels());

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer) => writer.WriteLabels(Labels);

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) =>
        subjects.Add(SubjectKey.Alert(Labels.Fingerprint));
}
