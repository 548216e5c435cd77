namespace Tocsin.PromQL.Evaluation.Series;

/// <summary>The instants of an evaluation.</summary>
/// <param name="StartMs">The first, in Unix milliseconds.</param>
/// <param name="EndMs">None is after it; before <paramref name="StartMs"/> if there is none at all.</param>
/// <param name="StepMs">How far they are apart, at least 1.</param>
internal readonly record struct StepGrid(long StartMs, long EndMs, long StepMs)
{
    /// <summary>How many there are.</summary>
    // Unsigned, since the two may be further apart than a signed number can say.
    public long Steps => EndMs < StartMs ? 0 : (long)Math.Min(((ulong)EndMs - (ulong)StartMs) / (ulong)StepMs, long.MaxValue - 1) + 1;

    /// <summary>How many there are, once the budget has found that they are not too many.</summary>
    public int Count => checked((int)Steps);

    /// <summary>The last one that there is.</summary>
    public long LastMs => TimeOf(Count - 1);

    /// <summary>True if there is one that may be an instant query's.</summary>
    public bool IsOne => StartMs == EndMs;

    /// <summary>The instant of a step, from 0.</summary>
    public long TimeOf(int step) => StartMs + (step * StepMs);
}
