using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Routing;
using Tocsin.Model.Labels;

namespace Tocsin.Server.Dashboard.Past;

/// <summary>An alert began to fire, or ended. Unix milliseconds.</summary>
/// <param name="Alert">Which.</param>
/// <param name="FromMs">When it began; 0 where the end does not tell.</param>
/// <param name="ToMs">When it ended; 0 for a begin.</param>
internal readonly record struct FiredChange(Fingerprint Alert, long FromMs, long ToMs)
{
    /// <summary>What an event says; null if nothing about a begin or an end.</summary>
    public static FiredChange? Of(JournalEvent happened) => happened switch
    {
        AlertReceived { Change: not AlertChange.Resolved } received when !received.Alert.IsResolvedAt(received.At) =>
            new(received.Alert.Fingerprint, received.Alert.StartsAt.UnixMs, 0),
        AlertReceived received => new(received.Alert.Fingerprint, received.Alert.StartsAt.UnixMs, received.Alert.EndsAt.UnixMs),
        AlertEnded ended => new(ended.Fingerprint, 0, ended.EndedAt.UnixMs),
        _ => null,
    };
}
