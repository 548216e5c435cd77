using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Notify.Alertmanagers;
using Tocsin.Notify.HttpClients;
using Tocsin.Server.Scrape.Discovery;
using Tocsin.Signals.Discovery;

namespace Tocsin.Server.Alerting;

/// <summary>The outside Alertmanagers: who they are now, and what tells them.</summary>
internal sealed partial class OutsideAlertmanagers : IAsyncDisposable
{
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);
    private readonly DiscoveryParts _discovering;
    private readonly ILogger _log;
    private List<(AlertmanagerSet Set, TargetDiscovery Discovery)> _sets = [];
    private IReadOnlyList<AlertmanagerTargets> _targets = [];
    private volatile bool _tellsOwnRouter = true;

    private OutsideAlertmanagers(AlertQueues queues, HttpClientFactory http, ILogger log, AlertSendersParts parts)
    {
        _log = log;
        Senders = new AlertSenders(queues, parts with { OnHealth = TellHealth });
        _discovering = new DiscoveryParts { Http = http, Time = parts.Time, Log = log, Changed = () => _ = FindAsync(parts.OnFault) };
    }

    /// <summary>What tells them.</summary>
    public AlertSenders Senders { get; }

    /// <summary>Whether the router of this process is told, too.</summary>
    public bool TellsOwnRouter => _tellsOwnRouter;

    /// <summary>The sets in the order of the configuration.</summary>
    public IReadOnlyList<AlertmanagerTargets> Targets => Volatile.Read(ref _targets);

    /// <summary>Puts a configuration in force and begins to tell them what waits.</summary>
    public static OutsideAlertmanagers Start(
        AlertingModel model, AlertQueues queues, (HttpClientFactory Http, ILogger Log) around, AlertSendersParts parts)
    {
        var host = new OutsideAlertmanagers(queues, around.Http, around.Log, parts);

        // At once, since there is none yet whose end it would wait for.
        _ = host.SwapAsync(model);
        return host;
    }

    /// <summary>Takes over a configuration. What waits for an Alertmanager that stays is kept.</summary>
    public async Task SwapAsync(AlertingModel model)
    {
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            List<(AlertmanagerSet Set, TargetDiscovery Discovery)> before = _sets;
            _sets = [.. model.Sets.Select((set, i) => (
                set.Set, TargetDiscovery.Start(set.Discovery, i < before.Count ? before[i].Discovery : null, _discovering)))];
            foreach ((_, TargetDiscovery gone) in before.Skip(_sets.Count))
            {
                await gone.DisposeAsync().ConfigureAwait(false);
            }

            if (_sets.Count == 0 && !model.TellsOwnRouter)
            {
                LogNobody();
            }

            _tellsOwnRouter = model.TellsOwnRouter;
            await FindNeedsLockAsync().ConfigureAwait(false);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        foreach ((_, TargetDiscovery discovery) in _sets)
        {
            await discovery.DisposeAsync().ConfigureAwait(false);
        }

        _sets = [];
        _oneAtATime.Release();
        await Senders.DisposeAsync().ConfigureAwait(false);
    }

    private async Task FindAsync(Action<Exception> onFault)
    {
        await _oneAtATime.WaitAsync().ConfigureAwait(false);
        try
        {
            // None while it ends, when what waits must stay.
            if (_sets.Count > 0)
            {
                await FindNeedsLockAsync().ConfigureAwait(false);
            }
        }
        catch (Exception wrong)
        {
            onFault(wrong);
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private async Task FindNeedsLockAsync()
    {
        var there = new Dictionary<string, AlertmanagerSet>(StringComparer.Ordinal);
        List<AlertmanagerTargets> targets = [];
        foreach ((AlertmanagerSet set, TargetDiscovery discovery) in _sets)
        {
            var found = AlertmanagerTargets.Of(set, discovery.Groups.SelectMany(LabelsOf));
            targets.Add(found);
            foreach (string url in found.Active)
            {
                there.TryAdd(url, set);
            }

            foreach (string fault in found.Faults)
            {
                LogFault(fault);
            }
        }

        Volatile.Write(ref _targets, targets);
        await Senders.SwapAsync(there).ConfigureAwait(false);
    }

    private static IEnumerable<LabelSet> LabelsOf(TargetGroup group)
    {
        var builder = new LabelSetBuilder();
        foreach (LabelSet target in group.Targets)
        {
            builder.Clear();
            builder.AddRange(group.Labels);
            builder.AddRange(target);
            yield return builder.Build(dropEmpty: true);
        }
    }

    private void TellHealth(string url, string fault)
    {
        if (fault.Length > 0)
        {
            LogFailing(url, fault);
        }
        else
        {
            LogWell(url);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "An Alertmanager does not take alerts; they wait {alertmanager} {error}")]
    private partial void LogFailing(string alertmanager, string error);

    [LoggerMessage(Level = LogLevel.Information, Message = "An Alertmanager takes alerts again {alertmanager}")]
    private partial void LogWell(string alertmanager);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Alerts of rules go to nobody: rules.own_router is false, and prometheus.yml names no Alertmanager")]
    private partial void LogNobody();

    [LoggerMessage(Level = LogLevel.Warning, Message = "An Alertmanager is left out {error}")]
    private partial void LogFault(string error);
}
