using System.Globalization;
using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Notify.HttpClients;
using Tocsin.Notify.Integrations;
using Tocsin.Notify.Messages;
using Tocsin.Notify.Outgoing;
using Tocsin.Notify.Receivers;
using Tocsin.Routing;
using Tocsin.Routing.Inhibition;
using Tocsin.Routing.Routes;
using Tocsin.Routing.TimeIntervals;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Server.Alerting;
using Tocsin.Server.Config;
using Tocsin.Server.Config.Probes;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Server.Probes;
using Tocsin.Server.Rules;
using Tocsin.Templates;
using Tocsin.Templates.GoTime;

namespace Tocsin.Server.Hosting;

/// <summary>
/// Turns a configuration file into what every stage runs by. All of it happens before anything live is touched, so a
/// file that fails changes nothing.
/// </summary>
internal sealed partial class ConfigCompiler(IFileSource files, ConfigCompilerOptions options, ILogger log)
{
    private const string EmbeddedName = "embedded default";

    // What `serve` without any file runs by: alerts are taken, grouped, shown and explained, and nobody is told.
    private const string EmbeddedText = """
        route:
          receiver: nobody
          group_by: [alertname]
        receivers:
          - name: nobody
        """;

    private readonly RuleFileLoader _rules = new(new RuleFileSource(files));

    /// <summary>Loads and compiles; the errors, the first one in upstream's words, if it cannot run.</summary>
    public (RunningConfig? Config, IReadOnlyList<string> Errors) Compile(string? path)
    {
        TocsinLoadResult own = options.Settings.Read();
        if (own.Config is null)
        {
            return (null, [.. own.Errors.Select(error => error.ToString())]);
        }

        PrometheusLoadResult upstream = LoadPrometheus(own.Config.Prometheus.ConfigFile);
        Warn(upstream.Warnings);
        if (upstream.Config is null)
        {
            return (null, [.. upstream.Errors.Select(error => error.ToString())]);
        }

        if (LoadProbes(own.Config.Probes, upstream.Config, out ProbeModulesConfig? modules) is { Length: > 0 } wrongProbes)
        {
            return (null, wrongProbes);
        }

        TocsinConfig settings = own.Config with { Rules = own.Config.Rules.Over(upstream.Config) };
        LoadOptions load = options.Load with
        {
            GlobalDefaults = own.GlobalDefaults,
            AllowedPrograms = settings.Exec.Allow,
            DeliveryDefaults = settings.DeliveryDefaults(),
        };
        LoadResult loaded = path is null
            ? new ConfigLoader(new TextSource(EmbeddedText)).Load(EmbeddedName, load)
            : new ConfigLoader(files).Load(path, load);
        Warn(loaded.Warnings);

        if (loaded.Config is not { } config)
        {
            string first = loaded.Message ?? loaded.Errors[0].Text;
            return (null, [first, .. loaded.Errors.Select(error => error.ToString())]);
        }

        List<ConfigDiagnostic> findings = [];
        TemplateSet templates = ConfigTemplates.Load(config, files, findings);
        Warn(findings.Where(finding => finding.Severity == Severity.Warning));
        RuleFileResult rules = LoadRules(RuleSourcesOf(settings));

        string[] faults =
        [
            .. findings.Where(f => f.Severity == Severity.Error).Select(f => f.ToString()),
            .. rules.Faults.Select(fault => fault.ToString()),
        ];
        var parts = new Loaded(templates, rules.Groups, upstream, modules);
        return faults.Length > 0 ? (null, faults) : (Compile(config, settings, parts, path), []);
    }

    private PrometheusLoadResult LoadPrometheus(string path) => path.Length == 0
        ? new PrometheusLoadResult(PrometheusConfig.Default, [], [])
        : new PrometheusConfigLoader(files, Environment.GetEnvironmentVariable).Load(path);

    private string[] LoadProbes(ProbesSection? probes, PrometheusConfig upstream, out ProbeModulesConfig? modules)
    {
        modules = null;
        if (probes is null)
        {
            return [];
        }

        ProbeModulesResult loaded = new ProbeModulesLoader(files).Load(probes.ModulesFile);
        Warn(loaded.Warnings);
        modules = loaded.Config;
        return modules is null
            ? [.. loaded.Errors.Select(error => error.ToString())]
            : [.. ProbeTargets.FaultsOf(probes, modules.Modules.Keys, upstream.ScrapeConfigs)];
    }

    /// <summary>Loads the rule files alone; those that did not change are not read again.</summary>
    public RuleFileResult LoadRules(RuleSources sources)
    {
        RuleFileResult rules = _rules.Load(sources.Patterns, sources.Options);
        foreach (RuleFileFault doubt in rules.Warnings)
        {
            LogWarning(doubt.ToString());
        }

        return sources.WatchesSelf && rules.IsOk
            ? rules with { Groups = [.. rules.Groups, .. OwnRules.Groups(sources.Options)] }
            : rules;
    }

