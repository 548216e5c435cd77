namespace Tocsin.Server.Config.Prometheus;

/// <summary>What came of loading a <c>prometheus.yml</c>.</summary>
/// <param name="Config">The configuration, or null if there are errors.</param>
/// <param name="Errors">Everything that is wrong.</param>
/// <param name="Warnings">What is passed over.</param>
public sealed record PrometheusLoadResult(
    PrometheusConfig? Config, IReadOnlyList<ConfigDiagnostic> Errors, IReadOnlyList<ConfigDiagnostic> Warnings)
{
    /// <summary>The one error in upstream's words (its type errors fill several lines), or null.</summary>
    public string? Message { get; init; }

    /// <summary>The configuration printed with all defaults and without secrets.</summary>
    public string Printed { get; init; } = "";
}
