using Tocsin.Journal.Events.Rules;
using Tocsin.Model.Labels;

namespace Tocsin.Rules.Replay;

/// <summary>What rules would have done.</summary>
public sealed record ReplayReport
{
    /// <summary>How many instants were evaluated, the warm-up left out.</summary>
    public required long Rounds { get; init; }

    /// <summary>How many alerts there were, pending ones that never fired among them.</summary>
    public required long AlertCount { get; init; }

    /// <summary>The alerts by when their condition began to hold, up to the bound.</summary>
    public required IReadOnlyList<ReplayedAlert> Alerts { get; init; }

    /// <summary>The rules that could not be evaluated at times.</summary>
    public required IReadOnlyList<ReplayedFault> Faults { get; init; }

    /// <summary>Why it ended early; empty if it did not.</summary>
    public string Stopped { get; init; } = "";
}

/// <summary>An alert that would have been. Times are Unix milliseconds, 0 for never.</summary>
public sealed record ReplayedAlert
{
    /// <summary>Its rule.</summary>
    public required RuleKey Rule { get; init; }

    /// <summary>Its labels.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>When its condition began to hold.</summary>
    public required long ActiveAtMs { get; init; }

    /// <summary>When it began to fire.</summary>
    public long FiredAtMs { get; init; }

    /// <summary>When it ended; 0 if it had not by the end.</summary>
    public long EndedAtMs { get; init; }

    /// <summary>The value when its condition began to hold, or when it began to fire.</summary>
    public double Value { get; init; }
}

/// <summary>A rule that could not be evaluated.</summary>
/// <param name="Rule">Which.</param>
/// <param name="Error">Why, the first time.</param>
/// <param name="AtMs">When that was, Unix milliseconds.</param>
public sealed record ReplayedFault(RuleKey Rule, string Error, long AtMs);
