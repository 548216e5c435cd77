using Tocsin.Journal.Format;
using Tocsin.Journal.Subjects;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Seams;

namespace Tocsin.Journal.Events.Routing;

/// <summary>A group was flushed and saw something that its last flush did not: who was in it, and who was muted by what.</summary>
/// <param name="At">The tick.</param>
/// <param name="GroupId">The group.</param>
public sealed record GroupFlushed(Instant At, string GroupId) : JournalEvent(At)
{
    /// <summary>Ascends with every flush of the group.</summary>
    public required long Number { get; init; }

    /// <summary>When the next flush is due.</summary>
    public required Instant NextAt { get; init; }

    /// <summary>Each alert of the group with its state and its mute.</summary>
    public required IReadOnlyList<FlushedAlert> Alerts { get; init; }

    /// <inheritdoc/>
    public override EventKind Kind => EventKind.GroupFlushed;

    /// <summary>The event of a flush.</summary>
    public static GroupFlushed From(Flush flush, Instant nextAt)
    {
        var alerts = new List<FlushedAlert>(flush.Alerts.Count + flush.Muted.Count);
        alerts.AddRange(flush.Alerts.Select(
            alert => new FlushedAlert(alert.Fingerprint, alert.EndsAt.IsZero, MuteReason.None, [])));
        alerts.AddRange(flush.Muted.Select(
            muted => new FlushedAlert(muted.Alert.Fingerprint, muted.Alert.EndsAt.IsZero, muted.Reason, muted.By)));
        return new GroupFlushed(flush.At, flush.GroupId) { Number = flush.Number, NextAt = nextAt, Alerts = alerts };
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields)
    {
        string groupId = fields.ReadString();
        long number = (long)fields.ReadVarint();
        Instant nextAt = fields.ReadInstant();
        int count = fields.ReadCount();
        var alerts = new List<FlushedAlert>(Math.Min(count, fields.Remaining));
        for (int i = 0; i < count; i++)
        {
            Fingerprint fingerprint = fields.ReadFingerprint();
            bool isFiring = fields.ReadBool();
            var reason = (MuteReason)fields.ReadByte();
            alerts.Add(new(fingerprint, isFiring, reason, reason == MuteReason.None ? [] : fields.ReadStrings()));
        }

        return new GroupFlushed(at, groupId) { Number = number, NextAt = nextAt, Alerts = alerts };
    }

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteString(GroupId);
        writer.WriteVarint((ulong)Number);
        writer.WriteInstant(NextAt);
        writer.WriteCount(Alerts.Count);
        for (int i = 0; i < Alerts.Count; i++)
        {
            FlushedAlert alert = Alerts[i];
            writer.WriteFingerprint(alert.Fingerprint);
            writer.WriteBool(alert.IsFiring);
            writer.WriteByte((byte)alert.Mute);
            if (alert.Mute != MuteReason.None)
            {
                writer.WriteStrings(alert.By);
            }
        }
    }

    /// <inheritdoc/>
    public override void CollectSubjects(ref SubjectCollector subjects)
    {
        subjects.Add(SubjectKey.Group(GroupId));
        for (int i = 0; i < Alerts.Count; i++)
        {
            subjects.Add(SubjectKey.Alert(Alerts[i].Fingerprint));
        }
    }
}

/// <summary>One alert in a flush.</summary>
/// <param name="Fingerprint">Which.</param>
/// <param name="IsFiring">Firing, else resolved.</param>
/// <param name="Mute">Why it was left out; <see cref="MuteReason.None"/> if it was not.</param>
/// <param name="By">The inhibiting fingerprints, silence ids or interval names.</param>
public readonly record struct FlushedAlert(
    Fingerprint Fingerprint, bool IsFiring, MuteReason Mute, IReadOnlyList<string> By);
