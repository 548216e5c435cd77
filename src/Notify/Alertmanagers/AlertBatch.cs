using Tocsin.Model.Alerts;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>Alerts under way to an Alertmanager, as they were when they left.</summary>
/// <param name="Alerts">The alerts, in the order in which they came.</param>
/// <param name="Versions">The version of each.</param>
public sealed record AlertBatch(IReadOnlyList<Alert> Alerts, IReadOnlyList<long> Versions)
{
    /// <summary>Nothing to do.</summary>
    public static AlertBatch Empty { get; } = new([], []);
}
