using Microsoft.Extensions.Logging;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Files;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Lanes;
using Tocsin.Rules.Managed;
using Tocsin.Rules.Views;
using Tocsin.Server.Backends;
using Tocsin.Server.Hosting;
using Tocsin.Server.Replicas;
using Tocsin.Server.Series;

namespace Tocsin.Server.Rules;

/// <summary>What the rules run amid.</summary>
internal sealed record RulesHostParts
{
    public required SeriesHost Series { get; init; }

    public required IAlertSink Sink { get; init; }

    public required JournalHost Journal { get; init; }

    public required TimeProvider Time { get; init; }

    public required RulesProjection Projection { get; init; }

    public required ManagedRulesProjection Managed { get; init; }

    public required BackendServices Backends { get; init; }

    public required ReplicaWatch Replicas { get; init; }

    public required TimeSpan CheckpointInterval { get; init; }

    public required ILogger Log { get; init; }
}

/// <summary>The rules of this server, running: over its own series, to its own router.</summary>
internal sealed partial class RulesHost : IAsyncDisposable
{
    private readonly RulesHostParts _parts;

    // Only the lane touches it.
    private readonly RuleBook _book;
    private RuleFileOptions _fileOptions;

    private RulesHost(RulesLane lane, RuleSampleWriter writer, RuleBook book, RunningConfig config, RulesHostParts parts)
    {
        (Lane, _book, _fileOptions, _parts) = (lane, book, config.RuleSources.Options, parts);
        Unmatched = new UnmatchedSelectors(parts.Series.Store);
        Metrics = new RulesMetrics(lane, writer, Unmatched);
    }

    /// <summary>Who owns the rules.</summary>
    public RulesLane Lane { get; }

    /// <summary>What they cost.</summary>
    public RulesMetrics Metrics { get; }

    /// <summary>Which selectors of rules match nothing.</summary>
    public UnmatchedSelectors Unmatched { get; }

    /// <summary>How rules are evaluated.</summary>
    public required RulesOptions Options { get; init; }

    /// <summary>Servers elsewhere that evaluate rules.</summary>
    public required BackendSet Backends { get; init; }

    /// <summary>What holds where rules say nothing.</summary>
    public RuleFileOptions FileOptions => Volatile.Read(ref _fileOptions);

    /// <summary>Puts groups in force, gives them back the alerts that the journal knows of, and begins.</summary>
    public static RulesHost Start(RulesOptions options, RunningConfig config, RulesHostParts parts)
    {
        // Before the first group is due, or this server would evaluate those of the others, too.
        parts.Replicas.AskAsync().GetAwaiter().GetResult();
        var book = new RuleBook(parts.Managed.Histories);
        TellFaults(book.Load(config.Rules, config.RuleSources.Options), parts);
        IReadOnlyList<RuleGroupModel> groups = ShareOf(book, parts.Replicas);
        var core = new RulesCore(options);
        core.Load(groups, Now(parts).UnixMs);
        int restored = parts.Projection.Count;
        parts.Projection.Restore(core);
        SeriesHost series = parts.Series;
        var backends = new BackendSet(config.Backends, parts.Backends);
        var writer = new RuleSampleWriter(series.Store);
        var queries = new StoreQueries(series.Options.Engine, series.Options.Language, series.Store, parts.Time);
        var lane = new RulesLane(core, new RoundRunner(core, new RuleHome(queries, writer), parts.Time, backends), new RulesLaneParts
        {
            Time = parts.Time,
            Journal = parts.Journal,
            Sink = parts.Sink,
            Projections = [parts.Projection, parts.Managed],
            ApartMax = options.ConcurrentQueriesMax - 1,
            CheckpointInterval = parts.CheckpointInterval,
            IsCheckpointDue = () => parts.Journal.IsCheckpointDue(parts.Projection.Name)
                || parts.Journal.IsCheckpointDue(parts.Managed.Name),
            OnFault = wrong => LogFault(parts.Log, wrong),
        });
        var host = new RulesHost(lane, writer, book, config, parts) { Options = options, Backends = backends };
        host.Tell(groups, groups.Count, core.Cycles);
        int rules = groups.Sum(group => group.Rules.Count);
        LogStarted(parts.Log, groups.Count, rules, restored);
        lane.Start();
        parts.Replicas.Start(host.ShareAsync);
        return host;
    }

