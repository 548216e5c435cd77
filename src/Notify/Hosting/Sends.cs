using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;

namespace Tocsin.Notify.Hosting;

/// <summary>Runs attempts on the thread pool and posts how they ended. Thread-safe.</summary>
internal sealed class Sends(NotifyServices services, Action<NotifyInput> post, CancellationToken stopping)
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _running;
    private bool _closed;

    /// <summary>Completes once it is closed and nothing runs.</summary>
    public Task Idle => _idle.Task;

    /// <summary>Starts nothing more.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            CompleteIfIdleNeedsLock();
        }
    }

    public void Start(NotifyEffect.StartSend send)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _running++;
        }

        _ = Task.Run(() => RunAsync(send), CancellationToken.None);
    }

    private async Task RunAsync(NotifyEffect.StartSend send)
    {
        try
        {
            long began = services.Time.GetTimestamp();
            if (await AttemptAsync(send) is { } outcome)
            {
                post(new NotifyInput.AttemptEnded(send, outcome, services.Time.GetElapsedTime(began)));
            }
        }
        finally
        {
            lock (_gate)
            {
                _running--;
                CompleteIfIdleNeedsLock();
            }
        }
    }

    private async Task<SendOutcome?> AttemptAsync(NotifyEffect.StartSend send)
    {
        TimeSpan left = send.Deadline - Instant.From(services.Time.GetUtcNow());
        using var end = new CancellationTokenSource(left > TimeSpan.Zero ? left : TimeSpan.Zero, services.Time);
        using CancellationTokenRegistration stop =
            stopping.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), end);
        try
        {
            var digest = new LastDigest();
            SendOutcome outcome = await send.Notifier.SendAsync(send.Notification, digest, end.Token);
            return outcome with { BodyDigest = digest.Value };
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Without an outcome the notification stays open in the journal and is sent again after the start.
            return null;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded)
            {
                Answer = "no answer before the time of the flush ran out",
                MayHaveArrived = true,
            };
        }
        catch (Exception bug)
        {
            services.Metrics.Fault();
            services.Faulted?.Invoke(bug);

            // The message of an exception may hold a secret, such as a URL; its type cannot.
            return new SendOutcome.Retry(SendFailureReason.Other)
            {
                Answer = $"the integration failed by a bug: {bug.GetType().Name}",
                MayHaveArrived = true,
            };
        }
    }

    private sealed class LastDigest : ISendObserver
    {
        public string Value { get; private set; } = "";

        public void HopEnded(SendHop hop) => Value = hop.BodyDigest.Length > 0 ? hop.BodyDigest : Value;
    }

    private void CompleteIfIdleNeedsLock()
    {
        if (_closed && _running == 0)
        {
            _idle.TrySetResult();
        }
    }
}
