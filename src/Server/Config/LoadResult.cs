namespace Tocsin.Server.Config;

/// <summary>What came of loading a configuration.</summary>
/// <param name="Config">The configuration, or null if there are errors.</param>
/// <param name="Errors">Everything that is wrong; the first is the one that upstream stops at.</param>
/// <param name="Warnings">What is doubtful or not served yet.</param>
public sealed record LoadResult(
    LoadedConfig? Config, IReadOnlyList<ConfigDiagnostic> Errors, IReadOnlyList<ConfigDiagnostic> Warnings)
{
    /// <summary>The one error in upstream's exact words (its type errors fill several lines), or null.</summary>
    public string? Message { get; init; }
}
