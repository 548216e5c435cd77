using Tocsin.Model.Alerts;

namespace Tocsin.Model.Seams;

/// <summary>Takes the alerts of rules: the router of this process, or one far away.</summary>
/// <remarks>Thread-safe. The sink may keep the list; the caller does not change it any more.</remarks>
public interface IAlertSink
{
    /// <summary>
    /// Takes alerts in; an alert that it holds already is a heartbeat. Waits while there is no room, which holds up the
    /// evaluation of rules rather than losing what they found.
    /// </summary>
    Task PutAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellation);
}
