using Microsoft.Extensions.Logging;
using Tocsin.Model.Labels;
using Tocsin.Server.Config.Prometheus;
using Tocsin.Signals.Discovery;
using Tocsin.Yaml;

namespace Tocsin.Server.Scrape.Discovery;

/// <summary>Finds the targets of one configuration and goes on looking. Thread-safe.</summary>
internal sealed partial class TargetDiscovery : IAsyncDisposable
{
    private static readonly YamlSchema<DiscoveryConfig> Schema =
        DiscoveryConfig.AddKeys(new YamlSchema<DiscoveryConfig>("discovery", new()), c => c, (_, v) => v);

    private readonly CancellationTokenSource _stopping = new();
    private readonly List<Task> _loops = [];
    private readonly IReadOnlyList<TargetGroup>[] _found;
    private readonly string _text;
    private readonly DiscoveryParts _parts;

    private TargetDiscovery(DiscoveryConfig config, DiscoveryParts parts, TargetDiscovery? before)
    {
        _parts = parts;
        _text = YamlWriter.Write(Schema.Write(config));
        List<DiscoverySource> sources =
        [
            .. config.Files.Select(files => new FileDiscovery(files)),
            .. config.Http.Select(http => new HttpDiscovery(http, parts)),
            .. config.Dns.Select(dns => new DnsDiscovery(dns, parts)),
        ];
        _found = new IReadOnlyList<TargetGroup>[sources.Count + 1];
        Array.Fill(_found, []);
        _found[0] = [.. config.Static.Select((group, i) => Static(group, i))];

        // Until a source has answered, what it answered before the reload holds.
        if (before is not null && before._text == _text)
        {
            before._found.CopyTo(_found, 0);
        }

        for (int i = 0; i < sources.Count; i++)
        {
            int place = i + 1;
            DiscoverySource source = sources[i];
            _loops.Add(Task.Run(() => LookAsync(source, place)));
        }
    }

    /// <summary>What was found last.</summary>
    public IEnumerable<TargetGroup> Groups => Enumerable.Range(0, _found.Length).SelectMany(i => Volatile.Read(ref _found[i]));

    /// <summary>Begins to look.</summary>
    /// <param name="config">Where.</param>
    /// <param name="before">Who looked until now, which ends with this; null for nobody.</param>
    /// <param name="parts">What it needs.</param>
    public static TargetDiscovery Start(DiscoveryConfig config, TargetDiscovery? before, DiscoveryParts parts)
    {
        var discovery = new TargetDiscovery(config, parts, before);
        _ = before?.DisposeAsync().AsTask();
        return discovery;
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_loops).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static TargetGroup Static(StaticGroupConfig group, int index) => new(
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"static_configs[{index}]"),
        [.. group.Targets.Select(address => LabelSet.Of((TargetGroup.Address, address)))],
        group.Labels.ToLabelSet());

    private async Task LookAsync(DiscoverySource source, int place)
    {
        string lastFault = "";
        try
        {
            while (true)
            {
                DiscoveryAnswer answer = await source.FindAsync(_stopping.Token).ConfigureAwait(false);
                if (answer.Groups is { } groups && !SameGroups(groups, Volatile.Read(ref _found[place])))
                {
                    Volatile.Write(ref _found[place], groups);
                    _parts.Changed();
                }

                if (answer.Fault != lastFault)
                {
                    lastFault = answer.Fault;
                    Tell(source, answer.Fault);
                }

                await WaitAsync(source.Interval).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
        catch (Exception wrong)
        {
            LogBug(_parts.Log, source.Name, wrong);
        }
    }

    private async Task WaitAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, _parts.Time);
        await timer.WaitForNextTickAsync(_stopping.Token).ConfigureAwait(false);
    }

    private static bool SameGroups(IReadOnlyList<TargetGroup> left, IReadOnlyList<TargetGroup> right) =>
        left.Count == right.Count && left.Zip(right).All(pair => pair.First.Source == pair.Second.Source
            && pair.First.Labels.Equals(pair.Second.Labels) && pair.First.Targets.SequenceEqual(pair.Second.Targets));

    private void Tell(DiscoverySource source, string fault)
    {
        if (fault.Length > 0)
        {
            LogFault(_parts.Log, source.Name, fault);
        }
        else
        {
            LogGood(_parts.Log, source.Name);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Looking for targets failed; those that were found before stay {source} {err}")]
    private static partial void LogFault(ILogger log, string source, string err);

    [LoggerMessage(Level = LogLevel.Information, Message = "Looking for targets succeeds again {source}")]
    private static partial void LogGood(ILogger log, string source);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for targets ended with a bug {source}")]
    private static partial void LogBug(ILogger log, string source, Exception wrong);
}
