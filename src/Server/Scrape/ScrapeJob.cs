using Tocsin.Notify.HttpClients;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Signals.Discovery;
using Tocsin.Signals.Scrape;

namespace Tocsin.Server.Scrape;

/// <summary>One scrape configuration, wired: how to make its requests and where its targets come from. Immutable.</summary>
internal sealed record ScrapeJob
{
    /// <summary>Bytes of a body where no limit is configured: what a target could make this program hold.</summary>
    public const long BodyBytesMax = 256L << 20;

    /// <summary>How its targets are made.</summary>
    public required JobModel Model { get; init; }

    /// <summary>The configuration.</summary>
    public required ScrapeConfig Config { get; init; }

    /// <summary>Makes its requests.</summary>
    public required HttpMessageInvoker Client { get; init; }

    /// <summary>The header <c>Accept</c>.</summary>
    public required string Accept { get; init; }

    /// <summary>What a body is whose type does not say.</summary>
    public required ScrapeFormat? Fallback { get; init; }

    /// <summary>Wires a configuration.</summary>
    /// <param name="config">The configuration, loaded.</param>
    /// <param name="http">Makes clients.</param>
    /// <param name="relabelings">Rules that were compiled before, by their text, so that the same rules stay the same object.</param>
    public static ScrapeJob From(ScrapeConfig config, HttpClientFactory http, RelabelingMemory relabelings)
    {
        ScrapeSettings settings = config.Settings;
        bool takesNative = settings.ScrapeNative == true;
        IReadOnlyList<string> protocols =
            settings.Protocols ?? (takesNative ? ScrapeProtocols.DefaultWithNative : ScrapeProtocols.Default);
        bool isClassic = settings.NameValidation == "legacy";
        string escaping = settings.NameEscaping.Length > 0 ? settings.NameEscaping : isClassic ? "underscores" : "allow-utf-8";
        return new ScrapeJob
        {
            Config = config,
            Client = http.Create(config.Client),
            Accept = ScrapeProtocols.Accept(protocols, escaping),
            Fallback = ScrapeProtocols.FormatOf(config.FallbackProtocol),
            Model = new JobModel
            {
                Pool = new ScrapePoolModel
                {
                    Name = config.JobName,
                    HonorLabels = config.HonorLabels,
                    HonorTimestamps = config.HonorTimestamps,
                    TrackTimestampsStaleness = config.TrackTimestampsStaleness,
                    ClassicNames = isClassic,
                    MetricRelabeling = relabelings.Compile(config.MetricRelabelConfigs),
                    BodyBytesMax = settings.BodySizeLimit,
                    SamplesMax = settings.SampleLimit,
                    LabelsMax = settings.LabelLimit,
                    LabelNameBytesMax = settings.LabelNameLengthLimit,
                    LabelValueBytesMax = settings.LabelValueLengthLimit,
                    NativeBucketsMax = config.NativeBucketLimit,
                    NativeBucketFactorMin = config.NativeMinBucketFactor,
                    TakesNative = takesNative,
                    AlwaysTakesClassic = settings.AlwaysScrapeClassic == true,
                    HasExtraMetrics = settings.ExtraMetrics == true,
                },
                Interval = config.Interval,
                Timeout = config.Timeout,
                Scheme = config.Scheme,
                MetricsPath = config.MetricsPath,
                Params = config.Params,
                Relabeling = relabelings.Compile(config.RelabelConfigs),
                TargetsMax = settings.TargetLimit,
                DroppedMax = settings.KeepDroppedTargets,
            },
        };
    }
}
