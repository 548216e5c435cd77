using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;
using Tocsin.Rules.Evaluation;
using Tocsin.Rules.Groups;

namespace Tocsin.Rules.Views;

/// <summary>A group as it stood at one moment. Immutable.</summary>
public sealed record RuleGroupView
{
    /// <summary>The group as written.</summary>
    public required RuleGroupModel Model { get; init; }

    /// <summary>The rules asked for, in the order of the group.</summary>
    public required IReadOnlyList<RuleView> Rules { get; init; }

    /// <summary>The last slot, Unix milliseconds; 0 before the first.</summary>
    public required long LastMs { get; init; }

    /// <summary>How long the last evaluation took.</summary>
    public required TimeSpan LastDuration { get; init; }

    /// <summary>How many samples the last evaluation wrote.</summary>
    public required int LastSamples { get; init; }

    /// <summary>Evaluations since the start.</summary>
    public required long Evaluations { get; init; }

    /// <summary>Slots since the start that passed without an evaluation.</summary>
    public required long Missed { get; init; }

    /// <summary>The version that is in force of a group that the API keeps; 0 for one of a file.</summary>
    public long Version { get; init; }
}

/// <summary>A rule as it stood at one moment. Immutable.</summary>
public sealed record RuleView
{
    /// <summary>The rule as written.</summary>
    public required RuleModel Model { get; init; }

    /// <summary>The last evaluations, oldest first; empty before the first.</summary>
    public required IReadOnlyList<RuleRun> Runs { get; init; }

    /// <summary>Evaluations since the start.</summary>
    public required long Evaluations { get; init; }

    /// <summary>Evaluations since the start that failed.</summary>
    public required long Failures { get; init; }

    /// <summary>Attempts since the start beyond the first of each evaluation.</summary>
    public long Retries { get; init; }

    /// <summary>Evaluations since the start that took longer than they may.</summary>
    public long Timeouts { get; init; }

    /// <summary>The rule has no data; known only where a policy asks.</summary>
    public bool HasNoData { get; init; }

    /// <summary>The selectors of the rule that match no series of the store; null if nobody asked.</summary>
    public IReadOnlyList<string>? UnmatchedSelectors { get; init; }

    /// <summary>The alerts that are pending or firing, in the order of their labels; empty for a recording rule.</summary>
    public IReadOnlyList<AlertView> Alerts { get; init; } = [];

    /// <summary>Nobody asked for the alerts.</summary>
    public bool LeavesOutAlerts { get; init; }

    /// <summary>The state of the alert that matters most.</summary>
    public AlertState State { get; init; }

    /// <summary>The last evaluation; default before the first.</summary>
    public RuleRun Last => Runs.Count == 0 ? default : Runs[^1];
}

/// <summary>An alert of a rule as it stood at one moment. Times are Unix milliseconds, 0 for never.</summary>
/// <param name="Labels">Its identity.</param>
/// <param name="Annotations">Its texts for people.</param>
/// <param name="State">How it stands.</param>
/// <param name="ActiveAtMs">When its condition began to hold.</param>
/// <param name="KeepFiringSinceMs">Since when it fires only because of <c>keep_firing_for</c>.</param>
/// <param name="Value">The value that the expression had last.</param>
public sealed record AlertView(
    LabelSet Labels, LabelSet Annotations, AlertState State, long ActiveAtMs, long KeepFiringSinceMs, double Value)
{
    /// <summary>Since when it fires only because <c>resolve_expr</c> has not ended it.</summary>
    public long HeldSinceMs { get; init; }

    /// <summary>Why it is there.</summary>
    public AlertCause Cause { get; init; }
}
