namespace Tocsin.Notify.Pacing;

/// <summary>How messages to one receiver are paced. Immutable; each of its integrations keeps to it by itself.</summary>
public sealed record DeliveryModel
{
    /// <summary>How many attempts may begin in a time; null for no limit.</summary>
    public RateLimit? Rate { get; init; }

    /// <summary>How many attempts may be under way at once.</summary>
    public int Concurrency { get; init; } = 64;

    /// <summary>When to stop asking a receiver that fails; null for never.</summary>
    public BreakerModel? Breaker { get; init; } = new();

    /// <summary>
    /// How long a message may be tried, from its decision on; null for the time that its flush has, which is the
    /// group's interval and at least 10 s.
    /// </summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>How long one attempt may take; null for as long as the message may be tried.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>The pauses between the attempts of one message.</summary>
    public BackoffModel Retry { get; init; } = new();
}

/// <summary>So many in a time, evenly, after a quiet spell a few at once.</summary>
/// <param name="Interval">The time that each one takes up; greater than zero.</param>
/// <param name="Burst">How many may go at once; at least 1.</param>
public sealed record RateLimit(TimeSpan Interval, int Burst)
{
    /// <summary>The limit of <paramref name="count"/> in <paramref name="per"/>; without a burst, what a second brings.</summary>
    public static RateLimit Of(long count, TimeSpan per, int? burst = null)
    {
        TimeSpan interval = new(Math.Max(1, per.Ticks / count));
        long inASecond = TimeSpan.TicksPerSecond / interval.Ticks;
        return new(interval, burst ?? (int)Math.Clamp(inASecond, 1, int.MaxValue));
    }
}

/// <summary>When to stop asking a receiver that fails, and when to ask again.</summary>
public sealed record BreakerModel
{
    /// <summary>After so many failed attempts in a row nothing more is sent for a while.</summary>
    public int Failures { get; init; } = 10;

    /// <summary>The middle of the first pause. Each failed probe doubles it.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The largest middle of a pause.</summary>
    public TimeSpan PauseMax { get; init; } = TimeSpan.FromMinutes(1);
}

/// <summary>Exponential back-off with jitter.</summary>
public sealed record BackoffModel
{
    private const double Factor = 1.5;
    private const double Spread = 0.5;

    /// <summary>The middle of the first pause; each is half as long again as the one before.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The largest middle of a pause.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause after the attempt of that number, counted from 1; half its middle to one and a half.</summary>
    // Source: Alertmanager notify, RetryStage, with the defaults of its exponential back-off.
    internal TimeSpan PauseAfter(int attempt, Jitter jitter)
    {
        double middle = Math.Min(Initial.Ticks * Math.Pow(Factor, attempt - 1), Max.Ticks);
        return new TimeSpan((long)(middle * jitter.Around(Spread)));
    }
}
