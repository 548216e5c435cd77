using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Alerts;
using Tocsin.Rules.Texts;

namespace Tocsin.Rules.Evaluation;

/// <summary>What one round comes to, beside the samples that are in the store by then. Used again for the next.</summary>
public sealed class RoundEffects
{
    /// <summary>What happened; to be in the journal before anybody is told.</summary>
    public List<JournalEvent> Events { get; } = [];

    /// <summary>What is to be told to the router.</summary>
    public List<Alert> Alerts { get; } = [];

    /// <summary>Evaluations to be started beside the others.</summary>
    public List<ApartRun> Apart { get; } = [];

    /// <summary>Bugs of ours that ended the evaluation of a rule each.</summary>
    public List<Exception> Faults { get; } = [];

    /// <summary>True if an alert waits for its <c>for</c>.</summary>
    public bool HasPending { get; internal set; }

    internal void Clear()
    {
        Events.Clear();
        Alerts.Clear();
        Apart.Clear();
        Faults.Clear();
        HasPending = false;
    }
}

/// <summary>
/// Evaluates the groups of a round: level by level, all rules of a level over one view, then what they wrote goes into the
/// store for the next level. A rule that takes too long gives way and is evaluated beside the others from then on. One
/// owner. The clock only measures how long rules take.
/// </summary>
/// <param name="core">The rules.</param>
/// <param name="own">The own store.</param>
/// <param name="time">The clock.</param>
/// <param name="elsewhere">The backends of groups that name one; null if there are none.</param>
public sealed class RoundRunner(RulesCore core, RuleHome own, TimeProvider time, IRuleHomes? elsewhere = null) : IDisposable
{
    // All other rules wait for it, and their groups are rarely due more often than every ten seconds.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan QuickAgain = TimeSpan.FromMilliseconds(250);

    private readonly RuleTurn _turn = new();
    private readonly RoundEffects _effects = new();
    private readonly List<List<(RuleGroupState Group, int Rule)>> _levels = [];

    // Few, in the order of the first rule that has each.
    private readonly List<long> _offsets = [];
    private CancellationTokenSource _patience = new(Timeout.InfiniteTimeSpan, time);

    /// <summary>Evaluates; the effects belong to the runner and end with its next round.</summary>
    public RoundEffects Run(RuleRound round, CancellationToken cancellation)
    {
        _effects.Clear();
        Sort(round);
        using CancellationTokenRegistration ending = cancellation.Register(() => _patience.Cancel());
        foreach (List<(RuleGroupState Group, int Rule)> rules in _levels)
        {
            RunLevel(round, rules, cancellation);
        }

        End(round);
        return _effects;
    }

    /// <summary>Takes in the result of a rule that was evaluated beside the others.</summary>
    /// <returns>The effects, which end with the next round.</returns>
    public RoundEffects Finish(ApartRun run, RuleAnswer answer, TimeSpan took)
    {
        _effects.Clear();
        _turn.Clear();
        run.State.IsApartBusy = false;
        run.State.RunsApart = took > QuickAgain;
        if (core.IsInForce(run.Group))
        {
            _turn.At = run.At;
            _turn.Texts = NewTexts(run.Home.Queries, run.At.AtMs, CancellationToken.None);
            Take((run.Group, run.Rule), answer, took);
            run.Home.Writer.Write(_turn.Samples);
            _turn.Texts = RuleTurn.NoTexts;
            _effects.Events.AddRange(_turn.Events);
        }

        return _effects;
    }

    /// <inheritdoc/>
    public void Dispose() => _patience.Dispose();

    private void Sort(RuleRound round)
    {
        foreach (List<(RuleGroupState Group, int Rule)> rules in _levels)
        {
            rules.Clear();
        }

        foreach (RuleGroupState group in round.Groups)
        {
            group.LastDuration = TimeSpan.Zero;
            group.LastSamples = 0;
            for (int rule = 0; rule < group.Rules.Count; rule++)
            {
                LevelAt(core.LevelOf(group, rule)).Add((group, rule));
            }
        }
    }

