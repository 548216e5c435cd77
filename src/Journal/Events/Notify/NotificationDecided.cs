using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Notify;

/// <summary>
/// A message will be sent. It carries all that the message needs, so that a crash before the send ends costs nothing:
/// what was decided and has not ended is sent again after the start.
/// </summary>
/// <param name="At">When.</param>
public sealed record NotificationDecided(Instant At) : JournalEvent(At)
{
    private const byte HasFlushDeadline = 1;
    private const byte HasOrigin = 2;

    private readonly Instant _flushDeadline;

    /// <summary>Names the notification for ever.</summary>
    public required string Id { get; init; }

    /// <summary>Who is told about what.</summary>
    public required NotificationTarget Target { get; init; }

    /// <summary>Upstream's group key text.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The count of the group's flushes.</summary>
    public required long FlushNumber { get; init; }

    /// <summary>The tick of the flush.</summary>
    public required Instant FlushAt { get; init; }

    /// <summary>When sending must end.</summary>
    public required Instant Deadline { get; init; }

    /// <summary>How long an unchanged group stays quiet.</summary>
    public required TimeSpan RepeatInterval { get; init; }

    /// <summary>Why it is sent.</summary>
    public required DedupReason Reason { get; init; }

    /// <summary>The labels by which the group was made.</summary>
    public required LabelSet GroupLabels { get; init; }

    /// <summary>The labels of the route.</summary>
    public required LabelSet RouteLabels { get; init; }

    /// <summary>The alerts in the message.</summary>
    public required IReadOnlyList<Alert> Alerts { get; init; }

    /// <summary>The hashes that the log will hold as firing.</summary>
    public required IReadOnlyList<ulong> Firing { get; init; }

    /// <summary>The hashes that the log will hold as resolved.</summary>
    public required IReadOnlyList<ulong> Resolved { get; init; }

    /// <summary>The hashes that the log will hold as muted.</summary>
    public required IReadOnlyList<ulong> Muted { get; init; }

    /// <summary>When the flush ends; <see cref="Deadline"/> differs from it if the receiver has one of its own.</summary>
    public Instant FlushDeadline
    {
        get => _flushDeadline.IsZero ? Deadline : _flushDeadline;
        init => _flushDeadline = value;
    }

    /// <summary>Whom it stands in for; null if a route meant this receiver.</summary>
    public FallbackOrigin? Origin { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.NotificationDecided;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields)
    {
        NotificationDecided decided = ReadFirst(at, ref fields);
        byte more = fields.HasMore ? fields.ReadByte() : default;
        return more == 0 ? decided : decided with
        {
            FlushDeadline = (more & HasFlushDeadline) != 0 ? fields.ReadInstant() : default,
            Origin = (more & HasOrigin) != 0 ? FallbackOrigin.Read(ref fields) : null,
        };
    }

    private static NotificationDecided ReadFirst(Instant at, ref EventReader fields)
    {
        string id = fields.ReadString();
        NotificationTarget target = NotificationTarget.Read(ref fields);
        return new NotificationDecided(at)
        {
            Id = id,
            Target = target,
            GroupKey = fields.ReadString(target.GroupId),
            FlushNumber = fields.ReadZigzag(),
            FlushAt = fields.ReadInstant(),
            Deadline = fields.ReadInstant(),
            RepeatInterval = fields.ReadDuration(),
            Reason = (DedupReason)fields.ReadByte(),
            GroupLabels = fields.ReadLabels(),
            RouteLabels = fields.ReadLabels(),
            Alerts = NotifyFields.ReadAlerts(ref fields),
            Firing = NotifyFields.ReadHashes(ref fields),
            Resolved = NotifyFields.ReadHashes(ref fields),
            Muted = NotifyFields.ReadHashes(ref fields),
        };
    }

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(Id);
        Target.Write(ref writer);
        writer.WriteString(GroupKey);
        writer.WriteZigzag(FlushNumber);
        writer.WriteInstant(FlushAt);
        writer.WriteInstant(Deadline);
        writer.WriteDuration(RepeatInterval);
        writer.WriteByte((byte)Reason);
        writer.WriteLabels(GroupLabels);
        writer.WriteLabels(RouteLabels);
        NotifyFields.WriteAlerts(ref writer, Alerts);
        NotifyFields.WriteHashes(ref writer, Firing);
        NotifyFields.WriteHashes(ref writer, Resolved);
        NotifyFields.WriteHashes(ref writer, Muted);
        WriteMore(ref writer);
    }

    private void WriteMore(ref EventWriter writer)
    {
        bool hasFlushDeadline = FlushDeadline != Deadline;
        if (!hasFlushDeadline && Origin is null)
        {
            return;
        }

        writer.WriteByte((byte)((hasFlushDeadline ? HasFlushDeadline : 0) | (Origin is null ? 0 : HasOrigin)));
        if (hasFlushDeadline)
        {
            writer.WriteInstant(FlushDeadline);
        }

        Origin?.Write(ref writer);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        Target.CollectSubjects(ref subjects);
        subjects.Add(SubjectKey.Notification(Id));
        if (Origin is { } origin)
        {
            subjects.Add(SubjectKey.Notification(origin.Id));
            subjects.Add(SubjectKey.Receiver(origin.Instance.Receiver));
        }

        foreach (Alert alert in Alerts)
        {
            subjects.Add(SubjectKey.Alert(alert.Fingerprint));
        }
    }
}
