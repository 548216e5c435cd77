using Tocsin.Model.Alerts;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>The newest state of an alert that an Alertmanager was not told yet. Belongs to its queue.</summary>
internal sealed class QueuedAlert
{
    /// <summary>The state.</summary>
    public required Alert Alert { get; set; }

    /// <summary>Counts the states, over all alerts of the queue.</summary>
    public required long Version { get; set; }

    /// <summary>
    /// The version that began or ended the alert, and is in the journal until it is told; 0 if all that is newer is only
    /// said again, which a restart says again, too.
    /// </summary>
    public long OwedVersion { get; set; }
}
