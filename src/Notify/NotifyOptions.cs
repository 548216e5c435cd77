namespace Tocsin.Notify;

/// <summary>The settings of the stage that are not in a receiver. Immutable.</summary>
public sealed record NotifyOptions
{
    /// <summary>
    /// Tell that an alert resolved even if it is muted by then, provided that people were told it fires. On by
    /// default: a resolved message wakes nobody, and without it the incident at the other end stays open for ever.
    /// </summary>
    public bool ResolvedAfterMute { get; init; } = true;

    /// <summary>
    /// Tell again of an alert that fires on when its mute ends, at the first flush after it. Off by default: whoever
    /// set the silence knows of the alert, and a silence that is extended a minute late would page everybody.
    /// </summary>
    public bool ResendAfterMute { get; init; }

    /// <summary>How long the notification log remembers at most.</summary>
    public TimeSpan Retention { get; init; } = TimeSpan.FromHours(120);

    /// <summary>How often expired entries are dropped.</summary>
    public TimeSpan GcInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>
    /// How many notifications may wait for one integration. Beyond it a flush fails and the group tries again at its
    /// next interval, with everything that happened until then in one message.
    /// </summary>
    public int OutboxItemsMax { get; init; } = 10_000;

    /// <summary>How many sends one integration may have under way at once.</summary>
    public int SendsMax { get; init; } = 64;

    /// <summary>How many flushes may wait to be decided; more end as failed, and their groups try again.</summary>
    public int FlushQueueMax { get; init; } = 65_536;

    /// <summary>The back-off between the attempts of one notification.</summary>
    public BackoffOptions Backoff { get; init; } = new();

    /// <summary>
    /// The longest wait that a receiver's Retry-After can impose. A receiver that asks for a day must not silence a
    /// page for a day.
    /// </summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Exponential back-off with jitter.</summary>
public sealed record BackoffOptions
{
    /// <summary>The middle of the first pause.</summary>
    public TimeSpan Initial { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>By how much each pause is longer than the one before.</summary>
    public double Factor { get; init; } = 1.5;

    /// <summary>A pause is drawn evenly from (1 ± this) times its middle.</summary>
    public double Jitter { get; init; } = 0.5;

    /// <summary>The largest middle of a pause.</summary>
    public TimeSpan Max { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The pause after the attempt of that number, counted from 1.</summary>
    // Source: Alertmanager notify, RetryStage, with the defaults of its exponential back-off.
    public TimeSpan PauseAfter(int attempt, Random random)
    {
        double middle = Math.Min(Initial.Ticks * Math.Pow(Factor, attempt - 1), Max.Ticks);
        double spread = 1 - Jitter + (2 * Jitter * random.NextDouble());
        return new TimeSpan((long)(middle * spread));
    }
}
