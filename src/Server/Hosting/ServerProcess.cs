using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Tocsin.Server.Logging;

namespace Tocsin.Server.Hosting;

/// <summary>The server as a process: its log, what it says first, its signals.</summary>
public static partial class ServerProcess
{
    /// <summary>
    /// Runs the server until a signal or <paramref name="cancellationToken"/> ends it; gives the exit code.
    /// </summary>
    public static async Task<int> RunAsync(ServeOptions options, CancellationToken cancellationToken)
    {
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

        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration terminate = OnSignal(PosixSignal.SIGTERM, stopping);
        using PosixSignalRegistration interrupt = OnSignal(PosixSignal.SIGINT, stopping);
        await WaitAsync(stopping.Token);
        LogStopping(log);
        return 0;
    }

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

    [LoggerMessage(Level = LogLevel.Information, Message = "Received shutdown signal, exiting gracefully...")]
    private static partial void LogStopping(ILogger logger);
}
