using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Routing;

/// <summary>A second's worth of heartbeats: only the latest ends, written together and at most a second late.</summary>
/// <param name="At">When they were written.</param>
/// <param name="Ends">Each alert with its end.</param>
public sealed record AlertsExtended(Instant At, IReadOnlyList<AlertEnd> Ends) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertsExtended;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields)
    {
        int count = fields.ReadCount();
        var ends = new List<AlertEnd>(Math.Min(count, fields.Remaining));
        for (int i = 0; i < count; i++)
        {
            ends.Add(new AlertEnd(fields.ReadFingerprint(), fields.ReadInstant(), fields.ReadInstant()));
        }

        return new AlertsExtended(at, ends);
    }

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer)
    {
        writer.WriteCount(Ends.Count);
        for (int i = 0; i < Ends.Count; i++)
        {
            AlertEnd end = Ends[i];
            writer.WriteFingerprint(end.Fingerprint);
            writer.WriteInstant(end.EndsAt);
            writer.WriteInstant(end.UpdatedAt);
        }
    }
}

/// <summary>The end of one alert as its last heartbeat gave it.</summary>
/// <param name="Fingerprint">Which alert.</param>
/// <param name="EndsAt">When it ends unless it is sent again.</param>
/// <param name="UpdatedAt">When the heartbeat came.</param>
public readonly record struct AlertEnd(Fingerprint Fingerprint, Instant EndsAt, Instant UpdatedAt);
