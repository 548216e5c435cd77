using Microsoft.Extensions.Logging;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Events.Notify;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using Tocsin.Notify.ReceiverTests;
using Tocsin.Server.Web;

namespace Tocsin.Server.Notifications;

/// <summary>Why a test did not begin.</summary>
internal enum TestRefusal
{
    /// <summary>It did.</summary>
    None,

    /// <summary>One of the same receiver is under way.</summary>
    SameReceiver,

    /// <summary>Too many are under way or were of late.</summary>
    TooMany,
}

/// <summary>
/// Runs the tests of receivers within bounds: one at a time of a receiver, a few at once, some a minute. A test that began
/// goes on although who asked has gone, since what it opened at the other end must be closed. Thread-safe.
/// </summary>
internal sealed partial class ReceiverTests : IAsyncDisposable
{
    /// <summary>How many may be under way at once.</summary>
    public const int AtOnceMax = 4;

    /// <summary>How many may begin without a pause.</summary>
    public const int BurstMax = 10;

    /// <summary>The time in which one more is allowed.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(6);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task> _running = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly TokenBucket _rate;
    private readonly IJournal _journal;
    private readonly ReceiverTester _tester;
    private readonly ILogger _log;

    /// <param name="time">The clock.</param>
    /// <param name="journal">Where each message of a test is noted.</param>
    /// <param name="takeTurn">Asks for the turn of a message, so that it keeps to the rate limits.</param>
    /// <param name="loggers">Makes the log in which it is told.</param>
    public ReceiverTests(
        TimeProvider time, IJournal journal, Func<IntegrationKey, Task<TestTurn>> takeTurn, ILoggerFactory loggers)
    {
        _journal = journal;
        _log = loggers.CreateLogger<ReceiverTests>();
        _rate = new TokenBucket(BurstMax, Interval, time);
        _tester = new ReceiverTester(time, Note, takeTurn);
    }

    /// <summary>Begins a test, or says why not. The report is there once what happened is on disk.</summary>
    public TestRefusal TryBegin(ReceiverModel receiver, ReceiverTest test, out Task<ReceiverTestReport> report)
    {
        lock (_gate)
        {
            report = Task.FromCanceled<ReceiverTestReport>(new CancellationToken(canceled: true));
            if (_running.ContainsKey(receiver.Name))
            {
                return TestRefusal.SameReceiver;
            }

            if (_stopping.IsCancellationRequested || _running.Count >= AtOnceMax || !_rate.TryTake())
            {
                return TestRefusal.TooMany;
            }

            report = Task.Run(() => RunAsync(receiver, test));
            _running[receiver.Name] = report;
            return TestRefusal.None;
        }
    }

    /// <summary>Ends the tests under way.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] running;
        lock (_gate)
        {
            _stopping.Cancel();
            running = [.. _running.Values];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task<ReceiverTestReport> RunAsync(ReceiverModel receiver, ReceiverTest test)
    {
        try
        {
            ReceiverTestReport report = await _tester.RunAsync(receiver, test, _stopping.Token).ConfigureAwait(false);
            await _journal.Barrier().WaitAsync(CancellationToken.None).ConfigureAwait(false);
            return report;
        }
        finally
        {
            lock (_gate)
            {
                _running.Remove(receiver.Name);
            }
        }
    }

    private void Note(ReceiverTested happened)
    {
        _journal.Append(happened);
        LogTested(
            happened.Target.Receiver,
            happened.Target.Integration,
            happened.RequestedBy,
            happened.Result,
            happened.Answer);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A test message was sent {receiver} {integration} {requested_by} {result} {answer}")]
    private partial void LogTested(string receiver, string integration, string requested_by, AttemptResult result, string answer);
}
