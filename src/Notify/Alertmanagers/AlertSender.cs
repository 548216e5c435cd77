using System.Threading.Channels;
using Tocsin.Model.Seams;
using Tocsin.Notify.HttpClients;

namespace Tocsin.Notify.Alertmanagers;

/// <summary>
/// Tells one Alertmanager what waits for it, one request after the other, and again and again while it fails: a loop of its
/// own, so that none waits for another.
/// </summary>
internal sealed class AlertSender : IAsyncDisposable
{
    private static readonly TimeSpan BackOffMin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan BackOffMax = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromMinutes(1);

    private readonly Channel<bool> _wake = Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    private readonly CancellationTokenSource _stopping = new();
    private readonly AlertSenders _owner;
    private readonly AlertSendersParts _parts;
    private AlertmanagerSet _set;
    private Task _loop = Task.CompletedTask;
    private int _failures;
    private volatile bool _isEnding;

    public AlertSender(string url, AlertmanagerSet set, AlertSenders owner, AlertSendersParts parts)
    {
        (Url, _set, _owner, _parts) = (url, set, owner, parts);
    }

    /// <summary>Where it sends to.</summary>
    public string Url { get; }

    /// <summary>How the Alertmanager is reached; may change between two requests.</summary>
    public AlertmanagerSet Set
    {
        get => Volatile.Read(ref _set);
        set => Volatile.Write(ref _set, value);
    }

    /// <summary>Begins.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Something waits.</summary>
    public void Wake() => _wake.Writer.TryWrite(true);

    /// <summary>Sends what waits, unless that fails, and ends; by force after a while.</summary>
    public async Task StopAsync(TimeSpan grace)
    {
        _isEnding = true;
        Wake();
        _stopping.CancelAfter(_failures > 0 ? TimeSpan.Zero : grace);
        await _loop.ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (!_stopping.IsCancellationRequested)
            {
                AlertBatch batch = _owner.Next(Url);
                if (batch.Alerts.Count > 0)
                {
                    await TellAsync(batch).ConfigureAwait(false);
                }
                else if (_isEnding)
                {
                    return;
                }
                else
                {
                    await _wake.Reader.ReadAsync(_stopping.Token).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // What waits is in the journal.
        }
    }

    private async Task TellAsync(AlertBatch batch)
    {
        SendOutcome outcome = await AttemptAsync(batch).ConfigureAwait(false);
        switch (outcome)
        {
            case SendOutcome.Delivered:
                NoteHealth("");
                _owner.Take(Url, batch);
                return;
            case SendOutcome.Rejected when IsAboutAlerts(outcome.Code):
                _owner.Refuse(Url, batch, outcome.Answer);
                return;
            default:
                NoteHealth(outcome.Answer);
                await WaitAsync((outcome as SendOutcome.Retry)?.After).ConfigureAwait(false);
                return;
        }
    }

    private async Task<SendOutcome> AttemptAsync(AlertBatch batch)
    {
        AlertmanagerSet set = Set;
        long started = _parts.Time.GetTimestamp();
        try
        {
            ReadOnlyMemory<byte> body = AlertsBody.Of(batch.Alerts, set.Alerts);
            if (body.IsEmpty)
            {
                return new SendOutcome.Delivered();
            }

            var sender = new HttpSender(set.Client, _parts.Time, set.Timeout);
            (HttpAnswer? answer, SendOutcome? failure) = await sender.PostJsonAsync(
                new Uri(Url), body, NoSendObserver.Instance, _stopping.Token).ConfigureAwait(false);
            SendOutcome outcome = failure ?? HttpSender.Judge(answer!, answer!.Shown);
            _owner.Metrics.Answered(
                Url, batch.Alerts.Count, outcome is SendOutcome.Delivered, _parts.Time.GetElapsedTime(started));
            return outcome;
        }
        catch (Exception wrong) when (!_stopping.IsCancellationRequested)
        {
            // A bug of ours: what waits is tried again, with the patience that any failure asks for.
            _parts.OnFault(wrong);
            return new SendOutcome.Retry(SendFailureReason.Other) { Answer = wrong.Message };
        }
    }

    // Whatever else is wrong, such as a password or a path, may be mended there without a word to us.
    private static bool IsAboutAlerts(int code) => code is 400 or 413 or 422;

    private void NoteHealth(string fault)
    {
        bool wasWell = _failures == 0;
        _failures = fault.Length == 0 ? 0 : _failures + 1;
        if (wasWell != (_failures == 0))
        {
            _parts.OnHealth(Url, fault);
        }
    }

    private async Task WaitAsync(TimeSpan? asked)
    {
        if (_isEnding)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
        }

        TimeSpan wait = BackOffMin * Math.Pow(2, Math.Min(_failures - 1, 10));
        wait = wait < BackOffMax ? wait : BackOffMax;
        wait = asked > wait ? (asked.Value < RetryAfterMax ? asked.Value : RetryAfterMax) : wait;
        double around;
        lock (_parts.Random)
        {
            around = 0.8 + (0.4 * _parts.Random.NextDouble());
        }

        await Task.Delay(wait * around, _parts.Time, _stopping.Token).ConfigureAwait(false);
    }
}
