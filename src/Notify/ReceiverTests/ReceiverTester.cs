using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;

namespace Tocsin.Notify.ReceiverTests;

/// <summary>
/// Sends a made-up alert by a receiver's own integrations, once each, and tells what every machine on the way answered.
/// It touches no group and no log: what it sends is nobody's notification. Thread-safe.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="tell">Is told of each message as it ends, for the journal.</param>
/// <param name="takeTurn">Asks for the turn of a message, so that it keeps to the rate limits; null where there are none.</param>
public sealed class ReceiverTester(
    TimeProvider time, Action<ReceiverTested> tell, Func<IntegrationKey, Task<TestTurn>>? takeTurn = null)
{
    private Instant Now => Instant.From(time.GetUtcNow());

    /// <summary>Sends to all integrations that the test asks for, at the same time; never throws for a bad receiver.</summary>
    /// <param name="receiver">The receiver.</param>
    /// <param name="test">What was asked for.</param>
    /// <param name="stopping">Ends the attempts under way; they count as not delivered.</param>
    public async Task<ReceiverTestReport> RunAsync(ReceiverModel receiver, ReceiverTest test, CancellationToken stopping)
    {
        Instant began = Now;
        var message = new TestMessage(test, began);
        IEnumerable<Task<IntegrationTestReport>> runs = receiver.Integrations
            .Where(integration => test.Wants(integration.Key))
            .Select(integration => RunAsync(new Trial(integration, test, message), stopping));
        return new ReceiverTestReport
        {
            Id = test.Id,
            Receiver = receiver.Name,
            At = began,
            Integrations = await Task.WhenAll(runs),
        };
    }

    private async Task<IntegrationTestReport> RunAsync(Trial trial, CancellationToken stopping)
    {
        TestMessageReport firing = await SendAsync(trial, null, stopping);
        List<TestMessageReport> messages = [firing];
        bool mayBeOpen = firing.Outcome is SendOutcome.Delivered or SendOutcome.Retry { MayHaveArrived: true };
        if ((trial.Test.Resolve ?? trial.Integration.KeepsIncidents) && mayBeOpen)
        {
            messages.Add(await SendAsync(trial, firing.Outcome, stopping));
        }

        return new IntegrationTestReport(trial.Integration.Key, messages) { BreakerOpenUntil = trial.BreakerOpenUntil };
    }

    private async Task<TestMessageReport> SendAsync(Trial trial, SendOutcome? before, CancellationToken stopping)
    {
        bool isResolved = before is not null;
        Notification notification = trial.Message.For(trial.Integration.Key, isResolved, Now) with
        {
            ReceiverData = (before as SendOutcome.Delivered)?.ReceiverData ?? Notification.NoData,
        };
        var hops = new HopList();
        long asked = time.GetTimestamp();
        SendOutcome? kept = await WaitForTurnAsync(trial, stopping);
        long began = time.GetTimestamp();
        SendOutcome outcome = kept ?? await AttemptAsync(trial, notification, hops, stopping);
        TimeSpan duration = time.GetElapsedTime(began);
        tell(new ReceiverTested(Now)
        {
            Id = trial.Test.Id,
            Target = new NotificationTarget(
                trial.Message.GroupKey,
                trial.Integration.Key.Receiver, trial.Integration.Key.Integration, trial.Integration.Key.Index),
            RequestedBy = trial.Test.RequestedBy,
            Labels = trial.Message.Labels,
            IsResolved = isResolved,
            Result = outcome.Result(),
            Reason = outcome.FailureReason() ?? default,
            Code = outcome.Code,
            Answer = outcome.Answer,
            Duration = duration,
            BodyDigest = hops.LastDigest,
            TemplateError = outcome.TemplateError ?? "",
        });
        return new TestMessageReport(isResolved, outcome, duration, hops.All) { Waited = time.GetElapsedTime(asked, began) };
    }

    // What keeps all messages back keeps a test back too, but no longer than an attempt may take.
    private async Task<SendOutcome?> WaitForTurnAsync(Trial trial, CancellationToken stopping)
    {
        Instant last = Now + trial.Timeout;
        while (takeTurn is not null)
        {
            TestTurn turn = await takeTurn(trial.Integration.Key);
            trial.BreakerOpenUntil = turn.BreakerOpenUntil;
            if (turn.Reason == WaitReason.None)
            {
                break;
            }

            if (turn.Until >= last || stopping.IsCancellationRequested)
            {
                string why = turn.Reason == WaitReason.RetryAfter
                    ? "the receiver asked for quiet"
                    : "the receiver's rate limit keeps messages back";
                return new SendOutcome.Retry(SendFailureReason.RateLimited)
                {
                    Answer = $"nothing was sent: {why} until {turn.Until}",
                };
            }

            TimeSpan wait = turn.Until - Now;
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero, time, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return null;
    }

    private async Task<SendOutcome> AttemptAsync(
        Trial trial, Notification notification, HopList hops, CancellationToken stopping)
    {
        using var late = new CancellationTokenSource(trial.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, stopping);
        try
        {
            return await trial.Integration.Notifier.SendAsync(notification, hops, either.Token);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return new SendOutcome.Retry(SendFailureReason.ContextCanceled)
            {
                Answer = "the test was stopped before there was an answer",
                MayHaveArrived = true,
            };
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested)
        {
            return new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded)
            {
                Answer = $"no answer within {trial.Timeout.TotalSeconds:0.###}s",
                MayHaveArrived = true,
            };
        }
        catch (Exception bug)
        {
            // The message of an exception may hold a secret, such as a URL; its type cannot.
            return new SendOutcome.Retry(SendFailureReason.Other)
            {
                Answer = $"the integration failed by a bug: {bug.GetType().Name}",
                MayHaveArrived = true,
            };
        }
    }

    private sealed record Trial(IntegrationModel Integration, ReceiverTest Test, TestMessage Message)
    {
        /// <summary>How long one attempt may take: what the receiver's own setting and the test allow.</summary>
        public TimeSpan Timeout { get; } =
            Integration.Delivery?.Timeout is { } own && own < Test.Timeout ? own : Test.Timeout;

        /// <summary>Until when the breaker keeps real messages back; zero if it does not.</summary>
        public Instant BreakerOpenUntil { get; set; }
    }

    private sealed class HopList : ISendObserver
    {
        private readonly List<SendHop> _hops = [];

        public IReadOnlyList<SendHop> All => _hops;

        public string LastDigest => _hops.FindLast(hop => hop.BodyDigest.Length > 0)?.BodyDigest ?? "";

        public void HopEnded(SendHop hop) => _hops.Add(hop);
    }
}
