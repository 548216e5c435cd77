using System.Text;
using Tocsin.Templates;
using Tocsin.Templates.Defaults;
using Tocsin.Templates.Parsing;

namespace Tocsin.Server.Config;

/// <summary>The templates of a configuration: the default ones and those of its files, which may replace them.</summary>
public static class ConfigTemplates
{
    /// <summary>Reads and parses the files that <c>templates</c> names, in upstream's order.</summary>
    /// <param name="config">The configuration.</param>
    /// <param name="files">Where the files come from.</param>
    /// <param name="findings">Gets an error for each file that cannot be read or parsed, a warning for each pattern without files.</param>
    public static TemplateSet Load(LoadedConfig config, IFileSource files, ICollection<ConfigDiagnostic> findings)
    {
        var texts = new List<TemplateFile>(DefaultTemplates.Files);
        var paths = new Dictionary<string, string>(StringComparer.Ordinal);
        for (int i = 0; i < config.Config.Templates.Count; i++)
        {
            string pattern = config.Config.Templates[i];
            string key = CrossChecks.Index("templates", i);
            IReadOnlyList<string> found = files.Glob(pattern);
            if (found.Count == 0)
            {
                findings.Add(Finding(config, key, $"no file matches {pattern}") with { Severity = Severity.Warning });
            }

            foreach (string path in found)
            {
                string? error = files.TryRead(path, out byte[] content);
                if (error is not null)
                {
                    findings.Add(Finding(config, key, error));
                    continue;
                }

                texts.Add(new(Path.GetFileName(path), Encoding.UTF8.GetString(content)));
                paths[Path.GetFileName(path)] = path;
            }
        }

        TemplateSetResult parsed = TemplateSet.Parse(texts);
        foreach (TemplateError error in parsed.Errors)
        {
            findings.Add(new(Severity.Error, paths.GetValueOrDefault(error.Source, error.Source), new(error.Line, error.Column + 1), "",
                error.Message));
        }

        return parsed.Set;
    }

    private static ConfigDiagnostic Finding(LoadedConfig config, string key, string text) =>
        new(Severity.Error, config.File, config.Source.Nearest(key).At, key, text);
}
