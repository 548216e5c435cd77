namespace Tocsin.Model.Seams;

/// <summary>Routing hands a group's flush to Notify here.</summary>
/// <remarks>
/// Called from the router's lane, so it must not block: it queues and returns. <see cref="IFlushObserver"/> is told
/// exactly once per flush, on any thread.
/// </remarks>
public interface INotificationSink
{
    /// <summary>Takes over a flush; <paramref name="observer"/> learns how it ended.</summary>
    void Flush(Flush flush, IFlushObserver observer);

    /// <summary>
    /// How many more flushes it can take without their waiting in memory; at least 0. Groups beyond that stay due a moment
    /// longer, since a group costs less than its flush. On any thread.
    /// </summary>
    int Room => int.MaxValue;
}

/// <summary>Learns how its flush ended, so that the group can forget its resolved alerts or keep them for a retry.</summary>
public interface IFlushObserver
{
    /// <summary>The flush ended. <paramref name="succeeded"/> is true also if nothing had to be sent.</summary>
    void FlushEnded(bool succeeded);
}
