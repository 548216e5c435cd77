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
}

/// <summary>Learns how a flush ended, so that the group can forget its resolved alerts or keep them for a retry.</summary>
public interface IFlushObserver
{
    /// <summary>The flush of that group and number ended.</summary>
    /// <param name="groupId">The flush's <see cref="Flush.GroupId"/>.</param>
    /// <param name="number">Its <see cref="Flush.Number"/>.</param>
    /// <param name="succeeded">True also if nothing had to be sent.</param>
    void FlushEnded(string groupId, long number, bool succeeded);
}