    // Without its own series there is nothing that the rules about itself could see.
    private static RuleSources RuleSourcesOf(TocsinConfig own) => new(own.Rules.Files, own.RuleFileOptions())
    {
        WatchesSelf = own.Rules.WatchSelf && own.Series.ScrapeSelf,
    };

    private RunningConfig Compile(
        LoadedConfig config,
        TocsinConfig own,
        Loaded parts,
        string? path)
    {
        Dictionary<string, TimeIntervalModel> intervals = config.Config.AllTimeIntervals.ToDictionary(
            interval => interval.Name, interval => new TimeIntervalModel(interval, options.LocalZone), StringComparer.Ordinal);
        HttpClientFactory http = options.Http.Over(new Connector(own.Outgoing.Rules));
        NotifyModel notify = NotifyModelBuilder.Build(config.Config.Receivers, new IntegrationServices
        {
            Time = options.Time,
            Http = http,
            Templates = new TemplateFields(parts.Texts, GoZone.Local(options.LocalZone)),
            ExternalUrl = options.ExternalUrl,
            Delivery = own.DeliveryDefaults(),
        });
        PrometheusConfig prometheus = parts.Prometheus.Config!;
        return new RunningConfig
        {
            Router = new RouterModel(
                RouteCompiler.Compile(config.Route, intervals),
                [.. config.Config.InhibitRules.Select(InhibitRuleModel.From)]),
            Notify = notify,
            ResolveTimeout = config.Global.ResolveTimeout,
            Original = config.Original,
            Hash = config.Hash,
            Alerting = AlertingModel.Of(prometheus.Alerting, http) with { TellsOwnRouter = own.Rules.OwnRouter },
            Rules = parts.Rules,
            Prometheus = own.Probes is null ? prometheus : prometheus with
            {
                ScrapeConfigs = [.. prometheus.ScrapeConfigs, .. ProbeTargets.ToJobs(own.Probes, options.ExternalUrl)],
            },
            Probes = own.Probes is null
                ? null
                : new ProbeSet(own.Probes, parts.Modules!, new ProbeServices { Http = http, Rules = own.Outgoing.Rules }),
            PrometheusText = parts.Prometheus.Printed,
            RuleSources = RuleSourcesOf(own),
            TakesRules = own.Rules.ApiWrites,
            TraceUrl = own.Dashboard.TraceUrl,
            Backends = own.Backends,
            Path = path ?? "",
            Receivers = [.. config.Config.Receivers.Select(receiver => (receiver.Name, LabelsOf(receiver)))],
            Integrations = notify.Receivers.ToDictionary(
                receiver => receiver.Name, IntegrationNames, StringComparer.Ordinal),
        };
    }

    private void Warn(IEnumerable<ConfigDiagnostic> warnings)
    {
        foreach (ConfigDiagnostic warning in warnings)
        {
            LogWarning(warning.ToString());
        }
    }

    private static LabelSet LabelsOf(ReceiverConfig receiver)
    {
        var builder = new LabelSetBuilder();
        foreach ((string name, string value) in receiver.Labels)
        {
            builder.Add(name, value);
        }

        return builder.Build();
    }

    private static IReadOnlyList<string> IntegrationNames(ReceiverModel receiver) =>
        [.. receiver.Integrations.Select(integration => string.Create(
            CultureInfo.InvariantCulture, $"{integration.Key.Integration}[{integration.Key.Index}]"))];

    [LoggerMessage(Level = LogLevel.Warning, Message = "{warning}")]
    private partial void LogWarning(string warning);

    private sealed record Loaded(
        TemplateSet Texts, IReadOnlyList<RuleGroupModel> Rules, PrometheusLoadResult Prometheus, ProbeModulesConfig? Modules);

    private sealed class TextSource(string text) : IFileSource
    {
        public string? TryRead(string path, out byte[] content)
        {
            content = System.Text.Encoding.UTF8.GetBytes(text);
            return null;
        }

        public IReadOnlyList<string> Glob(string pattern) => [];
    }
}

/// <summary>What compiling needs from outside.</summary>
internal sealed record ConfigCompilerOptions
{
    /// <summary>How files are read.</summary>
    public required LoadOptions Load { get; init; }

    /// <summary>Tocsin's own settings, read anew for each configuration.</summary>
    public required OwnSettings Settings { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Makes HTTP clients.</summary>
    public required HttpClientFactory Http { get; init; }

    /// <summary>Where people find the server.</summary>
    public required string ExternalUrl { get; init; }

    /// <summary>What <c>Local</c> means in time intervals.</summary>
    public required TimeZoneInfo LocalZone { get; init; }
}
