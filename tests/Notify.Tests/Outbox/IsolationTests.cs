using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>A receiver that is slow, dead or limited must not be felt by anybody else: the same run with and without it.</summary>
public sealed class IsolationTests
{
    private const int Healthy = 5;
    private const int Groups = 400;

    public static TheoryData<string> Troubles => ["hangs", "refuses the connection", "is slow", "asks for quiet", "is limited"];

    [Theory]
    [MemberData(nameof(Troubles))]
    public void Every_attempt_at_the_others_begins_at_the_same_instant_as_without_it(string trouble)
    {
        List<string> without = Play(null);
        List<string> with = Play(trouble);

        Assert.True(without.Count > Healthy * Groups, $"only {without.Count} attempts");
        Assert.Equal(without, with);
    }

    private static List<string> Play(string? trouble)
    {
        var limit = new DeliveryModel { Rate = trouble == "is limited" ? RateLimit.Of(1, TimeSpan.FromSeconds(10)) : null };
        CoreDriver driver = new(new NotifyModel(
        [
            .. Enumerable.Range(0, Healthy).Select(i => CoreDriver.Receiver($"healthy-{i}")),
            CoreDriver.Receiver("sick", delivery: limit),
        ]));
        var receivers = new Receivers(driver, trouble ?? "");
        for (int i = 0; i < Groups; i++)
        {
            receivers.Until(Start + TimeSpan.FromMilliseconds(40 * i));
            for (int r = 0; r < Healthy; r++)
            {
                driver.Flush(Of(driver.Now, Firing("a")) with { GroupId = $"h{r}-{i}", Receiver = $"healthy-{r}" });
            }

            if (trouble is not null)
            {
                driver.Flush(Of(driver.Now, Firing("a")) with { GroupId = $"s{i}", Receiver = "sick" });
            }
        }

        receivers.Until(At(12));
        return [.. driver.Started.Where(s => s.Send.Integration.Receiver != "sick").Select(s =>
            $"{s.At} {s.Send.Notification.GroupId} attempt {s.Send.Notification.Attempt}")];
    }

    // The healthy ones fail now and then too, so that their back-off draws count.
    private sealed class Receivers(CoreDriver driver, string trouble)
    {
        private readonly PriorityQueue<(string Id, SendOutcome Outcome), (Instant At, long Order)> _answers = new();
        private readonly HashSet<string> _known = [];
        private long _order;

        public void Until(Instant end)
        {
            while (true)
            {
                foreach (Notification sent in driver.Sends.Select(s => s.Notification)
                    .Where(n => _known.Add($"{n.Id} {n.Attempt}")).ToList())
                {
                    (TimeSpan after, SendOutcome outcome) = sent.Receiver == "sick" ? Sick() : Well(sent);
                    Instant cut = driver.Sends.Single(s => s.Notification.Id == sent.Id).Deadline;
                    _answers.Enqueue((sent.Id, outcome), (Instant.Min(driver.Now + after, cut), _order++));
                }

                bool isAnswer = _answers.TryPeek(out _, out (Instant At, long Order) first) && first.At <= driver.NextWake;
                Instant next = isAnswer ? first.At : driver.NextWake;
                if (next > end)
                {
                    driver.AdvanceTo(end);
                    return;
                }

                if (isAnswer)
                {
                    driver.Now = Instant.Later(driver.Now, next);
                    (string id, SendOutcome outcome) = _answers.Dequeue();
                    driver.Answer(outcome, id);
                }
                else
                {
                    driver.AdvanceTo(next);
                }
            }
        }

        private static (TimeSpan After, SendOutcome Outcome) Well(Notification sent)
        {
            int luck = Convert.ToInt32(sent.Id[..6], 16) + sent.Attempt;
            return (TimeSpan.FromMilliseconds(20 + (luck % 80)), luck % 7 == 0
                ? new SendOutcome.Retry(SendFailureReason.ServerError)
                : new SendOutcome.Delivered());
        }

        private (TimeSpan After, SendOutcome Outcome) Sick() => trouble switch
        {
            "hangs" => (TimeSpan.FromHours(1), new SendOutcome.Retry(SendFailureReason.ContextDeadlineExceeded)),
            "is slow" => (TimeSpan.FromSeconds(20), new SendOutcome.Delivered()),
            "asks for quiet" => (TimeSpan.FromMilliseconds(5),
                new SendOutcome.Retry(SendFailureReason.RateLimited) { After = TimeSpan.FromSeconds(30) }),
            "is limited" => (TimeSpan.FromMilliseconds(5), new SendOutcome.Delivered()),
            _ => (TimeSpan.FromMilliseconds(1), new SendOutcome.Retry(SendFailureReason.Other)),
        };
    }
}
