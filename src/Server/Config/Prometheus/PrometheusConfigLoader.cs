using System.Text;
using Tocsin.Notify.Http;
using Tocsin.Yaml;

namespace Tocsin.Server.Config.Prometheus;

/// <summary>Loads a <c>prometheus.yml</c>: reads it, completes it, checks it. It has no state.</summary>
/// <param name="files">Where files come from.</param>
/// <param name="environment">Reads an environment variable, for external labels.</param>
public sealed class PrometheusConfigLoader(IFileSource files, Func<string, string?> environment)
{
    /// <summary>Loads a file; the paths in it are taken from its folder.</summary>
    public PrometheusLoadResult Load(string path)
    {
        var findings = new Found([], []);
        if (Read(path, PrometheusConfig.Schema, findings) is not { } read)
        {
            return Result(null, findings);
        }

        (PrometheusConfig config, YamlNode? root) = read;
        string directory = Path.GetDirectoryName(path) ?? "";
        List<Placed> scrapes = [.. Place(config.ScrapeConfigs, path, root)];
        foreach (string file in config.ScrapeConfigFiles.Select(p => ConfigPath.Join(directory, p)).SelectMany(files.Glob))
        {
            scrapes.AddRange(ReadScrapeFile(file, findings));
        }

        config = config with
        {
            Global = config.Global with
            {
                ExternalLabels = config.Global.ExternalLabels.ToDictionary(label => label.Key, label => Expand(label.Value)),
            },
            RuleFiles = [.. config.RuleFiles.Select(file => ConfigPath.Join(directory, file))],
            ScrapeConfigs = [.. scrapes.Select(scrape => scrape.Config.Over(config.Global))],
            Alerting = config.Alerting with
            {
                Alertmanagers = [.. config.Alerting.Alertmanagers.Select(set => set.InDirectory(directory))],
            },
        };
        Check(config, scrapes, findings);
        return Result(config, findings);
    }

    private static void Check(PrometheusConfig config, List<Placed> scrapes, Found findings)
    {
        var jobs = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < scrapes.Count; i++)
        {
            (_, string file, YamlPosition at, string key) = scrapes[i];
            ScrapeConfig scrape = config.ScrapeConfigs[i];
            if (!jobs.Add(scrape.JobName))
            {
                findings.All.Add(new(Severity.Error, file, at, key, $"found multiple scrape configs with job name \"{scrape.JobName}\""));
            }

            if (scrape.Timeout > scrape.Interval)
            {
                findings.All.Add(new(Severity.Error, file, at, key,
                    $"scrape timeout greater than scrape interval for scrape config with job name \"{scrape.JobName}\""));
            }
        }
    }

    private IEnumerable<Placed> ReadScrapeFile(string file, Found findings)
    {
        if (Read(file, ScrapeConfigFile.Schema, findings) is not { } read)
        {
            return [];
        }

        return Place(read.Value.ScrapeConfigs, file, read.Root);
    }

    private static IEnumerable<Placed> Place(IReadOnlyList<ScrapeConfig> scrapes, string file, YamlNode? root) =>
        scrapes.Select((scrape, i) => new Placed(
            scrape.InDirectory(Path.GetDirectoryName(file) ?? ""),
            file,
            root?["scrape_configs"]?.Children[i].Followed.At ?? default,
            $"scrape_configs[{i}]"));

    private (T Value, YamlNode? Root)? Read<T>(string path, YamlSchema<T> schema, Found findings)
        where T : class
    {
        if (files.TryRead(path, out byte[] content) is { } error)
        {
            findings.All.Add(new(Severity.Error, path, default, "", error));
            return null;
        }

        YamlDocument document = YamlDocument.Parse(content);
        if (document.Error is { } fault)
        {
            Add(Severity.Error, [fault]);
            return null;
        }

        T value = schema.Initial;
        var reader = new YamlReader(new());
        YamlNode? root = document.Root?.Followed;
        if (root is not null)
        {
            reader.Read(schema, root, ref value);
        }

        Add(Severity.Error, reader.Faults);
        Add(Severity.Warning, reader.Warnings);
        return reader.Faults.Count > 0 ? null : (value, root);

        void Add(Severity severity, IReadOnlyList<YamlDiagnostic> found)
        {
            findings.All.AddRange(found.Select(f => new ConfigDiagnostic(severity, path, f.At, f.Key, f.Text) { Hint = f.Hint }));
            findings.Read.AddRange(severity == Severity.Error ? found : []);
        }
    }

    private static string? MessageOf(ConfigDiagnostic[] errors, IReadOnlyList<YamlDiagnostic> faults) =>
        YamlDiagnostic.Primary(faults) ?? errors[0].Text;

    private static PrometheusLoadResult Result(PrometheusConfig? config, Found findings)
    {
        ConfigDiagnostic[] errors = [.. findings.All.Where(finding => finding.Severity == Severity.Error)];
        bool isGood = config is not null && errors.Length == 0;
        return new PrometheusLoadResult(
            isGood ? config : null, errors, [.. findings.All.Where(finding => finding.Severity == Severity.Warning)])
        {
            Message = errors.Length == 0 ? null : MessageOf(errors, findings.Read),
            Printed = isGood ? YamlWriter.Write(PrometheusConfig.Schema.Write(config!)) : "",
        };
    }

    // Source: Go os.Expand, and Prometheus config: $$ is a dollar sign; what is not set is empty.
    private string Expand(string text)
    {
        var expanded = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] != '$' || i + 1 == text.Length)
            {
                expanded.Append(text[i]);
            }
            else if (text[i + 1] == '$')
            {
                expanded.Append('$');
                i++;
            }
            else if (text[i + 1] == '{' && text.IndexOf('}', i) is >= 0 and var close)
            {
                expanded.Append(environment(text[(i + 2)..close]));
                i = close;
            }
            else
            {
                int end = i + 1;
                while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
                {
                    end++;
                }

                expanded.Append(end == i + 1 ? "$" : environment(text[(i + 1)..end]));
                i = end - 1;
            }
        }

        return expanded.ToString();
    }

    private sealed record Found(List<ConfigDiagnostic> All, List<YamlDiagnostic> Read);

    private sealed record Placed(ScrapeConfig Config, string File, YamlPosition At, string Key);

    private sealed record ScrapeConfigFile(IReadOnlyList<ScrapeConfig> ScrapeConfigs)
    {
        public static YamlSchema<ScrapeConfigFile> Schema { get; } = new YamlSchema<ScrapeConfigFile>("config.ScrapeConfigs", new([]))
            .Optional("scrape_configs", YamlTypes.ListOf(YamlTypes.Required(ScrapeConfig.Schema, "empty or null scrape config section")),
                c => c.ScrapeConfigs, (_, v) => new(v))
            .WithoutUnmarshaler();
    }
}
