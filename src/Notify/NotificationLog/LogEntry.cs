using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;

namespace Tocsin.Notify.NotificationLog;

/// <summary>What was last told to one integration about one group. Immutable.</summary>
public sealed record LogEntry
{
    /// <summary>The alerts that the last message called firing.</summary>
    public required AlertHashes Firing { get; init; }

    /// <summary>The alerts that the last message called resolved.</summary>
    public required AlertHashes Resolved { get; init; }

    /// <summary>
    /// Alerts that were told as firing and have been muted since, and those of a message that failed after it may have
    /// arrived. Alertmanager forgets them, which is why it never tells that they resolved.
    /// </summary>
    public AlertHashes Muted { get; init; }

    /// <summary>The alerts that a message called firing which failed after it may have arrived.</summary>
    public AlertHashes PerhapsFiring { get; init; }

    /// <summary>The alerts that such a message called resolved.</summary>
    public AlertHashes PerhapsResolved { get; init; }

    /// <summary>When the message was taken by the receiver.</summary>
    public required Instant Timestamp { get; init; }

    /// <summary>The tick of the newest flush that they were told, or may have been; zero if that is not known.</summary>
    public Instant FlushAt { get; init; }

    /// <summary>From when on the entry may be dropped.</summary>
    public required Instant ExpiresAt { get; init; }

    /// <summary>What the receiver answered and the next message needs.</summary>
    public IReadOnlyDictionary<string, string> ReceiverData { get; init; } = Notification.NoData;

    /// <summary>It was told in place of a receiver that could not be. The end is told there as well.</summary>
    public bool IsFallback { get; init; }

    /// <summary>True if people there believe that something fires.</summary>
    public bool HoldsFiring => !Firing.IsEmpty || !Muted.IsEmpty;

    /// <summary>The entry that <paramref name="logged"/> writes.</summary>
    public static LogEntry From(NotificationLogged logged) => new()
    {
        Firing = AlertHashes.Of([.. logged.Firing]),
        Resolved = AlertHashes.Of([.. logged.Resolved]),
        Muted = AlertHashes.Of([.. logged.Muted]),
        Timestamp = logged.At,
        ExpiresAt = logged.ExpiresAt,
        ReceiverData = logged.ReceiverData,
        IsFallback = logged.IsFallback,
        FlushAt = logged.FlushAt,
    };

    /// <summary>
    /// The entry after a message that failed and yet may have arrived: its firing alerts justify telling their end, but
    /// as they are not in <see cref="Firing"/> they keep nothing back.
    /// </summary>
    public static LogEntry AfterMaybe(LogEntry? before, MaybeTold told, NotificationFailed failed)
    {
        before ??= new LogEntry
        {
            Firing = default,
            Resolved = default,
            Timestamp = failed.At,
            ExpiresAt = failed.MaybeToldUntil,
        };
        return before with
        {
            Muted = AlertHashes.Of(
                [.. before.Muted.Sorted, .. told.Firing.Where(hash => !before.Firing.Contains(hash))]),
            ExpiresAt = Instant.Later(before.ExpiresAt, failed.MaybeToldUntil),
            FlushAt = Instant.Later(before.FlushAt, told.FlushAt),
            PerhapsFiring = AlertHashes.Of([.. told.Firing]),
            PerhapsResolved = AlertHashes.Of([.. told.Resolved]),
            IsFallback = before.IsFallback || told.IsFallback,
        };
    }

    /// <summary>True if all that a message would tell may have come already, in one that failed all the same.</summary>
    public bool MayHold(AlertHashes firing, AlertHashes resolved) =>
        !(PerhapsFiring.IsEmpty && PerhapsResolved.IsEmpty)
        && firing.IsSubsetOf(Firing.Union(PerhapsFiring)) && resolved.IsSubsetOf(Resolved.Union(PerhapsResolved));

    /// <summary>True if people were told that the alert fires, and not since that it resolved.</summary>
    public bool WasToldFiring(ulong hash) => Firing.Contains(hash) || Muted.Contains(hash);
}
