namespace Tocsin.Journal.Commits;

/// <summary>The journal's limits. Every value has a default that suits one server.</summary>
public sealed record JournalOptions
{
    /// <summary>Bytes of encoded events that may wait for the disk before an append waits; 64 MiB.</summary>
    public long QueueBytesMax { get; init; } = 64 << 20;

    /// <summary>
    /// How long an append waits for room before its events are refused; 5 s. While the disk hangs, later appends are
    /// refused without waiting, so that the lanes go on paging.
    /// </summary>
    public TimeSpan AppendWaitMax { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Bytes of events whose commit failed that are kept in memory and written as soon as it works; 64 MiB.
    /// </summary>
    public long CarriedBytesMax { get; init; } = 64 << 20;

    /// <summary>
    /// How long to wait after a failed commit before the disk is tried again, and how often an idle journal looks at
    /// its retention; 500 ms.
    /// </summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Events older than this are dropped; 15 days.</summary>
    public TimeSpan AgeMax { get; init; } = TimeSpan.FromDays(15);

    /// <summary>Bytes of events above which the oldest are dropped; 2 GiB.</summary>
    public long BytesMax { get; init; } = 2L << 30;

    /// <summary>Events after a projection's checkpoint at which a new one is due; 100,000.</summary>
    public long CheckpointEvery { get; init; } = 100_000;

    /// <summary>
    /// True for no writer thread: the owner calls <see cref="JournalHost.Step"/>. For simulations, which must repeat
    /// exactly from their seed.
    /// </summary>
    public bool Manual { get; init; }
}