    /// <summary>Puts the rules of a configuration in force.</summary>
    public async Task SwapAsync(RunningConfig config)
    {
        RuleFileOptions options = config.RuleSources.Options;
        Volatile.Write(ref _fileOptions, options);
        await Backends.SwapAsync(config.Backends).ConfigureAwait(false);
        (IReadOnlyList<RuleGroupModel> groups, int changed, IReadOnlyList<string> cycles) = await Lane.RunAsync((core, now) =>
        {
            TellFaults(_book.Load(config.Rules, options), _parts);
            IReadOnlyList<RuleGroupModel> groups = ShareOf(_book, _parts.Replicas);
            return (groups, core.Load(groups, now), core.Cycles);
        }).ConfigureAwait(false);
        Tell(groups, changed, cycles);
    }

    /// <summary>Changes a group that the API keeps.</summary>
    /// <returns>How it ended; what is done is on disk unless the second says otherwise.</returns>
    public async Task<(EditOutcome Edit, CommitOutcome Disk)> EditAsync(GroupEdit edit, CancellationToken cancellation)
    {
        (EditOutcome outcome, CommitTicket ticket) = await Lane.RunAsync((core, now) =>
        {
            EditOutcome outcome = _book.Edit(edit, Instant.FromUnixMs(now));
            if (outcome.Event is not { } edited)
            {
                return (outcome, default(CommitTicket));
            }

            // In the journal before any alert that comes of it.
            CommitTicket ticket = _parts.Journal.Append(edited);
            core.Load(ShareOf(_book, _parts.Replicas), now);
            return (outcome, ticket);
        }, cancellation).ConfigureAwait(false);
        return (outcome, await ticket.WaitAsync(cancellation).ConfigureAwait(false));
    }

    /// <summary>Divides the groups anew, after a replica came or went.</summary>
    public Task ShareAsync() => Lane.RunAsync((core, now) => core.Load(ShareOf(_book, _parts.Replicas), now, handsOver: true));

    /// <summary>Reads what the API keeps.</summary>
    public Task<T> ReadAsync<T>(Func<RuleBook, T> read, CancellationToken cancellation) =>
        Lane.RunAsync((_, _) => read(_book), cancellation);

    public async ValueTask DisposeAsync()
    {
        await _parts.Replicas.DisposeAsync().ConfigureAwait(false);
        await Lane.DisposeAsync().ConfigureAwait(false);
        await Backends.DisposeAsync().ConfigureAwait(false);
        Metrics.Dispose();
    }

    // Each replica watches itself.
    private static IReadOnlyList<RuleGroupModel> ShareOf(RuleBook book, ReplicaWatch replicas)
    {
        IReadOnlyList<RuleGroupModel> groups = book.Groups;
        IReadOnlyList<RuleGroupModel> shared = groups.Any(OwnRules.Has) ? [.. groups.Where(group => !OwnRules.Has(group))] : groups;
        IReadOnlyList<RuleGroupModel> mine = GroupShares.Of(shared, replicas.Self, replicas.Live);
        return shared.Count == groups.Count ? mine : [.. mine, .. groups.Where(OwnRules.Has)];
    }

    // A group that somebody wrote under other settings and that no longer reads: the others run.
    private static void TellFaults(IReadOnlyList<RuleFileFault> faults, RulesHostParts parts)
    {
        foreach (RuleFileFault fault in faults)
        {
            LogKeptFault(parts.Log, fault.ToString());
        }

        if (faults.Count > 0)
        {
            parts.Journal.Append(new RulesRejected(Now(parts)) { Errors = [.. faults.Select(fault => fault.ToString())] });
        }
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

    [LoggerMessage(Level = LogLevel.Error, Message = "A rule group of the API cannot run any more {fault}")]
    private static partial void LogKeptFault(ILogger log, string fault);

    [LoggerMessage(Level = LogLevel.Error, Message = "A round of rules ended with a bug")]
    private static partial void LogFault(ILogger log, Exception wrong);
}
