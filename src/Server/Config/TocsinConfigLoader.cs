using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary>What came of loading a <c>tocsin.yml</c>.</summary>
/// <param name="Config">The settings, or null if there are errors.</param>
/// <param name="GlobalDefaults">What to give to <see cref="LoadOptions.GlobalDefaults"/>; null for none.</param>
/// <param name="Errors">Everything that is wrong.</param>
public sealed record TocsinLoadResult(TocsinConfig? Config, YamlNode? GlobalDefaults, IReadOnlyList<ConfigDiagnostic> Errors);

/// <summary>Loads <c>tocsin.yml</c>. It has no state.</summary>
/// <param name="files">Where files come from.</param>
public sealed class TocsinConfigLoader(IFileSource files)
{
    /// <summary>Loads a file; the paths in it are taken from its folder.</summary>
    public TocsinLoadResult Load(string path)
    {
        if (files.TryRead(path, out byte[] content) is { } error)
        {
            return new(null, null, [new(Severity.Error, path, default, "", error)]);
        }

        YamlDocument document = YamlDocument.Parse(content);
        if (document.Error is { } fault)
        {
            return Refuse(path, [fault]);
        }

        TocsinConfig config = TocsinConfig.Default;
        var reader = new YamlReader(new());
        YamlNode? root = document.Root?.Followed;
        if (root is not null)
        {
            reader.Read(TocsinConfig.Schema, root, ref config);
        }

        if (reader.Faults.Count > 0)
        {
            return Refuse(path, reader.Faults);
        }

        string directory = Path.GetDirectoryName(path) ?? "";
        return new(
            config with
            {
                Alertmanager = config.Alertmanager with { ConfigFile = ConfigPath.Join(directory, config.Alertmanager.ConfigFile) },
                Rules = config.Rules.Files.Count == 0
                    ? config.Rules
                    : config.Rules with { Files = [.. config.Rules.Files.Select(file => ConfigPath.Join(directory, file))] },
                Prometheus = config.Prometheus with { ConfigFile = ConfigPath.Join(directory, config.Prometheus.ConfigFile) },
                Probes = config.Probes is null
                    ? null
                    : config.Probes with { ModulesFile = ConfigPath.Join(directory, config.Probes.ModulesFile) },
                Backends = config.Backends.ToDictionary(
                    pair => pair.Key,
                    pair => pair.Value with { Client = pair.Value.Client.InDirectory(directory) },
                    StringComparer.Ordinal),
                Storage = config.Storage with { Path = ConfigPath.Join(directory, config.Storage.Path) },
            },
            root?["alertmanager"]?["defaults"]?["global"],
            []);
    }

    private static TocsinLoadResult Refuse(string path, IReadOnlyList<YamlDiagnostic> faults) => new(
        null, null, [.. faults.Select(f => new ConfigDiagnostic(Severity.Error, path, f.At, f.Key, f.Text) { Hint = f.Hint })]);
}
