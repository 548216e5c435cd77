using System.Threading.Channels;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events;
using Tocsin.Model.Seams;
using Tocsin.Notify.Hosting;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.Tests.Hosting;

/// <summary>A host on virtual time with a fake journal.</summary>
internal sealed class HostDriver : IAsyncDisposable, IFlushObserver
{
    private readonly Channel<JournalEvent> _appended = Channel.CreateUnbounded<JournalEvent>();
    private readonly Channel<bool> _ended = Channel.CreateUnbounded<bool>();

    public HostDriver(
        NotifyModel model, NotifyOptions? options = null, NotifyState? state = null, IJournal? journal = null,
        bool withReceiverName = false)
    {
        Metrics = new NotifyMetrics(Journal) { WithReceiverName = withReceiverName };
        Host = new NotifyHost(state ?? new NotifyState(), model, options ?? new NotifyOptions(), new NotifyServices
        {
            Journal = journal ?? Journal,
            ReadEvents = journal is JournalHost real ? seqs => real.Reader.ReadAt(seqs) : null,
            Appended = happened => _appended.Writer.TryWrite(happened),
            Time = Time,
            Random = new Random(7),
            Metrics = Metrics,
            Faulted = Faults.Add,
        });
        Host.Start();
    }

    public VirtualTime Time { get; } = new();

    public FakeJournal Journal { get; } = new();

    public NotifyMetrics Metrics { get; }

    public List<Exception> Faults { get; } = [];

    public NotifyHost Host { get; }

    public static NotifyModel ModelOf(params IReadOnlyList<INotifier> notifiers) => new(
    [
        new ReceiverModel("team-x", [.. notifiers.Select((n, i) =>
            new IntegrationModel(new("team-x", "webhook", i), SendResolved: true, n))]),
    ]);

    public void Flush(Flush flush) => Host.Flush(flush, this);

    public void FlushEnded(bool succeeded) => _ended.Writer.TryWrite(succeeded);

    /// <summary>Lets that much time pass, once the lane has set its alarm for the end of it.</summary>
    public async Task PassAsync(TimeSpan time)
    {
        DateTimeOffset end = Time.GetUtcNow() + time;
        while (!(Time.EarliestTimer() <= end.AddMilliseconds(1)))
        {
            await Task.Yield();
        }

        Time.Advance(time);
    }

    public async Task<bool> EndAsync()
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        return await _ended.Reader.ReadAsync(tooLong.Token);
    }

    /// <summary>The next event that the lane has handed to its journal.</summary>
    public async Task<JournalEvent> NextAppendedAsync()
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        return await _appended.Reader.ReadAsync(tooLong.Token);
    }

    public async Task<bool> FlushAsync(Flush flush)
    {
        Flush(flush);
        return await EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        Metrics.Dispose();
    }
}

/// <summary>A notifier whose attempts the test answers one by one.</summary>
internal sealed class ManualNotifier : INotifier
{
    private readonly Channel<ManualSend> _sends = Channel.CreateUnbounded<ManualSend>();

    public async Task<ManualSend> NextAsync()
    {
        using var tooLong = new CancellationTokenSource(TimeSpan.FromSeconds(180));
        return await _sends.Reader.ReadAsync(tooLong.Token);
    }

    public async ValueTask<SendOutcome> SendAsync(
        Notification notification, ISendObserver observer, CancellationToken cancellation)
    {
        var send = new ManualSend(notification);
        _sends.Writer.TryWrite(send);
        return await send.Outcome.Task.WaitAsync(cancellation);
    }
}

internal sealed record ManualSend(Notification Notification)
{
    public TaskCompletionSource<SendOutcome> Outcome { get; } =
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Answer(SendOutcome outcome) => Outcome.SetResult(outcome);
}
