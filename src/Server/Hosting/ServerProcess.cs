using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Tocsin.Journal.Stores;
using Tocsin.Model.Matching;
using Tocsin.Notify;
using Tocsin.Notify.HttpClients;
using Tocsin.Server.Config;
using Tocsin.Server.Hosting.Warmup;
using Tocsin.Server.Logging;
using Tocsin.Server.Web;

namespace Tocsin.Server.Hosting;

/// <summary>The server as a process: its log, what it says first, its signals.</summary>
public static partial class ServerProcess
{
    /// <summary>
    /// Runs the server until a signal or <paramref name="cancellationToken"/> ends it; gives the exit code.
    /// </summary>
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
        NativeHeap.Share();
        using LineLoggerProvider provider = LineLoggerProvider.ToStandardError(
            new LogOptions { Level = options.LogLevel, Format = options.LogFormat });
        using var loggers = new LoggerFactory([provider], new LoggerFilterOptions { MinLevel = LogLevel.Trace });
        ILogger log = loggers.CreateLogger(typeof(ServerProcess).FullName!);
        LogStarting(log, BuildFacts.VersionSummary);
        LogBuildContext(log, BuildFacts.BuildContext);
        if (!FeatureFlags.TryParse(options.EnableFeature, out FeatureFlags features, out string? error))
        {
            LogFeatureError(log, error);
            return 1;
        }

        foreach (string feature in features.Enabled)
        {
            LogFeature(log, feature);
        }

        // One who starts three of these as a cluster would be paged three times and must learn it here.
        foreach (string peer in options.Cluster.Peers)
        {
            LogNoCluster(log, peer);
        }

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, stopping);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stopping);
        string? fault = await ServeAsync(options, features, loggers, stopping.Token);
        if (fault is not null)
        {
            LogFatal(log, fault);
            return 1;
        }

        LogStopping(log);
        return 0;
    }

    private static async Task<string?> ServeAsync(
        ServeOptions named, FeatureFlags features, ILoggerFactory loggers, CancellationToken stopping)
    {
        var settings = new OwnSettings(new DiskFileSource(), named.TocsinFile, loggers.CreateLogger<OwnSettings>());
        TocsinLoadResult own = settings.Read();
        if (own.Config is null)
        {
            return $"Loading settings file failed: {string.Join("\n  ", own.Errors)}";
        }

        ServeOptions options = OwnSettings.Apply(own.Config, named);
        if (ExternalUrl.Resolve(options.Web, Environment.MachineName, out string? urlError) is not { } externalUrl)
        {
            return $"failed to determine external URL: {urlError}";
        }

        StagesParts parts = Parts(options, new Surroundings(features, loggers, externalUrl, settings));
        (RunningConfig? config, IReadOnlyList<string> errors) = parts.Compiler.Compile(options.ConfigFile);
        if (config is null)
        {
            return $"Loading configuration file failed: {string.Join("\n  ", errors)}";
        }

        try
        {
            await using Stages stages = Stages.Start(options, config, parts);
            (TocsinServer? server, string? listenError) = await TocsinServer.StartAsync(options, stages, loggers, stopping);
            if (server is null)
            {
                return listenError;
            }

            await using (server)
            {
                using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, context =>
                {
                    context.Cancel = true;
                    _ = stages.Reloader.ReloadAsync(CancellationToken.None);
                });
                _ = IntakeRehearsal.StartAsync(TimeProvider.System, stopping);
                await WaitAsync(stopping);
            }

            return null;
        }
        catch (JournalStoreException wrong)
        {
            return wrong.Message;
        }
    }

    private static StagesParts Parts(ServeOptions options, Surroundings around)
    {
        TimeProvider time = TimeProvider.System;
        FeatureFlags features = around.Features;
        MatcherMode mode = features.ClassicMode ? MatcherMode.Classic
            : features.Utf8StrictMode ? MatcherMode.Utf8Strict : MatcherMode.Fallback;
        var matchers = new MatcherParser(mode);
        var http = new HttpClientFactory(time, Environment.GetEnvironmentVariable);
        var compiler = new ConfigCompiler(
            new DiskFileSource(),
            new ConfigCompilerOptions
            {
                Load = new LoadOptions { Matchers = matchers },
                Settings = around.Settings,
                Time = time,
                Http = http,
                ExternalUrl = around.ExternalUrl.Text,
                LocalZone = time.LocalTimeZone,
            },
            around.Loggers.CreateLogger<ConfigCompiler>());
        return new StagesParts
        {
            Time = time,
            Random = new Random(Environment.TickCount),
            ExternalUrl = around.ExternalUrl.Text,
            NewId = RandomUuid.New,
            Loggers = around.Loggers,
            Http = http,
            Matchers = matchers,
            Compiler = compiler,
            NotifyOptions = Notifications(options),
            Prefix = around.ExternalUrl.Prefix(options.Web.RoutePrefix),
            Features = features,
        };
    }

    private static NotifyOptions Notifications(ServeOptions options) => new()
    {
        Retention = options.Retention,
        ResolvedAfterMute = options.Notifications.ResolvedAfterMute,
        ResendAfterMute = options.Notifications.ResendAfterMute,
        OutboxItemsMax = (int)options.Notifications.OutboxItemsMax,
        UndeliverableAlerts = options.AsAlertmanager ? UndeliverableAlerts.WhereAsked
            : options.Notifications.UndeliverableAlert ? UndeliverableAlerts.Always : UndeliverableAlerts.Never,
        RetryAfterMax = options.Notifications.RetryAfterMax,
    };

    private static PosixSignalRegistration OnSignal(PosixSignal signal, CancellationTokenSource stopping) =>
        PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            stopping.Cancel();
        });

    private static async Task WaitAsync(CancellationToken stopping)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = stopping.Register(stopped.SetResult);
        await stopped.Task;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Starting Alertmanager {version}")]
    private static partial void LogStarting(ILogger logger, string version);

    [LoggerMessage(Level = LogLevel.Information, Message = "Build context {build_context}")]
    private static partial void LogBuildContext(ILogger logger, string build_context);

    [LoggerMessage(Level = LogLevel.Error, Message = "error parsing the feature flag list {err}")]
    private static partial void LogFeatureError(ILogger logger, string? err);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Experimental feature enabled {feature}")]
    private static partial void LogFeature(ILogger logger, string feature);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "This release does not join a cluster, it runs alone and notifies on its own {peer}")]
    private static partial void LogNoCluster(ILogger logger, string peer);

    [LoggerMessage(Level = LogLevel.Error, Message = "{err}")]
    private static partial void LogFatal(ILogger logger, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Received shutdown signal, exiting gracefully...")]
    private static partial void LogStopping(ILogger logger);

    /// <summary>What the stages are made amid, besides the options.</summary>
    private sealed record Surroundings(
        FeatureFlags Features, ILoggerFactory Loggers, ExternalUrl ExternalUrl, OwnSettings Settings);
}
