using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Notify.Pacing;

namespace Tocsin.Notify.Outbox;

public sealed partial class NotifyCore
{
    /// <summary>
    /// Asks for the turn of a test message. It keeps to the rate limit and to the quiet that the receiver asked for, as
    /// all messages do. The breaker does not stop it: whether the receiver is back is what a test is to find out.
    /// </summary>
    public TestTurn TakeTestTurn(in IntegrationKey key, Instant now) =>
        _model.Find(key) is { } integration ? QueueOf(integration).Gate.TakeTestTurn(now) : default;
}
