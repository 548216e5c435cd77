using Tocsin.Journal.Format;
using Tocsin.Model;
using Tocsin.Model.Labels;

namespace Tocsin.Journal.Events.Routing;

/// <summary>Ended alerts left the table for good; their history stays in the journal.</summary>
/// <param name="At">When.</param>
/// <param name="Alerts">Which.</param>
public sealed record AlertsForgotten(Instant At, IReadOnlyList<Fingerprint> Alerts) : JournalEvent(At)
{
    /// <inheritdoc/>
    public override EventKind Kind => EventKind.AlertsForgotten;

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static JournalEvent Read(Instant at, ref EventReader fields) =>
        new AlertsForgotten(at, AlertsReleased.ReadFingerprints(ref fields));

    /// <inheritdoc/>
    public override void Write(ref EventWriter writer) => AlertsReleased.WriteFingerprints(ref writer, Alerts);
}
