namespace Tocsin.PromQL.Evaluation.Rounds;

/// <summary>How an expression is evaluated.</summary>
/// <param name="root">Its value; null if only the plain evaluator can tell it.</param>
internal sealed class RoundPlan(RoundPart? root)
{
    // Data that the fast way cannot tell of is there again in the next round, so that trying is done now and then.
    private const long PauseRounds = 16;

    private long _pauseUntil;

    public RoundPart? Root { get; } = root;

    /// <summary>The last round in which it was asked for.</summary>
    public long LastRound { get; set; }

    /// <summary>True if the fast way is worth trying.</summary>
    public bool IsFast(long round) => Root is not null && round >= _pauseUntil;

    /// <summary>The fast way was in vain.</summary>
    public void Pause(long round) => _pauseUntil = round + PauseRounds;
}
