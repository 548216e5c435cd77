using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Evaluation;

/// <summary>
/// An evaluation of a rule that must not hold up the others, since it is slow or has failed and is tried again: it runs
/// beside them, and its result is taken in when it comes, as of its own instant. Until then the rule is not evaluated again.
/// </summary>
public sealed class ApartRun
{
    // The first pause; each further one is twice as long.
    private const long PauseMs = 500;
    private const long PauseMaxMs = 10_000;

    internal ApartRun(RuleGroupState group, int rule, RuleInstant at, RuleHome home) =>
        (Group, Rule, At, Home) = (group, rule, at, home);

    /// <summary>When it is evaluated.</summary>
    public RuleInstant At { get; }

    /// <summary>What is evaluated.</summary>
    public RuleModel Model => State.Rule;

    /// <summary>Whom it asks.</summary>
    public RuleHome Home { get; }

    /// <summary>How the attempt before the others ended; null if there was none.</summary>
    public RuleAnswer? Before { get; init; }

    /// <summary>How long an attempt may take; zero for what any query may.</summary>
    public TimeSpan Timeout => Group.Model.Timeout;

    /// <summary>An alert of the rule fires.</summary>
    public bool HasFiring { get; init; }

    /// <summary>It is the first evaluation here of a rule that another server may have evaluated before.</summary>
    public bool IsTakenOver { get; init; }

    internal RuleGroupState Group { get; }

    internal int Rule { get; }

    internal RuleState State => Group.Rules[Rule];

    /// <summary>
    /// How long to wait before the next attempt; null if there is none, because the last one gave a value, the retries are
    /// used up, or the next instant of the group would come first.
    /// </summary>
    /// <param name="last">How the last attempt ended; its attempts are those made so far.</param>
    /// <param name="nowMs">The present, Unix milliseconds.</param>
    public TimeSpan? NextPause(RuleAnswer last, long nowMs)
    {
        long pauseMs = Math.Min(PauseMs << Math.Min(last.Attempts - 1, 10), PauseMaxMs);
        long endMs = At.AtMs + Group.DelayMs + Group.Slots.IntervalMs;
        return last.Result.Error is null || last.Attempts > Group.Model.Retries || nowMs + pauseMs >= endMs
            ? null
            : TimeSpan.FromMilliseconds(pauseMs);
    }

    /// <summary>Asks the rule's expressions.</summary>
    /// <param name="attempts">Attempts with this one.</param>
    /// <param name="cancellation">Ends it.</param>
    public RuleAnswer Ask(int attempts, CancellationToken cancellation) =>
        RuleQuestions.Ask(Model, HasFiring, (text, expression) =>
            Home.Queries.EvaluateApart(text, expression, At.QueryAtMs, cancellation)) with
        {
            Attempts = attempts,
            Since = IsTakenOver
                ? RuleAnswer.ElementsOf(Home.Queries.Answer(AlertBegins.QueryOf(Model), At.QueryAtMs, cancellation))
                : null,
        };

    /// <summary>What an attempt comes to that took longer than it may.</summary>
    public RuleAnswer TimedOut(int attempts) => TimedOut(Timeout, attempts);

    internal static RuleAnswer TimedOut(TimeSpan timeout, int attempts)
    {
        string after = Tocsin.Model.Durations.PrometheusDuration.Format(timeout);
        return new RuleAnswer(new QueryResult(
            null, new QueryError(QueryErrorKind.Timeout, $"query timed out: it took longer than the rule's timeout of {after}"), []))
        {
            Attempts = attempts,
        };
    }
}
