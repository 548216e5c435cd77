using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Tocsin.Journal.Events.Rules;
using Tocsin.Journal.Events.Server;
using Tocsin.Notify.Hosting;
using Tocsin.Rules.Files;
using Tocsin.Server.Rules;

namespace Tocsin.Server.Hosting;

/// <summary>Puts a changed configuration in force, or leaves the running one untouched and says why.</summary>
internal sealed partial class Reloader : IDisposable
{
    private readonly ConfigCompiler _compiler;
    private readonly ServerState _state;
    private readonly NotifyHost _notify;
    private readonly ILogger _log;
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly Meter _meter = new("Tocsin.Config");

    public Reloader(ConfigCompiler compiler, ServerState state, NotifyHost notify, ILogger log)
    {
        _compiler = compiler;
        _state = state;
        _notify = notify;
        _log = log;
        _meter.CreateObservableGauge("alertmanager_config_hash", () => _state.Config.Hash);
        _meter.CreateObservableGauge("alertmanager_config_last_reload_successful", () => _state.LastLoad.Succeeded ? 1 : 0);
        _meter.CreateObservableGauge(
            "alertmanager_config_last_reload_success_timestamp_seconds", () => _state.LastLoad.LastSuccess.UnixMs / 1000.0);
        _meter.CreateObservableGauge("alertmanager_receivers", () => _state.Config.Receivers.Count);
        _meter.CreateObservableGauge("alertmanager_integrations", () => _state.Config.Integrations.Values.Sum(all => all.Count));
        _meter.CreateObservableGauge("alertmanager_inhibition_rules", () => _state.Config.Router.InhibitRules.Count);
        Succeeded();
    }

    /// <summary>Reads the file again; what is wrong, or null.</summary>
    public async Task<string?> ReloadAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReloadNeedsLockAsync().ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Reads the rule files again and puts what changed in force; what is wrong, or null.</summary>
    public async Task<string?> ReloadRulesAsync(CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await ReloadRulesNeedsLockAsync().ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    /// <summary>Says in the journal that the program runs, and what by.</summary>
    public void RecordStart()
    {
        _state.Journal.Append(new ServerStarted(_state.StartedAt) { Version = BuildFacts.Version });
        _state.Journal.Append(Loaded(_state.Config));
    }

    public void Dispose()
    {
        _meter.Dispose();
        _oneAtATime.Dispose();
    }

    private async Task<string?> ReloadNeedsLockAsync()
    {
        string path = _state.Config.Path;
        LogLoading(path);
        (RunningConfig? config, IReadOnlyList<string> errors) = _compiler.Compile(path.Length == 0 ? null : path);
        if (config is null)
        {
            _state.LastLoad = _state.LastLoad with { Succeeded = false };
            LogFailed(path, errors[0]);
            _state.Journal.Append(new ConfigRejected(_state.Now) { Path = path, Errors = errors });
            return errors[0];
        }

        // New receivers before new routes: a flush by the new routes must find its receiver.
        await _notify.SwapAsync(config.Notify).ConfigureAwait(false);
        await _state.Router.RunAsync((core, now) =>
        {
            core.Reload(config.Router, now);
            return true;
        }).ConfigureAwait(false);
        if (_state.Alertmanagers is { } alertmanagers)
        {
            await alertmanagers.SwapAsync(config.Alerting).ConfigureAwait(false);
        }

        if (_state.Rules is { } rules)
        {
            await rules.SwapAsync(config).ConfigureAwait(false);
        }

        // Before the jobs that probe by its modules.
        _state.Config = config;
        if (_state.Scrapes is { } scrapes)
        {
            await scrapes.SwapAsync(config.Prometheus).ConfigureAwait(false);
        }

        _state.Journal.Append(Loaded(config));
        Succeeded();
        LogLoaded(path);
        return null;
    }

    private async Task<string?> ReloadRulesNeedsLockAsync()
    {
        RuleSources sources = _state.Config.RuleSources;
        RuleFileResult read = _compiler.LoadRules(sources);
        if (!read.IsOk)
        {
            string[] faults = [.. read.Faults.Select(fault => fault.ToString())];
            foreach (string fault in faults)
            {
                LogRuleFault(fault);
            }

            _state.Journal.Append(new RulesRejected(_state.Now) { Errors = faults });
            return faults[0];
        }

        _state.Config = _state.Config with { Rules = read.Groups };
        if (_state.Rules is { } rules)
        {
            await rules.SwapAsync(_state.Config).ConfigureAwait(false);
        }

        return null;
    }

    private void Succeeded() => _state.LastLoad = new LoadOutcome(true, _state.Now);

    private ConfigLoaded Loaded(RunningConfig config) => new(_state.Now)
    {
        Path = config.Path,
        Hash = (ulong)config.Hash,
        Text = config.Original,
    };

    [LoggerMessage(Level = LogLevel.Information, Message = "Loading configuration file {file}")]
    private partial void LogLoading(string file);

    [LoggerMessage(Level = LogLevel.Error, Message = "Loading configuration file failed {file} {err}")]
    private partial void LogFailed(string file, string err);

    [LoggerMessage(Level = LogLevel.Error, Message = "A changed rule file was refused, the rules before stay in force {fault}")]
    private partial void LogRuleFault(string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "Completed loading of configuration file {file}")]
    private partial void LogLoaded(string file);
}
