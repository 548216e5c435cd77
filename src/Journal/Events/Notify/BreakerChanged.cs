using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Notify;

/// <summary>How a breaker stands. Persisted: values are never reused.</summary>
public enum BreakerState : byte
{
    /// <summary>Messages go.</summary>
    Closed = 0,

    /// <summary>Messages wait.</summary>
    Open = 1,

    /// <summary>One message is on its way to find out; the others wait.</summary>
    HalfOpen = 2,
}

/// <summary>
/// A receiver failed so often that its messages wait, or took one again. Not appended for each probe in between: those
/// are attempts, and are told as such.
/// </summary>
/// <param name="At">When.</param>
public sealed record BreakerChanged(Instant At) : JournalEvent(At)
{
    /// <summary>The integration.</summary>
    public required IntegrationKey Instance { get; init; }

    /// <summary>How it stands from now on.</summary>
    public required BreakerState State { get; init; }

    /// <summary>When the first probe is due, if it opened.</summary>
    public Instant OpenUntil { get; init; }

    /// <summary>What the last attempt came to.</summary>
    public string Answer { get; init; } = "";

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.BreakerChanged;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new BreakerChanged(at)
    {
        Instance = IntegrationKey.Read(ref fields),
        State = (BreakerState)fields.ReadByte(),
        OpenUntil = fields.ReadInstant(),
        Answer = fields.ReadString(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Instance.Write(ref writer);
        writer.WriteByte((byte)State);
        writer.WriteInstant(OpenUntil);
        writer.WriteString(Answer);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) =>
        subjects.Add(SubjectKey.Receiver(Instance.Receiver));
}
