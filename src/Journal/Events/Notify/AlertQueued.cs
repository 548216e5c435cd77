using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Alerts;

namespace Tocsin.Journal.Events.Notify;

/// <summary>An alert of a rule began or ended, and outside Alertmanagers are to be told.</summary>
/// <param name="At">When.</param>
public sealed record AlertQueued(Instant At) : JournalEvent(At)
{
    /// <summary>The alert.</summary>
    public required Alert Alert { get; init; }

    /// <summary>The Alertmanagers, by their URLs.</summary>
    public required IReadOnlyList<string> For { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertQueued;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields)
    {
        Alert alert = Routing.AlertFields.Read(ref fields);
        return new AlertQueued(at) { Alert = alert, For = NotifyFields.ReadTexts(ref fields) };
    }

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Routing.AlertFields.Write(ref writer, Alert);
        NotifyFields.WriteTexts(ref writer, For);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) =>
        subjects.Add(SubjectKey.Alert(Alert.Fingerprint));
}
