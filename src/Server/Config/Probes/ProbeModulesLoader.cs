using System.Text;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Probes;

/// <summary>What came of loading a module file.</summary>
/// <param name="Config">The modules, or null if there are errors.</param>
/// <param name="Errors">Everything that is wrong.</param>
/// <param name="Warnings">What is doubtful.</param>
public sealed record ProbeModulesResult(
    ProbeModulesConfig? Config, IReadOnlyList<ConfigDiagnostic> Errors, IReadOnlyList<ConfigDiagnostic> Warnings)
{
    /// <summary>The one error in upstream's words (its type errors fill several lines), or null.</summary>
    public string? Message { get; init; }
}

/// <summary>Loads a module file. It has no state.</summary>
/// <param name="files">Where files come from.</param>
public sealed class ProbeModulesLoader(IFileSource files)
{
    private const string BuiltIn = "built-in modules";

    /// <summary>Loads a file, whose paths are taken from its folder; the built-in modules for an empty path.</summary>
    public ProbeModulesResult Load(string path)
    {
        byte[] content;
        if (path.Length == 0)
        {
            content = Encoding.UTF8.GetBytes(DefaultModules.Text);
        }
        else if (files.TryRead(path, out content) is { } error)
        {
            return new(null, [new(Severity.Error, path, default, "", error)], []) { Message = error };
        }

        YamlDocument document = YamlDocument.Parse(content);
        if (document.Error is { } syntax)
        {
            return Result(path, null, [syntax], []);
        }

        ProbeModulesConfig config = ProbeModulesConfig.Schema.Initial;
        var reader = new YamlReader(new());
        if (document.Root?.Followed is { } root)
        {
            reader.Read(ProbeModulesConfig.Schema, root, ref config);
        }

        string directory = Path.GetDirectoryName(path) ?? "";
        config = config with
        {
            Modules = config.Modules.ToDictionary(
                module => module.Key, module => module.Value.InDirectory(directory), StringComparer.Ordinal),
        };
        return Result(path, config, reader.Faults, reader.Warnings);
    }

    private static ProbeModulesResult Result(
        string path, ProbeModulesConfig? config, IReadOnlyList<YamlDiagnostic> faults, IReadOnlyList<YamlDiagnostic> warnings)
    {
        string file = path.Length == 0 ? BuiltIn : path;
        return new(faults.Count == 0 ? config : null, Place(Severity.Error, faults), Place(Severity.Warning, warnings))
        {
            Message = YamlDiagnostic.Primary(faults),
        };

        ConfigDiagnostic[] Place(Severity severity, IReadOnlyList<YamlDiagnostic> found) =>
            [.. found.Select(f => new ConfigDiagnostic(severity, file, f.At, f.Key, f.Text) { Hint = f.Hint })];
    }
}
