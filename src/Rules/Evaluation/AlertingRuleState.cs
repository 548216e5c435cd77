using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;
using Tocsin.PromQL.Evaluation.Results;
using Tocsin.Rules.Alerts;
using Tocsin.Rules.Groups;
using Tocsin.Rules.Policies;

namespace Tocsin.Rules.Evaluation;

/// <summary>The alerts of an alerting rule: inactive, pending, firing. One owner; holds no clock.</summary>
/// <param name="rule">The rule.</param>
/// <param name="key">What the journal calls it.</param>
// Source: Prometheus rules, AlertingRule.Eval.
internal sealed class AlertingRuleState(AlertingRule rule, RuleKey key) : RuleState(rule)
{
    /// <summary>How long an alert that ended is kept, and told again.</summary>
    // Source: Prometheus rules, resolvedRetention.
    public const long ResolvedRetentionMs = 15 * 60_000;

    private readonly Dictionary<LabelSet, RuleAlert> _alerts = [];
    private readonly List<RuleAlert> _gone = [];
    private readonly HashSet<RuleAlert> _seen = [];
    private readonly AlertElements _elements = new(rule);
    private string _error = "";
    private AlertBegins? _begins;
    private bool _hasAnswers;

    /// <summary>The alerts that the rule knows, ended ones too.</summary>
    public IReadOnlyCollection<RuleAlert> Alerts => _alerts.Values;

    /// <summary>The state of the alert that matters most.</summary>
    public AlertState State => _alerts.Count == 0 ? AlertState.Inactive : _alerts.Values.Max(alert => alert.State);

    /// <summary>Texts that failed to expand since the start.</summary>
    public long TextFailures => _elements.Failures;

    /// <summary>The last evaluation that could tell found no data; known only of rules for which it matters.</summary>
    public bool HasNoData { get; private set; }

    /// <summary>An alert about the rule's condition fires.</summary>
    public bool HasFiring =>
        _alerts.Values.Any(alert => alert is { State: AlertState.Firing, Cause: AlertCause.Condition });

    /// <summary>Nothing is known here of alerts that must wait for their <c>for</c>, not even that there are none.</summary>
    public bool IsFresh => rule.For > TimeSpan.Zero && _alerts.Count == 0 && !_hasAnswers;

    /// <summary>An evaluation that fails decides about alerts all the same.</summary>
    public bool DecidesOnError => rule.OnError is not null;

    /// <summary>Takes over what else is known of the rule before a reload.</summary>
    public void Inherit(AlertingRuleState before)
    {
        HasNoData = before.HasNoData && rule.Data is not null;
        _hasAnswers = before._hasAnswers;
    }

    /// <summary>Takes alerts over from a state before a reload or a restart.</summary>
    public void Adopt(RuleAlert alert)
    {
        _alerts[alert.Labels] = alert;
        HasNoData |= alert is { Cause: AlertCause.NoData, HasEnded: false } && rule.Data is not null;
    }

    /// <inheritdoc/>
    protected override string? Take(IReadOnlyList<VectorSample> result, RuleAnswer answer, RuleTurn turn)
    {
        if (!_elements.TryRead(result, turn.Texts))
        {
            return "vector contains metrics with the same labelset after applying alert labels";
        }

        NoteData(!answer.HasNoData, turn);
        _hasAnswers = true;
        _begins = answer.Since is { } since ? new AlertBegins(since) : null;
        _seen.Clear();
        for (int i = 0; i < result.Count; i++)
        {
            _seen.Add(See(_elements[i], result[i].Value, (AlertCause.Condition, turn)));
        }

        ResolveMatches? resolved = answer.Resolve is { } resolve && RuleAnswer.ElementsOf(resolve) is { } elements
            ? new ResolveMatches(rule, elements)
            : null;
        return Pass(answer.HasNoData
            ? new AlertPass(AlertCause.NoData, rule.NoData, rule.NoData == RulePolicy.Ok ? null : resolved)
            : new AlertPass(AlertCause.Condition, null, resolved), turn);
    }

