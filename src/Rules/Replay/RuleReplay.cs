using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.PromQL.Evaluation;
using Tocsin.PromQL.Parsing;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Replay;

/// <summary>What a replay asks its questions to. Immutable.</summary>
/// <param name="Series">The stored series.</param>
/// <param name="Engine">The bounds of queries.</param>
/// <param name="Language">The language of queries in templates.</param>
/// <param name="Time">The clock by which queries time out.</param>
public sealed record ReplaySources(ISeriesReader Series, EngineOptions Engine, ParserOptions Language, TimeProvider Time);

/// <summary>
/// Runs rules over the past: at the instants, in the order, with the states and over the recordings that they would have
/// had. Nothing is written to the store, nobody is told.
/// </summary>
/// <remarks>One thread; it may take long.</remarks>
public sealed class RuleReplay
{
    private readonly IReadOnlyList<RuleGroupModel> _groups;
    private readonly ReplayOptions _options;
    private readonly ReplaySources _sources;
    private readonly ReplaySeries _series;
    private readonly long _beginMs;

    /// <summary>A replay of groups over a span of time.</summary>
    public RuleReplay(IReadOnlyList<RuleGroupModel> groups, ReplayOptions options, ReplaySources sources)
    {
        (_groups, _options, _sources) = (groups, options, sources);
        _series = new ReplaySeries(sources.Series, OwnNames(groups));
        _beginMs = options.FromMs - (long)options.WarmUp.TotalMilliseconds;
    }

    /// <summary>A warm-up after which alerts are as if the rules had always run: their longest delays, and two intervals.</summary>
    public static TimeSpan WarmUpOf(IReadOnlyList<RuleGroupModel> groups)
    {
        TimeSpan most = TimeSpan.Zero;
        foreach (RuleGroupModel group in groups)
        {
            TimeSpan delays = group.Rules.OfType<AlertingRule>()
                .Select(rule => rule.For + rule.KeepFiringFor).Append(TimeSpan.Zero).Max();
            most = delays + (2 * group.Interval) > most ? delays + (2 * group.Interval) : most;
        }

        return most;
    }

    /// <summary>Runs.</summary>
    /// <param name="told">
    /// Called for each instant, the warm-up among them, in order, with the alerts that the router would have got; they are
    /// the caller's.
    /// </param>
    /// <param name="cancellation">Ends it early.</param>
    /// <exception cref="OperationCanceledException">The token ended.</exception>
    public ReplayReport Run(Action<long, IReadOnlyList<Alert>> told, CancellationToken cancellation)
    {
        var core = new RulesCore(_options.Rules);
        core.Load(_groups, _beginMs - 1);
        _series.CopyPast(_beginMs - LongestReachMs(), _beginMs, _options.SamplesMax, cancellation);
        var queries = new StoreQueries(_sources.Engine, _sources.Language, _series, _sources.Time);
        using var runner = new RoundRunner(core, new RuleHome(queries, new RuleSampleWriter(_series)), StillTime.Instance);
        var log = new ReplayLog(_options);
        long rounds = 0;
        while (core.NextDueMs <= _options.ToMs)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_series.Written > _options.SamplesMax)
            {
                return log.Finish(rounds, $"recording rules wrote more than {_options.SamplesMax} samples by then:"
                    + " ask for a shorter time, or for fewer rules");
            }

            RuleRound round = core.TakeDue(core.NextDueMs)!;
            RoundEffects effects = runner.Run(round, cancellation);
            cancellation.ThrowIfCancellationRequested();
            effects.Events.ForEach(log.Add);
            List<Alert> alerts = [.. effects.Alerts];
            foreach (ApartRun run in effects.Apart.ToArray())
            {
                // It failed and would be tried again; the past does not change in the meantime.
                effects = runner.Finish(run, run.Before ?? run.Ask(1, cancellation), TimeSpan.Zero);
                effects.Events.ForEach(log.Add);
                alerts.AddRange(effects.Alerts);
            }

            told(round.AtMs, alerts);
            rounds += round.AtMs >= _options.FromMs ? 1 : 0;
        }

        return log.Finish(rounds, "");
    }

    private static HashSet<string> OwnNames(IReadOnlyList<RuleGroupModel> groups)
    {
        HashSet<string> names = [.. groups.SelectMany(group => group.Rules).OfType<RecordingRule>().Select(rule => rule.Name)];
        if (groups.Any(group => group.Rules.Any(rule => rule is AlertingRule)))
        {
            names.Add("ALERTS");
            names.Add("ALERTS_FOR_STATE");
        }

        return names;
    }

    private long LongestReachMs()
    {
        long lookbackMs = (long)_sources.Engine.Lookback.TotalMilliseconds;
        return _groups.SelectMany(group => group.Rules)
            .Select(rule => Reach.MsOf(rule.Expr, lookbackMs)).Append(0).Max();
    }
}
