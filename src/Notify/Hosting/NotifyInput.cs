using Tocsin.Journal.Events.Notify;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Hosting;

/// <summary>What reaches the lane of the stage, in the order in which it is handled.</summary>
internal abstract record NotifyInput
{
    private NotifyInput()
    {
    }

    public sealed record FlushArrived(Flush Flush, IFlushObserver Observer) : NotifyInput;

    public sealed record Committed(long Token, long Seq) : NotifyInput;

    public sealed record AttemptEnded(NotifyEffect.StartSend Send, SendOutcome Outcome, TimeSpan Duration) : NotifyInput;

    public sealed record Loaded(
        IReadOnlyList<(DecisionPlace Place, NotificationDecided? Decided)> Decisions, TaskCompletionSource Done) : NotifyInput;

    public sealed record TimerFired : NotifyInput
    {
        public static readonly TimerFired Instance = new();
    }

    public sealed record Swap(NotifyModel Model, TaskCompletionSource Done) : NotifyInput;

    public sealed record AskWaiting(
        IReadOnlySet<string> GroupIds, TaskCompletionSource<IReadOnlyList<WaitingMessage>> Done) : NotifyInput;

    public sealed record TakeTestTurn(IntegrationKey Key, TaskCompletionSource<TestTurn> Done) : NotifyInput;

    public sealed record SaveCheckpoint(TaskCompletionSource<Tocsin.Journal.Commits.CommitTicket> Done) : NotifyInput;
}
