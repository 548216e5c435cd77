using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Rules;

/// <summary>An alert of a rule began, fires, goes on firing without its condition, ended, or is forgotten.</summary>
/// <param name="At">The instant of the evaluation.</param>
public sealed record RuleAlertChanged(Instant At) : JournalEvent(At)
{
    /// <summary>The rule.</summary>
    public required RuleKey Key { get; init; }

    /// <summary>The alert.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The texts for people, as they are now.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary>The value that the expression had last.</summary>
    public double Value { get; init; }

    /// <summary>How the alert stands from now on.</summary>
    public required AlertState State { get; init; }

    /// <summary>True if the rule knows nothing of it from now on.</summary>
    public bool IsForgotten { get; init; }

    /// <summary>When its condition began to hold.</summary>
    public Instant ActiveAt { get; init; }

    /// <summary>When it began to fire; zero for never.</summary>
    public Instant FiredAt { get; init; }

    /// <summary>When it ended; zero for not yet.</summary>
    public Instant ResolvedAt { get; init; }

    /// <summary>Since when it fires only because of <c>keep_firing_for</c>; zero for not at all.</summary>
    public Instant KeepFiringSince { get; init; }

    /// <summary>When it was told last; zero for never.</summary>
    public Instant LastSentAt { get; init; }

    /// <summary>Why the alert is there.</summary>
    public AlertCause Cause { get; init; }

    /// <summary>Since when it fires only because <c>resolve_expr</c> has not ended it; zero for not at all.</summary>
    public Instant HeldSince { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.RuleAlertChanged;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new RuleAlertChanged(at)
    {
        Key = RuleKey.Read(ref fields),
        Labels = fields.ReadLabels(),
        Annotations = fields.ReadLabels(),
        Value = fields.ReadDouble(),
        State = (AlertState)fields.ReadByte(),
        IsForgotten = fields.ReadBool(),
        ActiveAt = fields.ReadInstant(),
        FiredAt = fields.ReadInstant(),
        ResolvedAt = fields.ReadInstant(),
        KeepFiringSince = fields.ReadInstant(),
        LastSentAt = fields.ReadInstant(),
        Cause = fields.HasMore ? (AlertCause)fields.ReadByte() : AlertCause.Condition,
        HeldSince = fields.HasMore ? fields.ReadInstant() : default,
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Key.Write(ref writer);
        writer.WriteLabels(Labels);
        writer.WriteLabels(Annotations);
        writer.WriteDouble(Value);
        writer.WriteByte((byte)State);
        writer.WriteBool(IsForgotten);
        writer.WriteInstant(ActiveAt);
        writer.WriteInstant(FiredAt);
        writer.WriteInstant(ResolvedAt);
        writer.WriteInstant(KeepFiringSince);
        writer.WriteInstant(LastSentAt);
        writer.WriteByte((byte)Cause);
        writer.WriteInstant(HeldSince);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) =>
        subjects.Add(SubjectKey.Alert(Labels.Fingerprint));
}
