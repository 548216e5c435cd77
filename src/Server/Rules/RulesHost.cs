using Microsoft.Extensions.Logging;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Routing.Lanes;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Lanes;
using Tocsin.Server.Series;

namespace Tocsin.Server.Rules;

/// <summary>What the rules run amid.</summary>
internal sealed record RulesHostParts
{
    public required SeriesHost Series { get; init; }

    public required RouterLane Router { get; init; }

    public required JournalHost Journal { get; init; }

    public required TimeProvider Time { get; init; }

    public required RulesProjection Projection { get; init; }

    public required TimeSpan CheckpointInterval { get; init; }

    public required ILogger Log { get; init; }
}

/// <summary>The rules of this server, running: over its own series, to its own router.</summary>
internal sealed partial class RulesHost : IAsyncDisposable
{
    private readonly RulesHostParts _parts;

    private RulesHost(RulesLane lane, RuleSampleWriter writer, RulesHostParts parts)
    {
        (Lane, _parts) = (lane, parts);
        Metrics = new RulesMetrics(lane, writer);
    }

    /// <summary>Who owns the rules.</summary>
    public RulesLane Lane { get; }

    /// <summary>What they cost.</summary>
    public RulesMetrics Metrics { get; }

    /// <summary>Puts groups in force, gives them back the alerts that the journal knows of, and begins.</summary>
    public static RulesHost Start(RulesOptions options, IReadOnlyList<RuleGroupModel> groups, RulesHostParts parts)
    {
        var core = new RulesCore(options);
        core.Load(groups, Now(parts).UnixMs);
        int restored = parts.Projection.Count;
        parts.Projection.Restore(core);
        SeriesHost series = parts.Series;
        var writer = new RuleSampleWriter(series.Store);
        var queries = new StoreQueries(series.Options.Engine, series.Options.Language, series.Store, parts.Time);
        var lane = new RulesLane(core, new RoundRunner(core, queries, writer, parts.Time), new RulesLaneParts
        {
            Time = parts.Time,
            Journal = parts.Journal,
            Queries = queries,
            Sink = new RouterSink(parts.Router),
            Projection = parts.Projection,
            CheckpointInterval = parts.CheckpointInterval,
            IsCheckpointDue = () => parts.Journal.IsCheckpointDue(parts.Projection.Name),
            OnFault = wrong => LogFault(parts.Log, wrong),
        });
        var host = new RulesHost(lane, writer, parts);
        host.Tell(groups, groups.Count, core.Cycles);
        int rules = groups.Sum(group => group.Rules.Count);
        LogStarted(parts.Log, groups.Count, rules, restored);
        lane.Start();
        return host;
    }

    /// <summary>Puts changed groups in force.</summary>
    public async Task SwapAsync(IReadOnlyList<RuleGroupModel> groups)
    {
        (int changed, IReadOnlyList<string> cycles) = await Lane.RunAsync(
            (core, now) => (core.Load(groups, now), core.Cycles)).ConfigureAwait(false);
        Tell(groups, changed, cycles);
    }

    public async ValueTask DisposeAsync()
    {
        await Lane.DisposeAsync().ConfigureAwait(false);
        Metrics.Dispose();
    }

    private void Tell(IReadOnlyList<RuleGroupModel> groups, int changed, IReadOnlyList<string> cycles)
    {
        _parts.Journal.Append(new RulesLoaded(Now(_parts))
        {
            Files = [.. groups.Select(group => group.File).Distinct()],
            Rules = groups.Sum(group => group.Rules.Count),
            GroupsChanged = changed,
        });
        foreach (string cycle in cycles)
        {
            LogCycle(_parts.Log, cycle);
        }
    }

    private static Instant Now(RulesHostParts parts) => Instant.From(parts.Time.GetUtcNow());

    [LoggerMessage(Level = LogLevel.Information, Message = "Rules are in force {groups} {rules} {alertsRestored}")]
    private static partial void LogStarted(ILogger log, int groups, int rules, int alertsRestored);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Rules read each other in a circle, so each sees the other's last result {circle}")]
    private static partial void LogCycle(ILogger log, string circle);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of rules ended with a bug")]
    private static partial void LogFault(ILogger log, Exception wrong);

    /// <summary>The router of this process.</summary>
    private sealed class RouterSink(RouterLane router) : IAlertSink
    {
        public Task PutAsync(IReadOnlyList<Alert> alerts, CancellationToken cancellation) =>
            router.PutAsync(alerts, cancellation);
    }
}
