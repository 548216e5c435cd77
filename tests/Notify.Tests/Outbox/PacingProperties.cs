using FsCheck;
using FsCheck.Fluent;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Seams;
using Tocsin.Notify.Pacing;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>Random loads on one integration whose receiver fails at random.</summary>
public sealed class PacingProperties
{
    private static readonly SendOutcome Delivered = new SendOutcome.Delivered();
    private static readonly SendOutcome Down = new SendOutcome.Retry(SendFailureReason.ServerError);

    [Fact]
    public void In_no_stretch_of_time_do_more_attempts_begin_than_the_limit_allows() =>
        Prop.ForAll(Loads(), load =>
        {
            var limit = RateLimit.Of(1 + (load.Seed % 20), TimeSpan.FromSeconds(1 + (load.Seed % 7)), 1 + (load.Seed % 5));
            Run run = Play(load, new DeliveryModel { Rate = limit });
            List<Instant> starts = [.. run.Driver.Started.Select(s => s.At)];
            for (int i = 0; i < starts.Count; i++)
            {
                for (int j = i; j < starts.Count; j++)
                {
                    double allowed = limit.Burst + ((starts[j] - starts[i]) / limit.Interval);
                    Assert.True(j - i + 1 <= allowed + 0.001, $"{j - i + 1} attempts from {starts[i]} to {starts[j]}");
                }
            }
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_more_attempts_are_under_way_than_may_be() =>
        Prop.ForAll(Loads(), load => Assert.True(
            Play(load, new DeliveryModel { Concurrency = 1 + (load.Seed % 4) }).SendingMost <= 1 + (load.Seed % 4)))
            .QuickCheckThrowOnFailure();

    // Whatever the pacing, a message ends: it arrives, or it fails at its deadline and not later.
    [Fact]
    public void Every_message_ends_by_its_deadline_and_is_told_of_once() =>
        Prop.ForAll(Loads(), load =>
        {
            Run run = Play(load, new DeliveryModel
            {
                Rate = load.Seed % 3 == 0 ? RateLimit.Of(2, TimeSpan.FromSeconds(1)) : null,
                Concurrency = 1 + (load.Seed % 3),
                Breaker = new BreakerModel { Failures = 1 + (load.Seed % 4), Pause = TimeSpan.FromSeconds(3) },
            });
            List<NotificationDecided> decided = [.. run.Driver.Events<NotificationDecided>()];
            Dictionary<string, Instant> ended = run.Driver.Events<NotificationLogged>().Select(l => (l.Id, l.At))
                .Concat(run.Driver.Events<NotificationFailed>().Select(f => (f.Id, f.At)))
                .ToDictionary(e => e.Id, e => e.At);
            Assert.Equal(decided.Count, ended.Count);
            Assert.All(decided, d => Assert.True(ended[d.Id] <= d.Deadline));
            Assert.Equal(load.Groups.Length, run.Driver.Ended.Count);
            Assert.Empty(run.Driver.State.Open);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void While_a_breaker_is_open_nothing_is_sent_and_after_it_one_message_at_a_time() =>
        Prop.ForAll(Loads(), load =>
        {
            Run run = Play(load, new DeliveryModel
            {
                Breaker = new BreakerModel { Failures = 2, Pause = TimeSpan.FromSeconds(5) },
            });
            bool isOpen = false;
            string? probe = null;
            foreach (object what in run.Driver.Happened)
            {
                switch (what)
                {
                    case BreakerChanged breaker:
                        isOpen = breaker.State == BreakerState.Open;
                        Assert.True(!isOpen || breaker.OpenUntil - breaker.At >= TimeSpan.FromSeconds(4));
                        probe = null;
                        break;
                    case Notification sent when isOpen:
                        Assert.Null(probe);
                        probe = sent.Id;
                        break;
                    case AttemptFinished attempt when attempt.Id == probe:
                        probe = null;
                        break;
                }
            }
        }).QuickCheckThrowOnFailure();

    private static Arbitrary<Load> Loads() => (
        from seed in Gen.Choose(0, 1_000_000)
        from groups in Gen.Choose(0, 20_000).ArrayOf(40)
        select new Load(seed, groups)).ToArbitrary();

    // Each number is a pause before the next flush in ms, and decides by its parity how the attempts go.
    private static Run Play(Load load, DeliveryModel delivery)
    {
        var run = new Run(new CoreDriver(CoreDriver.Model(delivery: delivery)), new Random(load.Seed));
        for (int i = 0; i < load.Groups.Length; i++)
        {
            run.Until(run.Driver.Now + TimeSpan.FromMilliseconds(load.Groups[i] / 10));
            run.Driver.Flush(Of(run.Driver.Now, Firing("a")) with
            {
                GroupId = $"g{i}",
                Deadline = run.Driver.Now + TimeSpan.FromSeconds(30),
            });
        }

        run.Until(run.Driver.Now + TimeSpan.FromMinutes(2));
        return run;
    }

    private sealed record Load(int Seed, int[] Groups);

    private sealed class Run(CoreDriver driver, Random random)
    {
        private readonly Dictionary<string, (Instant At, SendOutcome Outcome)> _answers = [];
        public CoreDriver Driver => driver;

        public int SendingMost { get; private set; }

        public void Until(Instant end)
        {
            while (true)
            {
                Note();
                string? id = _answers.OrderBy(a => a.Value.At).Select(a => a.Key).FirstOrDefault();
                Instant answer = id is null ? Instant.Max : _answers[id].At;
                Instant next = Instant.Min(answer, driver.NextWake);
                if (next > end)
                {
                    driver.AdvanceTo(end);
                    return;
                }

                driver.AdvanceTo(next);
                Note();
                if (id is not null && answer <= driver.Now)
                {
                    _answers.Remove(id, out (Instant At, SendOutcome Outcome) done);
                    driver.Answer(done.Outcome, id);
                }
            }
        }

        private void Note()
        {
            SendingMost = Math.Max(SendingMost, driver.Sends.Count);
            foreach (Notification sent in driver.Sends.Select(s => s.Notification).Where(n => !_answers.ContainsKey(n.Id)))
            {
                Instant at = driver.Now + TimeSpan.FromMilliseconds(random.Next(1, 900));
                Instant cut = driver.Sends.Single(s => s.Notification.Id == sent.Id).Deadline;
                _answers[sent.Id] = (Instant.Min(at, cut), random.Next(3) == 0 ? Delivered : Down);
            }
        }
    }
}