    private List<(RuleGroupState Group, int Rule)> LevelAt(int level)
    {
        while (_levels.Count <= level)
        {
            _levels.Add([]);
        }

        return _levels[level];
    }

    private void RunLevel(RuleRound round, List<(RuleGroupState Group, int Rule)> rules, CancellationToken cancellation)
    {
        _turn.Clear();
        _offsets.Clear();
        foreach ((RuleGroupState group, _) in rules)
        {
            if (!_offsets.Contains(group.OffsetMs))
            {
                _offsets.Add(group.OffsetMs);
            }
        }

        foreach (long offset in _offsets)
        {
            var at = new RuleInstant(round.AtMs, offset);
            using IRuleMoment moment = own.Queries.Open(at.QueryAtMs, at.OffsetMs);
            foreach ((RuleGroupState group, int rule) in rules)
            {
                if (group.OffsetMs == offset)
                {
                    _turn.At = at;
                    RunRule(group, rule, moment, cancellation);
                }
            }
        }

        own.Writer.Write(_turn.Samples);
        _effects.Events.AddRange(_turn.Events);
    }

    private void RunRule(RuleGroupState group, int index, IRuleMoment moment, CancellationToken cancellation)
    {
        RuleState state = group.Rules[index];
        if (state.RunsApart || group.Model.Backend.Length > 0)
        {
            RunApart(group, index, null);
            return;
        }

        _turn.Texts = TextsAt(_turn.At.AtMs, cancellation);
        long started = time.GetTimestamp();
        bool isTight = group.Model.Timeout > TimeSpan.Zero && group.Model.Timeout <= Patience;
        _patience.CancelAfter(isTight ? group.Model.Timeout : Patience);
        RuleAnswer answer = Ask(state, moment);
        bool isOutOfPatience = !_patience.TryReset();
        if (isOutOfPatience)
        {
            _patience.Dispose();
            _patience = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        }

        if (cancellation.IsCancellationRequested)
        {
            // What did not come to its end says nothing about the rule.
            return;
        }

        bool isCut = isOutOfPatience && answer.Result.Error?.Kind == QueryErrorKind.Canceled;
        if (isCut && !isTight)
        {
            state.RunsApart = true;
            RunApart(group, index, null);
            return;
        }

        answer = isCut ? ApartRun.TimedOut(group.Model.Timeout, 1) : answer;
        if (answer.Result.Error is not null && group.Model.Retries > 0)
        {
            RunApart(group, index, answer);
            return;
        }

        Take((group, index), answer, time.GetElapsedTime(started));
    }

    // A bug of ours is this rule's error: the other rules, and the round, go on.
    private RuleAnswer Ask(RuleState state, IRuleMoment moment)
    {
        try
        {
            RuleAnswer answer = RuleQuestions.HasMore(state.Rule)
                ? RuleQuestions.Ask(
                    state.Rule,
                    state is AlertingRuleState { HasFiring: true },
                    (text, expression) => moment.Evaluate(text, expression, _patience.Token))
                : new RuleAnswer(moment.Evaluate(state.Rule.ExprText, state.Rule.Expr, _patience.Token));
            return answer with { Attempts = 1 };
        }
        catch (Exception wrong)
        {
            _effects.Faults.Add(wrong);
            var error = new QueryError(QueryErrorKind.Execution, wrong.Message);
            return new RuleAnswer(new QueryResult(null, error, [])) { Attempts = 1 };
        }
    }

    private void RunApart(RuleGroupState group, int index, RuleAnswer? before)
    {
        RuleState state = group.Rules[index];
        if (HomeOf(group.Model.Backend, group.Model.EvaluatesHere) is not { } home)
        {
            var unknown = new QueryError(QueryErrorKind.Execution, $"there is no backend \"{group.Model.Backend}\" any more");
            Take((group, index), new RuleAnswer(new QueryResult(null, unknown, [])), TimeSpan.Zero);
        }
        else if (!state.IsApartBusy)
        {
            state.IsApartBusy = true;
            _effects.Apart.Add(new ApartRun(group, index, _turn.At, home)
            {
                Before = before,
                HasFiring = state is AlertingRuleState { HasFiring: true },
                IsTakenOver = group.Model.Backend.Length > 0 && state is AlertingRuleState { IsFresh: true },
            });
        }
    }

