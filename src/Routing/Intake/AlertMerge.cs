using Tocsin.Model;
using Tocsin.Model.Alerts;

namespace Tocsin.Routing.Intake;

/// <summary>How a newly received alert joins the one that is stored under the same labels.</summary>
// Source: Alertmanager types, Alert.Merge, and its memory provider's overlap test.
public static class AlertMerge
{
    /// <summary>
    /// The alert to store. A heartbeat (same start, later end) and a new episode replace; only a start or an end that
    /// lies strictly inside the stored range merges.
    /// </summary>
    public static Alert Merge(Alert stored, Alert received)
    {
        bool overlaps = Inside(received.EndsAt, stored) || Inside(received.StartsAt, stored);
        return overlaps ? Join(stored, received) : received;
    }

    private static bool Inside(Instant at, Alert range) => at > range.StartsAt && at < range.EndsAt;

    private static Alert Join(Alert stored, Alert received)
    {
        (Alert older, Alert newer) = received.UpdatedAt < stored.UpdatedAt ? (received, stored) : (stored, received);
        return newer with
        {
            StartsAt = Instant.Min(older.StartsAt, newer.StartsAt),
            EndsAt = EndOf(older, newer),
        };
    }

    private static Instant EndOf(Alert older, Alert newer)
    {
        if (newer.IsResolvedAt(newer.UpdatedAt))
        {
            bool bothResolved = older.IsResolvedAt(newer.UpdatedAt);
            return bothResolved ? Instant.Later(older.EndsAt, newer.EndsAt) : newer.EndsAt;
        }

        // An end that the sender stated outlives one that only a time-out implies.
        return older.EndsAt > newer.EndsAt && !older.EndsByTimeout ? older.EndsAt : newer.EndsAt;
    }
}
