using System.Text.RegularExpressions;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>Files with targets: an item of <c>file_sd_configs</c>.</summary>
public sealed partial record FileDiscoveryConfig
{
    /// <summary>Files, or patterns with <c>*</c> in the last part.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How often they are read even if nothing told that they changed.</summary>
    public TimeSpan RefreshInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<FileDiscoveryConfig> Schema { get; } = new YamlSchema<FileDiscoveryConfig>("file.SDConfig", new())
        .Field("files", YamlTypes.ListOf(YamlTypes.Text), c => c.Files, (c, v) => c with { Files = v })
        .Optional("refresh_interval", ConfigTypes.Duration, c => c.RefreshInterval, (c, v) => c with { RefreshInterval = v })
        .Rule(Check);

    /// <summary>The same with relative files taken from a folder.</summary>
    public FileDiscoveryConfig InDirectory(string directory) =>
        this with { Files = [.. Files.Select(file => ConfigPath.Join(directory, file))] };

    // Source: Prometheus discovery/file, SDConfig.UnmarshalYAML.
    private static FileDiscoveryConfig Check(FileDiscoveryConfig c, YamlRules rules)
    {
        if (c.Files.Count == 0)
        {
            rules.Fail("file service discovery config must contain at least one path name");
        }

        foreach (string name in c.Files.Where(name => !PathPattern().IsMatch(name)))
        {
            rules.Fail($"path name \"{name}\" is not valid for file discovery", "files",
                "it must end in .json, .yml or .yaml, and * may stand in its last part only");
        }

        return c;
    }

    [GeneratedRegex(@"\A[^*]*(\*[^/]*)?\.(json|yml|yaml|JSON|YML|YAML)\z")]
    private static partial Regex PathPattern();
}
