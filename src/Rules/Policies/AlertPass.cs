using Tocsin.Journal.Events.Rules;

namespace Tocsin.Rules.Policies;

/// <summary>How one evaluation of an alerting rule is to be taken: what it found, and what that means for its alerts.</summary>
/// <param name="Found"><see cref="AlertCause.Condition"/> for a result over data.</param>
/// <param name="Policy">What the rule says about what was found; null if it says nothing.</param>
/// <param name="Resolved">What ends alerts that fire; null if the end of their condition does.</param>
internal readonly record struct AlertPass(AlertCause Found, RulePolicy? Policy, ResolveMatches? Resolved)
{
    /// <summary>An alert about the rule itself begins or goes on.</summary>
    public bool AlertsOfRule => Found != AlertCause.Condition && Policy == RulePolicy.Alert;

    /// <summary>True for an alert that stays as it stands, since nothing is known of its cause.</summary>
    public bool Keeps(AlertCause cause) =>
        Found != AlertCause.Condition
        && Policy is RulePolicy.Keep or RulePolicy.Alert
        && (cause == AlertCause.Condition || Found == AlertCause.Error);
}
