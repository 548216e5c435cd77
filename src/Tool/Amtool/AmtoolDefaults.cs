using Tocsin.Tool.CommandLine;
using Tocsin.Yaml;

namespace Tocsin.Tool.Amtool;

/// <summary>
/// The values of flags from configuration files. The first file that has a value wins; the person's own files come
/// first.
/// </summary>
internal static class AmtoolDefaults
{
    private const string OldName = "comment_required";
    private const string NewName = "require-comment";

    // Upstream's places and those of Debian's build.
    private static readonly string[] InHome = [".config/amtool/config.yml", ".config/prometheus/amtool.yml"];
    private static readonly string[] InSystem = ["/etc/amtool/config.yml", "/etc/prometheus/amtool.yml"];

    /// <summary>Reads the files that are there.</summary>
    /// <exception cref="CommandFailure">One of them is not usable.</exception>
    public static IReadOnlyDictionary<string, string> Read(Terminal terminal)
    {
        var values = new Dictionary<string, string>();
        string home = terminal.Environment("HOME") ?? "";
        IEnumerable<string> own = home.Length == 0 ? [] : InHome.Select(name => Path.Combine(home, name));
        foreach (string path in own.Concat(InSystem).Where(File.Exists))
        {
            foreach ((string key, string value) in Parse(path))
            {
                values.TryAdd(key, value);
            }
        }

        return values;
    }

    private static IReadOnlyDictionary<string, string> Parse(string path)
    {
        YamlDocument document;
        try
        {
            document = YamlDocument.Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure($"could not load config file: open {path}: {FileErrors.Describe(e)}", e);
        }

        IReadOnlyDictionary<string, string> values = new Dictionary<string, string>();
        string? error = document.Error?.Text;
        if (error is null && document.Root is { } root)
        {
            var reader = new YamlReader(new YamlReadOptions());
            reader.Read(YamlTypes.MapOf(YamlTypes.Text), root, ref values);
            error = YamlDiagnostic.Primary(reader.Faults);
        }

        return error is null ? Renamed(values) : throw new CommandFailure($"could not load config file: {error}");
    }

    private static IReadOnlyDictionary<string, string> Renamed(IReadOnlyDictionary<string, string> values)
    {
        if (!values.TryGetValue(OldName, out string? old))
        {
            return values;
        }

        var renamed = new Dictionary<string, string>(values.Where(v => v.Key != OldName));
        renamed.TryAdd(NewName, old);
        return renamed;
    }
}
