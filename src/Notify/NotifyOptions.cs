using Tocsin.Notify.Pacing;

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

    /// <summary>
    /// How many of the messages that wait for one integration have their texts and alerts in memory; those of the others are
    /// read back from the journal when their turn comes near.
    /// </summary>
    public int AheadMax { get; init; } = 64;

    /// <summary>How many alerts the waiting messages of all integrations may have in memory; one message each at least.</summary>
    public int AheadAlertsMax { get; init; } = 16_384;

    /// <summary>How many flushes may wait to be decided; more end as failed, and their groups try again.</summary>
    public int FlushQueueMax { get; init; } = 65_536;

    /// <summary>Whether a page that reaches nobody is itself an alert.</summary>
    public UndeliverableAlerts UndeliverableAlerts { get; init; } = UndeliverableAlerts.Always;

    /// <summary>How messages are paced to a receiver that does not say.</summary>
    public DeliveryModel Delivery { get; init; } = new();

    /// <summary>
    /// The longest wait that a receiver's Retry-After can impose. A receiver that asks for a day must not silence a
    /// page for a day.
    /// </summary>
    public TimeSpan RetryAfterMax { get; init; } = TimeSpan.FromMinutes(10);
}

/// <summary>Whether a page that reaches nobody is itself an alert.</summary>
public enum UndeliverableAlerts
{
    /// <summary>It is.</summary>
    Always,

    /// <summary>Only if its receiver is configured by keys of Tocsin's own: a plain Alertmanager file brings no such alert.</summary>
    WhereAsked,

    /// <summary>It is not.</summary>
    Never,
}
