using System.Collections.Frozen;
using Tocsin.Model.Labels;
using Tocsin.Notify.Http;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Yaml;

namespace Tocsin.Server.Config;

/// <summary><c>probes</c>: whether and how this program probes. Without the section it does not.</summary>
public sealed record ProbesSection
{
    /// <summary>A module file, beside this file if relative; empty for the built-in modules.</summary>
    public string ModulesFile { get; init; } = "";

    /// <summary>What is taken off a scraper's patience, so that the answer gets there in time.</summary>
    public TimeSpan TimeoutOffset { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How many probes run at once.</summary>
    public long ConcurrentMax { get; init; } = 200;

    /// <summary>What to probe, again and again.</summary>
    public IReadOnlyList<ProbeTargetsConfig> Targets { get; init; } = [];

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ProbesSection> Schema { get; } = new YamlSchema<ProbesSection>("tocsin.Probes", new())
        .Optional("modules_file", YamlTypes.Text, c => c.ModulesFile, (c, v) => c with { ModulesFile = v })
        .Field("timeout_offset", ConfigTypes.Duration, c => c.TimeoutOffset, (c, v) => c with { TimeoutOffset = v })
        .Field("concurrent_max", YamlTypes.Whole, c => c.ConcurrentMax, (c, v) => c with { ConcurrentMax = v })
        .Optional("targets", YamlTypes.ListOf(ProbeTargetsConfig.Schema), c => c.Targets, (c, v) => c with { Targets = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static ProbesSection Check(ProbesSection c, YamlRules rules)
    {
        if (c.ConcurrentMax is < 1 or > 10_000)
        {
            rules.Fail("concurrent_max must be between 1 and 10000", "concurrent_max");
        }

        foreach (string job in c.Targets.GroupBy(targets => targets.Job).Where(same => same.Count() > 1).Select(same => same.Key))
        {
            rules.Fail($"two items of targets have the job \"{job}\"", "targets", "give each a job of its own");
        }

        return c;
    }
}

/// <summary>Targets that are probed by one module: an item of <c>probes.targets</c>.</summary>
public sealed record ProbeTargetsConfig
{
    private readonly string _job = "";

    /// <summary>The module.</summary>
    public string Module { get; init; } = "";

    /// <summary>The label <c>job</c>; <c>probe/</c> and the module unless given.</summary>
    public string Job
    {
        get => _job.Length == 0 ? "probe/" + Module : _job;
        init => _job = value;
    }

    /// <summary>The targets as the module's prober takes them.</summary>
    public IReadOnlyList<string> Targets { get; init; } = [];

    /// <summary>Labels of all of them.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>Time between probes.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long one may take; zero for 10 s, or the interval if that is shorter.</summary>
    public TimeSpan Timeout { get; init; }

    /// <summary>How it is read and printed.</summary>
    public static YamlSchema<ProbeTargetsConfig> Schema { get; } = new YamlSchema<ProbeTargetsConfig>("tocsin.ProbeTargets", new())
        .Field("module", YamlTypes.Text, c => c.Module, (c, v) => c with { Module = v })
        .Optional("job", YamlTypes.Text, c => c._job, (c, v) => c with { Job = v })
        .Field("targets", YamlTypes.ListOf(YamlTypes.Text), c => c.Targets, (c, v) => c with { Targets = v })
        .Optional("labels", LabelNames.Map, c => c.Labels, (c, v) => c with { Labels = v })
        .Field("interval", ConfigTypes.Duration, c => c.Interval, (c, v) => c with { Interval = v })
        .Optional("timeout", ConfigTypes.Duration, c => c.Timeout, (c, v) => c with { Timeout = v })
        .WithoutUnmarshaler()
        .Rule(Check);

    private static ProbeTargetsConfig Check(ProbeTargetsConfig c, YamlRules rules)
    {
        if (c.Module.Length == 0)
        {
            rules.Fail("module is missing", hint: "the name of a module of modules_file, such as http_2xx");
        }

        if (c.Interval <= TimeSpan.Zero)
        {
            rules.Fail("interval must be greater than zero", "interval");
        }
        else if (c.Timeout > c.Interval)
        {
            rules.Fail("timeout must not be longer than interval", "timeout");
        }

        if (c.Targets.Any(string.IsNullOrWhiteSpace))
        {
            rules.Fail("a target is empty", "targets");
        }

        LabelNames.Check(c.Labels, "labels", rules);
        foreach (string name in c.Labels.Keys.Where(name => name.StartsWith("__", StringComparison.Ordinal)))
        {
            rules.Fail($"{GoQuote.Quote(name)}: names that begin with two underscores are not kept", "labels");
        }

        return c;
    }
}
