namespace Tocsin.Server.Config.Lints;

/// <summary>
/// What <c>check</c> looks for beyond upstream's check: what loads but cannot do what it seems to. Pure; it may be run
/// on any loaded configuration.
/// </summary>
public static class ConfigLints
{
    /// <summary>Runs every lint.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="files">Where template files come from.</param>
    /// <returns>The findings, errors first, then by place.</returns>
    public static IReadOnlyList<ConfigDiagnostic> Run(LoadedConfig config, IFileSource files)
    {
        var findings = new List<ConfigDiagnostic>();
        var report = new LintReport(config, findings);
        TemplateLint.Run(ConfigTemplates.Load(config, files, findings), report);
        RouteLint.Run(report);
        UsageLint.Run(report);
        TimingLint.Run(report);
        InhibitLint.Run(report);
        return [.. findings.OrderByDescending(f => f.Severity).ThenBy(f => f.File, StringComparer.Ordinal).ThenBy(f => f.At.Line)];
    }
}

/// <summary>Where lints put what they find.</summary>
internal sealed class LintReport(LoadedConfig config, List<ConfigDiagnostic> findings)
{
    public LoadedConfig Config => config;

    public void Add(Severity severity, string key, string text, string? hint = null) =>
        findings.Add(new(severity, config.File, config.Source.Nearest(key).At, key, text) { Hint = hint });
}
