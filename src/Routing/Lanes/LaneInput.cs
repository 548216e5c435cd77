using Tocsin.Journal.Commits;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Routing.Grouping;

namespace Tocsin.Routing.Lanes;

/// <summary>One thing for the router's lane to do.</summary>
internal abstract class LaneInput
{
    /// <summary>
    /// Whether an answer to an input without events also answers for events of earlier inputs, which must be on disk
    /// first.
    /// </summary>
    public virtual bool ConfirmsEarlier => false;

    /// <summary>Runs on the lane.</summary>
    public abstract void Run(RouterCore core, Instant now);

    /// <summary>Called after the events of <see cref="Run"/> were appended; the ticket is over them.</summary>
    public virtual void Appended(CommitTicket ticket)
    {
    }

    /// <summary>Called if <see cref="Run"/> threw.</summary>
    public virtual void Failed(Exception wrong)
    {
    }
}

/// <summary>Work that someone waits for, until what it caused is on disk.</summary>
internal sealed class LaneWork<T>(Func<RouterCore, Instant, T> work) : LaneInput
{
    private readonly TaskCompletionSource<Durable<T>> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;

    public Task<Durable<T>> Done => _done.Task;

    public override void Run(RouterCore core, Instant now) => _result = work(core, now);

    public override void Appended(CommitTicket ticket) =>
        ticket.OnDurable(static (self, outcome) => ((LaneWork<T>)self!).Complete(outcome), this);

    public override void Failed(Exception wrong) => _done.TrySetException(wrong);

    private void Complete(CommitOutcome outcome) => _done.TrySetResult(new Durable<T>(_result!, outcome));
}

/// <summary>Received alerts; whoever sent them waits until what changed is on disk.</summary>
internal sealed class PutInput(IReadOnlyList<Alert> received) : LaneInput
{
    private readonly TaskCompletionSource<CommitOutcome> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<CommitOutcome> Done => _done.Task;

    // An alert that is known already causes no event. If its creation is still on its way to disk, or failed to get
    // there, saying "taken" would let a crash forget an alert that its sender was told is safe.
    public override bool ConfirmsEarlier => true;

    public override void Run(RouterCore core, Instant now) => core.Put(received, now);

    public override void Appended(CommitTicket ticket) => ticket.OnDurable(
        static (done, outcome) => ((TaskCompletionSource<CommitOutcome>)done!).TrySetResult(outcome), _done);

    public override void Failed(Exception wrong) => _done.TrySetException(wrong);
}

/// <summary>The end of a flush, on its way back to its group.</summary>
internal sealed class FlushEndedInput(AlertGroup group, long number, bool succeeded) : LaneInput
{
    public override void Run(RouterCore core, Instant now) => core.FlushEnded(group, number, succeeded, now);
}

/// <summary>A timer went off; the lane looks at the time anyway.</summary>
internal sealed class TickInput : LaneInput
{
    public static readonly TickInput Instance = new();

    public override void Run(RouterCore core, Instant now)
    {
    }
}

/// <summary>A result, and whether what caused it is on disk.</summary>
/// <param name="Value">The result.</param>
/// <param name="Outcome">How the commit ended.</param>
/// <typeparam name="T">Of the result.</typeparam>
public readonly record struct Durable<T>(T Value, CommitOutcome Outcome);
