using Tocsin.Server.Config;
using Tocsin.Server.Config.Lints;
using Tocsin.Server.Config.Probes;
using Tocsin.Server.Config.Prometheus;

namespace Tocsin.Tool.Check;

/// <summary>What was found in one file.</summary>
/// <param name="Path">The file as it was named.</param>
/// <param name="IsLoadable">Whether the server would take it.</param>
/// <param name="Findings">Everything wrong or doubtful, errors first.</param>
internal sealed record CheckedFile(string Path, bool IsLoadable, IReadOnlyList<ConfigDiagnostic> Findings)
{
    /// <summary>Whether something in it does not work, although the server may take it.</summary>
    public bool HasErrors => !IsLoadable || Findings.Any(f => f.Severity == Severity.Error);

    /// <summary>
    /// Checks a file: by its name Tocsin's own settings, a <c>prometheus.yml</c> or a <c>blackbox.yml</c>, else an
    /// Alertmanager configuration.
    /// </summary>
    public static CheckedFile Check(string path, IFileSource files, LoadOptions options)
    {
        if (System.IO.Path.GetFileNameWithoutExtension(path) == "tocsin")
        {
            TocsinLoadResult own = new TocsinConfigLoader(files).Load(path);
            string named = own.Config?.Prometheus.ConfigFile ?? "";
            CheckedFile? upstream = named.Length == 0 ? null : CheckPrometheus(named, files);
            CheckedFile? modules = own.Config?.Probes is { ModulesFile.Length: > 0 } probes
                ? CheckModules(probes.ModulesFile, files)
                : null;
            return new CheckedFile(
                path,
                own.Config is not null && upstream?.IsLoadable != false && modules?.IsLoadable != false,
                [.. own.Errors, .. upstream?.Findings ?? [], .. modules?.Findings ?? []]);
        }

        if (System.IO.Path.GetFileNameWithoutExtension(path) == "blackbox")
        {
            return CheckModules(path, files);
        }

        if (System.IO.Path.GetFileNameWithoutExtension(path) == "prometheus")
        {
            return CheckPrometheus(path, files);
        }

        LoadResult result = new ConfigLoader(files).Load(path, options);
        IEnumerable<ConfigDiagnostic> lints = result.Config is null ? [] : ConfigLints.Run(result.Config, files);

        // A lint may say again what loading warned about.
        ConfigDiagnostic[] findings =
        [
            .. result.Errors.Concat(result.Warnings).Concat(lints)
                .DistinctBy(f => (f.At, f.Text))
                .OrderByDescending(f => f.Severity),
        ];
        return new CheckedFile(path, result.Config is not null, findings);
    }

    private static CheckedFile CheckModules(string path, IFileSource files)
    {
        ProbeModulesResult loaded = new ProbeModulesLoader(files).Load(path);
        return new CheckedFile(path, loaded.Config is not null, [.. loaded.Errors, .. loaded.Warnings]);
    }

    private static CheckedFile CheckPrometheus(string path, IFileSource files)
    {
        PrometheusLoadResult loaded = new PrometheusConfigLoader(files, Environment.GetEnvironmentVariable).Load(path);
        return new CheckedFile(path, loaded.Config is not null, [.. loaded.Errors, .. loaded.Warnings]);
    }
}
