using Tocsin.Journal.Format;
using Tocsin.Model;

namespace Tocsin.Journal.Events.Notify;

/// <summary>
/// What a message said that failed after it may have arrived. The failure repeats it, so that the notification log can
/// take it in without the decision. Immutable.
/// </summary>
public sealed record MaybeTold
{
    /// <summary>Upstream's group key text.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The hashes of the alerts that it called firing.</summary>
    public required IReadOnlyList<ulong> Firing { get; init; }

    /// <summary>The hashes of the alerts that it called resolved.</summary>
    public required IReadOnlyList<ulong> Resolved { get; init; }

    /// <summary>True if it stood in for another receiver's.</summary>
    public required bool IsFallback { get; init; }

    /// <summary>The tick of its flush.</summary>
    public required Instant FlushAt { get; init; }

    /// <summary>What <paramref name="decided"/> says.</summary>
    public static MaybeTold Of(NotificationDecided decided) => new()
    {
        GroupKey = decided.GroupKey,
        Firing = decided.Firing,
        Resolved = decided.Resolved,
        IsFallback = decided.Origin is not null,
        FlushAt = decided.FlushAt,
    };

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    public static MaybeTold Read(ref EventReader fields) => new()
    {
        GroupKey = fields.ReadString(),
        Firing = NotifyFields.ReadHashes(ref fields),
        Resolved = NotifyFields.ReadHashes(ref fields),
        IsFallback = fields.ReadBool(),
        FlushAt = fields.ReadInstant(),
    };

    /// <summary>Writes the fields.</summary>
    public void Write(ref EventWriter writer)
    {
        writer.WriteString(GroupKey);
        NotifyFields.WriteHashes(ref writer, Firing);
        NotifyFields.WriteHashes(ref writer, Resolved);
        writer.WriteBool(IsFallback);
        writer.WriteInstant(FlushAt);
    }
}
