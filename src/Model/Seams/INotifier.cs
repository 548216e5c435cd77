namespace Tocsin.Model.Seams;

/// <summary>Reaches one receiver by one integration: a webhook, a mailbox, a person on call.</summary>
/// <remarks>
/// Called from many threads at once, but never twice at the same time for one group: a resolved message cannot
/// overtake its firing one. An implementation keeps no state about notifications and reads no clock but its own
/// <see cref="TimeProvider"/>.
/// </remarks>
public interface INotifier
{
    /// <summary>Makes one attempt. The caller repeats it if the outcome says so.</summary>
    /// <param name="notification">What to send. Immutable.</param>
    /// <param name="observer">Is told of each exchange that the attempt takes.</param>
    /// <param name="cancellation">Ends at the deadline of the flush, or when the program stops.</param>
    /// <returns>How it went. Every expected failure is a value; an exception is taken for one of reason Other.</returns>
    /// <exception cref="OperationCanceledException">The token ended; whether the message arrived is unknown.</exception>
    ValueTask<SendOutcome> SendAsync(Notification notification, ISendObserver observer, CancellationToken cancellation);
}
