namespace Tocsin.Rules.Evaluation;

/// <summary>When a rule is evaluated.</summary>
/// <param name="AtMs">The slot: the time of the alerts' state, Unix milliseconds.</param>
/// <param name="OffsetMs">How far the query, and the samples that are written, lie before it.</param>
public readonly record struct RuleInstant(long AtMs, long OffsetMs)
{
    /// <summary>The instant of the query and of the samples written.</summary>
    public long QueryAtMs => AtMs - OffsetMs;
}
