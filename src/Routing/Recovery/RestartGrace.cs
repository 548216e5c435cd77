using Tocsin.Model;
using Tocsin.Model.Alerts;

namespace Tocsin.Routing.Recovery;

/// <summary>
/// Gives senders time to be heard after a restart. Silence ends an alert only while somebody listens: heartbeats that
/// met a program that was down, or were lost in the crash, must not make it tell people that all is well.
/// </summary>
internal static class RestartGrace
{
    /// <summary>
    /// The end that the alert has after a restart: at least half of the time that its last heartbeat gave it, from now.
    /// </summary>
    /// <param name="saved">The alert as the journal has it.</param>
    /// <param name="lastAliveAt">When the program is known to have listened last.</param>
    /// <param name="now">The restart.</param>
    /// <param name="max">The most that is given; whoever states an end hours ahead is not waiting to be heard.</param>
    // Source: Prometheus rules, sendAlerts: an end is four heartbeats ahead, so half of it is two chances. A restart
    // between two of them changes nothing, and costs nothing.
    public static Instant EndOf(SavedAlert saved, Instant lastAliveAt, Instant now, TimeSpan max)
    {
        Alert alert = saved.Alert;
        bool isStated = alert.EndsAt <= alert.UpdatedAt;
        bool wasMissed = alert.EndsAt < lastAliveAt;
        if (isStated || wasMissed || saved.IsEndRecorded)
        {
            return alert.EndsAt;
        }

        TimeSpan half = (alert.EndsAt - alert.UpdatedAt) / 2;
        return Instant.Later(alert.EndsAt, now + (half < max ? half : max));
    }
}
