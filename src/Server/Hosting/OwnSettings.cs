using Microsoft.Extensions.Logging;
using Tocsin.Server.Config;
using Tocsin.Yaml;

namespace Tocsin.Server.Hosting;

/// <summary>
/// Reads <c>tocsin.yml</c> at the start and at each reload. Its defaults for <c>global</c> and what it says of receivers
/// hold from the next load on, as does the dashboard; the rest holds from the next start on, which a changed file is told of.
/// </summary>
/// <param name="files">Where the file comes from.</param>
/// <param name="path">The file; null for none.</param>
/// <param name="log">Where changes that need a restart are told.</param>
internal sealed partial class OwnSettings(IFileSource files, string? path, ILogger log)
{
    private static readonly RulesSection RulesAtRest = new();
    private static readonly SeriesSection SeriesAtRest = new();

    private TocsinConfig? _atStart;

    /// <summary>Reads the file as it is now.</summary>
    public TocsinLoadResult Read()
    {
        if (path is null)
        {
            return new TocsinLoadResult(TocsinConfig.Default, null, []);
        }

        TocsinLoadResult result = new TocsinConfigLoader(files).Load(path);
        if (result.Config is { } config)
        {
            _atStart ??= config;
            if (HeldFromStart(config) != HeldFromStart(_atStart))
            {
                LogNeedsRestart(path);
            }
        }

        return result;
    }

    /// <summary>The options with the file's settings wherever the command line names none.</summary>
    public static ServeOptions Apply(TocsinConfig settings, ServeOptions options)
    {
        bool IsFree(string flag, string value) => value.Length > 0 && !options.NamedFlags.Contains(flag);
        string listen = settings.Web.ListenAddress;
        return options with
        {
            ConfigFile = IsFree("config.file", settings.Alertmanager.ConfigFile)
                ? settings.Alertmanager.ConfigFile : options.ConfigFile,
            StoragePath = IsFree("storage.path", settings.Storage.Path) ? settings.Storage.Path : options.StoragePath,
            HistoryAge = settings.Storage.HistoryAgeMax,
            HistoryBytes = settings.Storage.HistoryMibMax << 20,
            Notifications = settings.Notifications,
            Rules = settings.Rules,
            Push = settings.Push.ToOptions(),
            Series = options.Series is null ? null : settings.Series.ToOptions(),
            OtlpDeltas = settings.Otlp.DeltaHandling(),
            Traces = settings.Traces,
            Web = options.Web with
            {
                ListenAddresses = IsFree("web.listen-address", listen) ? [listen] : options.Web.ListenAddresses,
                OtlpGrpcAddress = options.Series is null ? "" : settings.Otlp.GrpcListen,
                OtlpHttpAddress = options.Series is null ? "" : settings.Otlp.HttpListen,
            },
        };
    }

    // Lists are equal if their content is, which records do not know.
    private static (TocsinConfig Config, string Features) HeldFromStart(TocsinConfig config) => (
        config with
        {
            Alertmanager = config.Alertmanager with { GlobalDefaults = null },
            Dashboard = TocsinConfig.Default.Dashboard,
            Outgoing = TocsinConfig.Default.Outgoing,
            Delivery = TocsinConfig.Default.Delivery,
            Exec = TocsinConfig.Default.Exec,
            Prometheus = TocsinConfig.Default.Prometheus,
            Backends = TocsinConfig.Default.Backends,
            Probes = null,
            Series = config.Series with { Features = [], Limits = SeriesAtRest.Limits },
            Traces = TocsinConfig.Default.Traces,
            Rules = RulesAtRest with
            {
                Slots = config.Rules.Slots,
                ResendDelay = config.Rules.ResendDelay,
                OutageTolerance = config.Rules.OutageTolerance,
                WatchInterval = config.Rules.WatchInterval,
                Replicas = config.Rules.Replicas with { Members = [] },
            },
        },
        string.Join(' ', [config.Series.Limits.Describe(), .. config.Series.Features,
            YamlWriter.Write(TracesSection.Schema.Write(config.Traces)), .. config.Rules.Replicas.Members,
            .. config.Rules.ExternalLabels.Select(label => $"{label}").Order()]));

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A reload takes over alertmanager.defaults, dashboard, outgoing, delivery, exec, prometheus, probes, "
            + "backends, rule files; the rest waits for a start {file}")]
    private partial void LogNeedsRestart(string file);
}
