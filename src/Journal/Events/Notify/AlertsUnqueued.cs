using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Notify;

/// <summary>An outside Alertmanager need not be told of alerts any more.</summary>
/// <param name="At">When.</param>
public sealed record AlertsUnqueued(Instant At) : JournalEvent(At)
{
    /// <summary>The Alertmanager, by its URL.</summary>
    public required string For { get; init; }

    /// <summary>The alerts that <see cref="AlertQueued"/> told of.</summary>
    public required IReadOnlyList<Fingerprint> Alerts { get; init; }

    /// <summary>Why.</summary>
    public required UnqueueReason Reason { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertsUnqueued;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields)
    {
        string alertmanager = fields.ReadString();
        var reason = (UnqueueReason)fields.ReadByte();
        return new AlertsUnqueued(at)
        {
            For = alertmanager,
            Reason = reason,
            Alerts = [.. NotifyFields.ReadHashes(ref fields).Select(hash => new Fingerprint(hash))],
        };
    }

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(For);
        writer.WriteByte((byte)Reason);
        NotifyFields.WriteHashes(ref writer, [.. Alerts.Select(alert => alert.Value)]);
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        foreach (Fingerprint alert in Alerts)
        {
            subjects.Add(SubjectKey.Alert(alert));
        }
    }
}

/// <summary>Why an alert left a queue. Persisted: values are never reused.</summary>
public enum UnqueueReason : byte
{
    /// <summary>The Alertmanager took it.</summary>
    Taken = 1,

    /// <summary>The Alertmanager found it wrong, alone too.</summary>
    Refused = 2,

    /// <summary>Too many waited.</summary>
    Overflow = 3,

    /// <summary>The Alertmanager is no longer there.</summary>
    Gone = 4,
}
