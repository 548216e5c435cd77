using Tocsin.Model;

namespace Tocsin.Routing.Recovery;

/// <summary>What must be known of a group to go on with it after a restart.</summary>
/// <param name="OpenedAt">When its first alert came.</param>
/// <param name="DueAt">When its first flush was due.</param>
/// <param name="FlushNumber">The number of the last flush written down; 0 before the first.</param>
/// <param name="LastFlushAt">The last flush written down; its cadence counts from there.</param>
public readonly record struct GroupSeed(Instant OpenedAt, Instant DueAt, long FlushNumber, Instant LastFlushAt)
{
    /// <summary>
    /// The next tick: the first one after the program was last alive. If it fell into the time that the program was
    /// down, it is past, and the group is flushed at once.
    /// </summary>
    public Instant NextDue(TimeSpan groupInterval, Instant lastAliveAt)
    {
        if (FlushNumber == 0)
        {
            return DueAt;
        }

        long missed = Math.Max(0, (lastAliveAt - LastFlushAt).Ticks / groupInterval.Ticks);
        return LastFlushAt + new TimeSpan(groupInterval.Ticks * (missed + 1));
    }
}