    /// <inheritdoc/>
    protected override void TakeFailure(string error, RuleTurn turn)
    {
        if (rule.OnError is { } policy)
        {
            Written.Begin();
            _seen.Clear();
            _error = error;
            Pass(new AlertPass(AlertCause.Error, policy, null), turn);
        }
    }

    private string? Pass(AlertPass pass, RuleTurn turn)
    {
        if (pass.AlertsOfRule)
        {
            AlertElement ofRule = _elements.OfRule(pass.Found, _error, turn.Texts);
            _seen.Add(See(ofRule, double.NaN, (pass.Found, turn)));
        }

        int active = 0;
        foreach (RuleAlert alert in _alerts.Values)
        {
            active += Advance(alert, pass, turn) ? 1 : 0;
        }

        Forget(turn);
        if (turn.Limit > 0 && active > turn.Limit && pass.Found != AlertCause.Error)
        {
            return ForgetAll(turn, $"exceeded limit of {turn.Limit} with {active} alerts");
        }

        Write(turn);
        return null;
    }

    private void NoteData(bool hasData, RuleTurn turn)
    {
        if (HasNoData == hasData && rule.NoData is { } policy)
        {
            turn.Events.Add(new RuleDataChanged(Model.Instant.FromUnixMs(turn.At.AtMs))
            {
                Key = key,
                HasData = hasData,
                Policy = policy.Text(),
            });
        }

        HasNoData = !hasData;
    }

    private RuleAlert See(AlertElement element, double value, (AlertCause Cause, RuleTurn Turn) why)
    {
        RuleTurn turn = why.Turn;
        if (_alerts.TryGetValue(element.Labels, out RuleAlert? alert) && !alert.HasEnded)
        {
            alert.Annotations = element.Annotations;
            alert.Value = value;
            return alert;
        }

        alert = new RuleAlert
        {
            Labels = element.Labels,
            Annotations = element.Annotations,
            Value = value,
            ActiveAtMs = _begins?.Of(element.Labels, turn.At.AtMs) ?? turn.At.AtMs,
            Cause = why.Cause,
        };
        _alerts[element.Labels] = alert;
        if (rule.For > TimeSpan.Zero)
        {
            turn.Events.Add(Changed(alert, turn));
        }

        return alert;
    }

    /// <returns>True if the alert is active from now on.</returns>
    private bool Advance(RuleAlert alert, AlertPass pass, RuleTurn turn)
    {
        long now = turn.At.AtMs;
        bool isSeen = _seen.Contains(alert);
        bool isOnHold = alert.IsOnHold;
        alert.IsOnHold = false;
        if (isSeen)
        {
            if (alert.KeepFiringSinceMs != 0 || alert.HeldSinceMs != 0)
            {
                (alert.KeepFiringSinceMs, alert.HeldSinceMs) = (0, 0);
                turn.Events.Add(Changed(alert, turn));
            }
        }
        else if (alert.HasEnded
            || (!isOnHold && !pass.Keeps(alert.Cause) && !IsHeld(alert, pass, turn) && !KeepsFiring(alert, turn)))
        {
            End(alert, turn);
            return false;
        }

        long held = now - alert.ActiveAtMs;
        if (alert.State == AlertState.Pending && held >= rule.For.TotalMilliseconds)
        {
            (alert.State, alert.FiredAtMs) = (AlertState.Firing, now);
            turn.Events.Add(Changed(alert, turn));
        }
        else if (isSeen && alert.State == AlertState.Firing && held < rule.For.TotalMilliseconds)
        {
            // A reload asks for more patience than the alert has had.
            (alert.State, alert.FiredAtMs, alert.LastSentAtMs, alert.KeepFiringSinceMs) = (AlertState.Pending, 0, 0, 0);
            turn.Events.Add(Changed(alert, turn));
        }

        return true;
    }

