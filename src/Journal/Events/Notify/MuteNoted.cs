using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Notify;

/// <summary>
/// Alerts of which people were told are muted now. The log keeps their hashes, and keeps the entry for the retention, so
/// that their end can be told however long the mute.
/// </summary>
/// <param name="At">When.</param>
public sealed record MuteNoted(Instant At) : JournalEvent(At)
{
    /// <summary>Who was told about what.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>All alerts told and muted, those noted before included.</summary>
    public required IReadOnlyList<ulong> Muted { get; init; }

    /// <summary>From when on the log may forget the entry.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.MuteNoted;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) => new MuteNoted(at)
    {
        Target = NotificationTarget.Read(ref fields),
        Muted = NotifyFields.ReadHashes(ref fields),
        ExpiresAt = fields.ReadInstant(),
    };

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        Target.Write(ref writer);
        NotifyFields.WriteHashes(ref writer, Muted);
        writer.WriteInstant(ExpiresAt);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects) => Target.CollectSubjects(ref subjects);
}
