using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;
using Tocsin.Rules.Evaluation;

namespace Tocsin.Rules.Alerts;

/// <summary>
/// One alert of a rule, from the first result that has it until some time after it ended. Times are Unix milliseconds of
/// the evaluation, 0 for never. Belongs to its rule's state.
/// </summary>
public sealed class RuleAlert
{
    /// <summary>Its identity: the labels of the result and of the rule, and the alert's name.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The texts for people, as of the last result that has it.</summary>
    public LabelSet Annotations { get; internal set; } = LabelSet.Empty;

    /// <summary>The value of the last result that has it.</summary>
    public double Value { get; internal set; }

    /// <summary>How it stands.</summary>
    public AlertState State { get; internal set; } = AlertState.Pending;

    /// <summary>When its condition began to hold.</summary>
    public required long ActiveAtMs { get; set; }

    /// <summary>When it began to fire.</summary>
    public long FiredAtMs { get; internal set; }

    /// <summary>When it ended.</summary>
    public long ResolvedAtMs { get; internal set; }

    /// <summary>Since when it fires only because of <c>keep_firing_for</c>.</summary>
    public long KeepFiringSinceMs { get; internal set; }

    /// <summary>Since when it fires only because <c>resolve_expr</c> has not ended it.</summary>
    public long HeldSinceMs { get; internal set; }

    /// <summary>Why it is there.</summary>
    public AlertCause Cause { get; init; }

    /// <summary>When it was told last.</summary>
    public long LastSentAtMs { get; internal set; }

    /// <summary>
    /// It fired before a time in which nobody looked, so that one result without it does not mean that it ended: its
    /// samples may only now begin to come in again.
    /// </summary>
    internal bool IsOnHold { get; set; }

    /// <summary>The series <c>ALERTS</c> that it wrote last; null before the first.</summary>
    internal RuleSeries? StateSeries { get; set; }

    /// <summary>The state that <see cref="StateSeries"/> tells.</summary>
    internal AlertState SeriesState { get; set; }

    /// <summary>The series <c>ALERTS_FOR_STATE</c>; null until it was written.</summary>
    internal RuleSeries? BeginSeries { get; set; }

    internal bool HasEnded => State == AlertState.Inactive;
}
