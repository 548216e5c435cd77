using Microsoft.Extensions.Logging;
using Tocsin.Server.Config;
using Tocsin.Server.Rules;
using Tocsin.Server.Web;

namespace Tocsin.Server.Hosting;

/// <summary>Looks at the rule files now and then, and has them loaded again when they have changed.</summary>
internal sealed partial class RuleFileWatcher : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly RuleFileWatch _watch = new(new DiskFileSource(), FileStamp.Of);
    private readonly ServerState _state;
    private readonly Reloader _reloader;
    private readonly ILogger _log;
    private readonly Task _loop;

    private RuleFileWatcher(TimeSpan every, ServerState state, Reloader reloader, ILogger log)
    {
        (_state, _reloader, _log) = (state, reloader, log);
        _loop = every <= TimeSpan.Zero || state.Rules is null ? Task.CompletedTask : RunAsync(every);
    }

    /// <summary>Begins to look so often; never if the time is zero or no rules run.</summary>
    public static RuleFileWatcher Start(TimeSpan every, ServerState state, Reloader reloader, ILoggerFactory loggers) =>
        new(every, state, reloader, loggers.CreateLogger<RuleFileWatcher>());

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync(TimeSpan every)
    {
        _watch.Look(_state.Config.RuleSources.Patterns);
        using var timer = new PeriodicTimer(every, _state.Time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false))
            {
                IReadOnlyList<string> changed = _watch.Look(_state.Config.RuleSources.Patterns);
                if (changed.Count > 0)
                {
                    LogChanged(changed[0], changed.Count);
                    await _reloader.ReloadRulesAsync(_stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Rule files have changed and are loaded again {file} {count}")]
    private partial void LogChanged(string file, int count);
}
