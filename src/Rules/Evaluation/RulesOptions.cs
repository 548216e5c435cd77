using Tocsin.Model.Labels;

namespace Tocsin.Rules.Evaluation;

/// <summary>How rules are evaluated. Immutable.</summary>
public sealed record RulesOptions
{
    /// <summary>Evaluate each group at the instants at which Prometheus would.</summary>
    public bool UsesHashedSlots { get; init; }

    /// <summary>How long an alert that fires on waits before it is told again.</summary>
    // Source: Prometheus, the default of --rules.alert.resend-delay.
    public TimeSpan ResendDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>After a longer outage pending alerts begin anew.</summary>
    // Source: Prometheus, the default of --rules.alert.for-outage-tolerance.
    public TimeSpan OutageTolerance { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How many queries of rules run at once: that of the round, and those of slow rules beside it.</summary>
    public int ConcurrentQueriesMax { get; init; } = 3;

    /// <summary>What is added to every alert that leaves, where it has no such label.</summary>
    public LabelSet ExternalLabels { get; init; } = LabelSet.Empty;

    /// <summary>The address by which people reach this server, without a slash at its end.</summary>
    public string ExternalUrl { get; init; } = "";
}