    private void Take((RuleGroupState Group, int Index) place, RuleAnswer answer, TimeSpan took)
    {
        RuleState state = place.Group.Rules[place.Index];
        int samplesBefore = _turn.Samples.Count;
        _turn.Limit = place.Group.Model.Limit;
        string? error = state.Take(answer, _turn);
        if (state.Health.Note(RunOf(answer, took, error)))
        {
            _turn.Events.Add(new RuleHealthChanged(Instant.FromUnixMs(_turn.At.AtMs))
            {
                Key = place.Group.KeyOf(place.Index),
                Error = error ?? "",
            });
        }

        place.Group.LastDuration += took;
        place.Group.LastSamples += _turn.Samples.Count - samplesBefore;
        if (state is AlertingRuleState alerting && (error is null || alerting.DecidesOnError))
        {
            Tell(alerting, place.Group);
        }
    }

    private RuleRun RunOf(RuleAnswer answer, TimeSpan took, string? error)
    {
        IReadOnlyList<VectorSample> elements = answer.Elements ?? [];
        return new RuleRun(_turn.At.AtMs, took, elements.Count, RunValues.Of(elements), error)
        {
            Samples = answer.Result.Statistics?.QueryableSamples ?? 0,
            Attempts = Math.Max(1, answer.Attempts),
            TimedOut = answer.Result.Error?.Kind == QueryErrorKind.Timeout,
            HasNoData = answer.HasNoData,
        };
    }

    // Source: Prometheus rules, Alert.needsSending and AlertingRule.sendAlerts.
    private void Tell(AlertingRuleState rule, RuleGroupState group)
    {
        long now = _turn.At.AtMs;
        long resendMs = (long)core.Options.ResendDelay.TotalMilliseconds;
        foreach (RuleAlert alert in rule.Alerts)
        {
            _effects.HasPending |= alert.State == AlertState.Pending;
            bool isDue = alert.State != AlertState.Pending
                && (alert.LastSentAtMs == 0 || alert.ResolvedAtMs > alert.LastSentAtMs
                    || alert.LastSentAtMs + resendMs < now);
            if (isDue)
            {
                alert.LastSentAtMs = now;
                long endMs = alert.ResolvedAtMs != 0 ? alert.ResolvedAtMs
                    : now + group.DelayMs + (4 * Math.Max(group.Slots.IntervalMs, resendMs));
                _effects.Alerts.Add(AlertLetters.Of(alert, rule.Rule, (now, endMs), core.Options));
            }
        }
    }

    private void End(RuleRound round)
    {
        foreach (var ofBackend in round.Orphans.GroupBy(orphan => orphan.Backend, StringComparer.Ordinal))
        {
            HomeOf(ofBackend.Key, false)?.Writer.Write([.. ofBackend.Select(orphan => orphan.End)]);
        }

        foreach (RuleGroupState group in round.Groups)
        {
            group.LastMs = round.AtMs;
            group.Evaluations++;
        }
    }

    private RuleHome? HomeOf(string backend, bool evaluatesHere) =>
        backend.Length == 0 ? own : elsewhere?.Find(backend, evaluatesHere);

    private RuleTextScope TextsAt(long atMs, CancellationToken cancellation) =>
        _turn.Texts.AtMs == atMs ? _turn.Texts : NewTexts(own.Queries, atMs, cancellation);

    private RuleTextScope NewTexts(IRuleQueries queries, long atMs, CancellationToken cancellation) => new()
    {
        AtMs = atMs,
        ExternalLabels = core.Options.ExternalLabels,
        ExternalUrl = core.Options.ExternalUrl,
        Query = text => queries.Answer(text, atMs, cancellation),
    };
}
