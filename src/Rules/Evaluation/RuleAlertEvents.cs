using Tocsin.Journal.Events.Rules;
using Tocsin.Model;
using Tocsin.Rules.Alerts;

namespace Tocsin.Rules.Evaluation;

/// <summary>An alert of a rule as the journal tells it, and back.</summary>
internal static class RuleAlertEvents
{
    public static RuleAlertChanged Of(RuleAlert alert, RuleKey key, Instant at) => new(at)
    {
        Key = key,
        Labels = alert.Labels,
        Annotations = alert.Annotations,
        Value = alert.Value,
        State = alert.State,
        ActiveAt = At(alert.ActiveAtMs),
        FiredAt = At(alert.FiredAtMs),
        ResolvedAt = At(alert.ResolvedAtMs),
        KeepFiringSince = At(alert.KeepFiringSinceMs),
        LastSentAt = At(alert.LastSentAtMs),
        Cause = alert.Cause,
        HeldSince = At(alert.HeldSinceMs),
    };

    public static RuleAlert Read(RuleAlertChanged saved) => new()
    {
        Labels = saved.Labels,
        Annotations = saved.Annotations,
        Value = saved.Value,
        State = saved.State,
        ActiveAtMs = Ms(saved.ActiveAt),
        FiredAtMs = Ms(saved.FiredAt),
        ResolvedAtMs = Ms(saved.ResolvedAt),
        KeepFiringSinceMs = Ms(saved.KeepFiringSince),
        LastSentAtMs = Ms(saved.LastSentAt),
        Cause = saved.Cause,
        HeldSinceMs = Ms(saved.HeldSince),
    };

    private static Instant At(long ms) => ms == 0 ? default : Instant.FromUnixMs(ms);

    private static long Ms(Instant at) => at.IsZero ? 0 : at.UnixMs;
}