    // Without data there is no answer of resolve_expr either, which means that it ends nothing.
    private bool IsHeld(RuleAlert alert, AlertPass pass, RuleTurn turn)
    {
        bool isHeld = pass.Resolved is { } resolved && alert is { State: AlertState.Firing, Cause: AlertCause.Condition }
            && !resolved.Ends(alert.Labels);
        if (isHeld != (alert.HeldSinceMs != 0))
        {
            alert.HeldSinceMs = isHeld ? turn.At.AtMs : 0;
            if (isHeld)
            {
                alert.KeepFiringSinceMs = 0;
                turn.Events.Add(Changed(alert, turn));
            }
        }

        return isHeld;
    }

    private bool KeepsFiring(RuleAlert alert, RuleTurn turn)
    {
        if (alert.State != AlertState.Firing || alert.Cause != AlertCause.Condition || rule.KeepFiringFor <= TimeSpan.Zero)
        {
            return false;
        }

        if (alert.KeepFiringSinceMs == 0)
        {
            alert.KeepFiringSinceMs = turn.At.AtMs;
            turn.Events.Add(Changed(alert, turn));
        }

        return turn.At.AtMs - alert.KeepFiringSinceMs < rule.KeepFiringFor.TotalMilliseconds;
    }

    private void End(RuleAlert alert, RuleTurn turn)
    {
        bool isOld = alert.ResolvedAtMs != 0 && turn.At.AtMs - alert.ResolvedAtMs > ResolvedRetentionMs;
        if (alert.State == AlertState.Pending || isOld)
        {
            _gone.Add(alert);
        }
        else if (alert.State == AlertState.Firing)
        {
            (alert.State, alert.ResolvedAtMs) = (AlertState.Inactive, turn.At.AtMs);
            turn.Events.Add(Changed(alert, turn));
        }
    }

    private void Forget(RuleTurn turn)
    {
        foreach (RuleAlert alert in _gone)
        {
            _alerts.Remove(alert.Labels);
            turn.Events.Add(Changed(alert, turn) with { IsForgotten = true });
        }

        _gone.Clear();
    }

    // Source: Prometheus rules: a rule over its limit knows of no alert, not even those that fired.
    private string ForgetAll(RuleTurn turn, string error)
    {
        _gone.AddRange(_alerts.Values);
        Forget(turn);
        return error;
    }

    private void Write(RuleTurn turn)
    {
        long at = turn.At.QueryAtMs;
        foreach (RuleAlert alert in _alerts.Values)
        {
            if (alert.HasEnded)
            {
                continue;
            }

            RuleSeries alerts = StateSeries(alert);
            RuleSeries forState = alert.BeginSeries is { HasEnded: false } known
                ? known
                : alert.BeginSeries = Written.Of(AlertLabels.With(alert.Labels, "ALERTS_FOR_STATE", null));
            Written.TryNote(alerts);
            Written.TryNote(forState);
            turn.Samples.Add(new RuleSample(alerts, at, 1, null));
            turn.Samples.Add(new RuleSample(forState, at, Math.Floor(alert.ActiveAtMs / 1000.0), null));
        }

        Written.End(at, turn.Samples);
    }

    private RuleSeries StateSeries(RuleAlert alert)
    {
        if (alert.StateSeries is not { HasEnded: false } series || alert.SeriesState != alert.State)
        {
            string state = alert.State == AlertState.Pending ? "pending" : "firing";
            series = Written.Of(AlertLabels.With(alert.Labels, "ALERTS", state));
            (alert.StateSeries, alert.SeriesState) = (series, alert.State);
        }

        return series;
    }

    private RuleAlertChanged Changed(RuleAlert alert, RuleTurn turn) =>
        RuleAlertEvents.Of(alert, key, Model.Instant.FromUnixMs(turn.At.AtMs));
}
