using Tocsin.Server.Config;
using Tocsin.Server.Config.Prometheus;

namespace Tocsin.Server.Probes;

/// <summary>Makes scrape jobs of <c>probes.targets</c>, which look as if they scraped <c>/probe</c> of this program.</summary>
internal static class ProbeTargets
{
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The scrape configurations.</summary>
    /// <param name="probes">The settings.</param>
    /// <param name="externalUrl">Where people find this program.</param>
    public static IEnumerable<ScrapeConfig> ToJobs(ProbesSection probes, string externalUrl)
    {
        var server = new Uri(externalUrl, UriKind.Absolute);
        return probes.Targets.Select(targets => new ScrapeConfig
        {
            JobName = targets.Job,
            Interval = targets.Interval,
            Timeout = targets.Timeout > TimeSpan.Zero ? targets.Timeout
                : targets.Interval < UsualTimeout ? targets.Interval : UsualTimeout,
            MetricsPath = server.AbsolutePath.TrimEnd('/') + "/probe",
            Scheme = server.Scheme,
            Params = new Dictionary<string, IReadOnlyList<string>> { ["module"] = [targets.Module] },
            ProbeModule = targets.Module,
            Discovery = new DiscoveryConfig
            {
                Static = [.. targets.Targets.Distinct().Select(target => new StaticGroupConfig
                {
                    Targets = [server.Authority],
                    Labels = new Dictionary<string, string>(targets.Labels)
                    {
                        ["__param_target"] = target,
                        ["instance"] = targets.Labels.GetValueOrDefault("instance", target),
                    },
                })],
            },
        });
    }

    /// <summary>What is wrong with them beside the modules and jobs that there are.</summary>
    public static IEnumerable<string> FaultsOf(ProbesSection probes, IEnumerable<string> modules, IEnumerable<ScrapeConfig> jobs)
    {
        HashSet<string> known = [.. modules];
        HashSet<string> taken = [.. jobs.Select(job => job.JobName)];
        foreach (ProbeTargetsConfig targets in probes.Targets)
        {
            if (!known.Contains(targets.Module))
            {
                string near = Yaml.NearestName.Find(targets.Module, known) is { } found ? $" (did you mean {found}?)" : "";
                yield return $"probes.targets: there is no module \"{targets.Module}\"{near}";
            }

            if (taken.Contains(targets.Job))
            {
                yield return $"probes.targets: prometheus.yml has a job \"{targets.Job}\" too";
            }
        }
    }
}
