using Tocsin.Journal.Events;
using Tocsin.Journal.Events.Notify;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Seams;
using Tocsin.Notify.Outbox;
using Tocsin.Notify.Pacing;
using Tocsin.Notify.Receivers;
using static Tocsin.Notify.Tests.Flushes;

namespace Tocsin.Notify.Tests.Outbox;

/// <summary>
/// Runs a core under a random load and cuts it off after every possible number of effects. What the journal held then
/// is replayed into a new core, which must finish what was begun.
/// </summary>
public sealed class NotifyCoreCrashTests
{
    private const int Seeds = 16;

    private static readonly SendOutcome Down = new SendOutcome.Retry(SendFailureReason.ServerError) { Code = 503 };

    // With somebody behind it, so that crashes also come while a page goes on to another receiver.
    private static readonly NotifyModel Receivers = new(
    [
        CoreDriver.Receiver("team-x", integrations: 2, fallback: new("mail", TimeSpan.FromSeconds(40))),
        CoreDriver.Receiver("mail"),
    ]);

    [Fact]
    public void Between_any_two_effects_a_crash_loses_nothing_and_repeats_are_called_so()
    {
        int crashes = 0;
        int repeats = 0;
        int fallbacks = 0;
        int loads = 0;
        for (int seed = 1; seed <= Seeds; seed++)
        {
            for (int effects = 1; ; effects++)
            {
                var run = new CrashRun(seed, crashAfter: effects);
                bool ended = run.RunToTheEnd();
                crashes++;
                repeats += run.Repeats;
                fallbacks += run.Fallbacks;
                loads += run.Loads;
                if (ended)
                {
                    break;
                }

                run.RecoverAndFinish();
                run.Check();
            }
        }

        Assert.True(crashes > 500, $"only {crashes} crashes");
        Assert.True(repeats > 100, $"only {repeats} repeats");
        Assert.True(loads > 500, $"only {loads} decisions read back");
        Assert.True(fallbacks > 500, $"only {fallbacks} messages in another's place");
    }

    [Fact]
    public void A_recovered_notification_whose_integration_is_gone_ends_as_failed()
    {
        CoreDriver before = new(CoreDriver.Model());
        before.Flush(Of(At(0), Firing("a")));
        CoreDriver after = new(NotifyModel.Empty, recovered: before.Journal);

        Assert.Empty(after.Sends);
        Assert.Empty(after.State.Open);
        Assert.Contains("no longer", after.Events<NotificationFailed>().Single().Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void After_a_crash_the_message_has_its_time_again_and_counts_its_attempts_on()
    {
        CoreDriver before = new(CoreDriver.Model());
        before.Flush(Of(At(0), Firing("a")));
        before.Answer(new SendOutcome.Retry(SendFailureReason.ServerError));
        NotificationDecided first = before.Events<NotificationDecided>().Single();

        CoreDriver after = new(CoreDriver.Model(), recovered: before.Journal) { Now = Start };

        NotifyEffect.StartSend send = Assert.Single(after.Sends);
        Assert.Equal(first.Id, send.Notification.Id);
        Assert.Equal(first.Alerts, send.Notification.Alerts);
        Assert.True(send.Notification.IsRepeat);
        Assert.Equal(2, send.Notification.Attempt);
        Assert.Equal(Start + TimeSpan.FromMinutes(5), send.Deadline);
    }

    [Fact]
    public void A_message_whose_time_is_over_has_one_attempt_after_each_start()
    {
        CoreDriver before = new(CoreDriver.Model());
        before.Flush(Of(At(0), Firing("a")));
        for (int crash = 0; crash < 3; crash++)
        {
            CoreDriver after = Restarted(before, CoreDriver.Model(), At(60));
            NotifyEffect.StartSend send = Assert.Single(after.Sends);
            Assert.Equal(At(60) + TimeSpan.FromSeconds(10), send.Deadline);
            after.Answer(Down);
            Assert.Empty(after.State.Open);
            Assert.Single(after.Events<NotificationFailed>());
        }
    }

    [Fact]
    public void A_message_with_little_time_left_is_tried_again_within_it_and_not_beyond()
    {
        CoreDriver before = new(CoreDriver.Model());
        before.Flush(Of(At(0), Firing("a")));
        CoreDriver after = Restarted(before, CoreDriver.Model(), At(5) - TimeSpan.FromSeconds(4));
        Assert.Equal(At(5) + TimeSpan.FromSeconds(6), after.Sends.Single().Deadline);
        after.Answer(Down);
        Assert.Empty(after.Events<NotificationFailed>());
        while (after.State.Open.Count > 0)
        {
            after.AdvanceTo(after.NextWake);
            while (after.Sends.Count > 0)
            {
                after.Answer(Down);
            }
        }

        Assert.True(after.Started.Count > 2, $"{after.Started.Count} attempts");
        Assert.All(after.Started, s => Assert.True(s.At < At(5)));
    }

    [Fact]
    public void What_waits_with_its_time_over_ends_when_the_receiver_turns_out_to_be_down()
    {
        var fragile = new DeliveryModel { Concurrency = 1, Breaker = new() { Failures = 1 } };
        NotifyModel model = CoreDriver.Model(delivery: fragile);
        CoreDriver before = new(model);
        before.Flush(Of(At(0), Firing("a")));
        before.Flush(Of(At(0), Firing("b")) with { GroupId = "another" });
        CoreDriver after = Restarted(before, model, At(60));
        after.Flush(Of(At(60), Firing("a")));
        after.Answer(Down);

        Assert.Equal(2, after.Events<NotificationFailed>().Count());
        Assert.Single(after.Events<NotificationDecided>());
        Assert.Empty(after.Sends);
        after.AdvanceTo(At(61));
        Assert.Equal(At(60), after.Sends.Single().Notification.At);
    }

    [Fact]
    public void A_flush_after_a_crash_waits_for_the_repeat_of_the_one_before()
    {
        CoreDriver before = new(CoreDriver.Model());
        before.Flush(Of(At(0), Firing("a")));
        CoreDriver after = new(CoreDriver.Model(), recovered: before.Journal);

        after.Flush(Of(At(1), Firing("a")));
        Assert.Single(after.Sends);
        after.Answer(new SendOutcome.Delivered());

        Assert.Empty(after.Sends);
        Assert.Equal([(1L, true)], after.Ended);
    }

    private static CoreDriver Restarted(CoreDriver before, NotifyModel model, Instant now) =>
        new(model, recovered: before.Journal, now: now);

    private static NotifyState Replay(IEnumerable<JournalEvent> events)
    {
        var state = new NotifyState();
        long seq = 0;
        foreach (JournalEvent happened in events)
        {
            state.Apply(++seq, happened);
        }

        return state;
    }

    /// <summary>One run of one seed: a world that outlives the crash (receiver, disk), and a core that does not.</summary>
    private sealed class CrashRun(int seed, int crashAfter)
    {
        private readonly Random _random = new(seed);
        private readonly List<JournalEvent> _written = [];
        private readonly List<NotifyEffect.StartSend> _arrived = [];
        private readonly Queue<(long Token, long Seq)> _uncommitted = new();
        private readonly Queue<DecisionPlace> _asked = new();
        private int _durable;
        private int _left = crashAfter;
        private Instant _now = Start;
        private List<NotifyEffect.StartSend> _sends = [];

        public int Repeats { get; private set; }

        public int Loads { get; private set; }

        public int Fallbacks => _arrived.Count(a => a.Notification.FallbackFor is not null);

        public bool RunToTheEnd()
        {
            NotifyCore core = Fresh(new NotifyState());
            for (int step = 0; step < 90; step++)
            {
                Act(core, step);
                if (!Perform(core))
                {
                    return false;
                }
            }

            return true;
        }

        public void RecoverAndFinish()
        {
            // The disk holds what was durable, and perhaps some of what was under way.
            int kept = _durable + _random.Next(_written.Count - _durable + 1);
            _written.RemoveRange(kept, _written.Count - kept);
            _durable = kept;

            // A send that was under way may have arrived.
            foreach (NotifyEffect.StartSend send in _sends.Where(_ => _random.Next(2) == 0))
            {
                Arrive(send);
            }

            _sends = [];
            _uncommitted.Clear();
            _asked.Clear();
            _left = int.MaxValue;
            NotifyCore core = Fresh(Replay(_written));
            Perform(core);

            // The groups go on.
            for (int step = 90; step < 110; step++)
            {
                Act(core, step);
                Perform(core);
            }

            while (core.OpenCount > 0)
            {
                if (_sends.Count == 0 && _uncommitted.Count == 0 && _asked.Count == 0)
                {
                    _now = Instant.Later(_now, core.NextWake);
                    core.Tick(_now);
                    Perform(core);
                }

                CommitAll(core);
                LoadAll(core);
                foreach (NotifyEffect.StartSend send in _sends.ToArray())
                {
                    _sends.Remove(send);
                    Arrive(send);
                    core.AttemptEnded(send.Notification.Id, new SendOutcome.Delivered(), TimeSpan.Zero, _now);
                }

                Perform(core);
            }
        }

        public void Check()
        {
            HashSet<string> failed = [.. _written.OfType<NotificationFailed>().Select(f => f.Id)];
            HashSet<string> arrived = [.. _arrived.Select(a => a.Notification.Id)];
            foreach (NotificationDecided decided in _written.OfType<NotificationDecided>())
            {
                Assert.True(arrived.Contains(decided.Id) || failed.Contains(decided.Id), $"seed {seed}: lost");
            }

            foreach (IGrouping<string, Notification> same in _arrived.Select(a => a.Notification).GroupBy(n => n.Id))
            {
                Assert.All(same.Skip(1), n => Assert.True(n.IsRepeat, $"seed {seed}: a repeat that does not say so"));
            }

            CheckOrder();

            // What failed for good at the receiver itself was handed on, or had been told there before.
            HashSet<string> handedOn = [.. _written.OfType<NotificationDecided>().Select(d => d.Origin?.Id).OfType<string>()];
            NotifyState state = Replay(_written);
            Dictionary<string, HashSet<ulong>> told = _written.OfType<NotificationLogged>()
                .Where(l => l.Target.Receiver == "mail").GroupBy(l => l.Target.GroupId)
                .ToDictionary(g => g.Key, g => g.SelectMany(l => l.Firing.Concat(l.Resolved)).ToHashSet());
            foreach (NotificationDecided decided in _written.OfType<NotificationDecided>()
                .Where(d => failed.Contains(d.Id) && d.Target.Receiver == "team-x" && d.Reason != DedupReason.AllAlertsResolved
                    && d.Reason != DedupReason.SomeAlertsResolved))
            {
                Assert.True(
                    handedOn.Contains(decided.Id)
                        || decided.Firing.All(told.GetValueOrDefault(decided.Target.GroupId, []).Contains)
                        || KnowsLater(decided) || IsWaitedFor(decided),
                    $"seed {seed}: {decided.Id} failed and nobody else was told");
            }

            Assert.Empty(state.Open);
        }

        // Nobody hears of a group in another order than it happened, and one id never stands for two messages.
        private void CheckOrder()
        {
            foreach (var heard in _arrived.GroupBy(a => (a.Integration, a.Notification.GroupId)))
            {
                Instant[] ticks = [.. heard.Select(a => a.Notification.At)];
                Assert.True(ticks.SequenceEqual(ticks.Order()), $"seed {seed}: {heard.Key} heard out of order");
            }

            Assert.All(
                _arrived.GroupBy(a => a.Notification.Id),
                same => Assert.Single(same.Select(a => a.Notification.At).Distinct()));
        }

        // A page goes on with the newest state of its group, in which its own alerts may be muted or gone.
        private bool KnowsLater(NotificationDecided page) => _written.OfType<NotificationDecided>().Any(d =>
            d.Target.Receiver == "mail" && d.Target.GroupId == page.Target.GroupId && d.FlushAt > page.FlushAt);

        // While an earlier page of the group was on its way to the other receiver, this one waited behind it in memory,
        // and the crash took it. The flush was told as failed, so that the group decides it again at its next tick.
        private bool IsWaitedFor(NotificationDecided decided) => _written.OfType<NotificationDecided>().Any(d =>
            d.Target.Receiver == "mail" && d.Target.GroupId == decided.Target.GroupId && d.At <= FailedAt(decided));

        private Instant FailedAt(NotificationDecided decided) =>
            _written.OfType<NotificationFailed>().First(f => f.Id == decided.Id).At;

        private NotifyCore Fresh(NotifyState state)
        {
            var options = new NotifyOptions { Delivery = new() { Concurrency = 3 }, AheadMax = 1 };
            var core = new NotifyCore(state, Receivers, options, new Random(seed));
            core.Resume(_now);
            return core;
        }

        private void Act(NotifyCore core, int step)
        {
            switch (_random.Next(5))
            {
                case 0:
                    core.Flush(RandomFlush(step), step, _now);
                    break;
                case 1 when _uncommitted.Count > 0:
                    CommitAll(core);
                    break;
                case 2 when _sends.Count > 0:
                    NotifyEffect.StartSend send = _sends[_random.Next(_sends.Count)];
                    _sends.Remove(send);
                    core.AttemptEnded(send.Notification.Id, RandomOutcome(send), TimeSpan.Zero, _now);
                    break;
                case 3 when _asked.Count > 0:
                    LoadAll(core);
                    break;
                default:
                    _now += TimeSpan.FromSeconds(_random.Next(30));
                    core.Tick(_now);
                    break;
            }
        }

        private Flush RandomFlush(int step)
        {
            List<Alert> alerts = [];
            for (int i = 0; i < 4; i++)
            {
                if (_random.Next(2) == 0)
                {
                    alerts.Add(_random.Next(3) == 0 ? Resolved($"a{i}") : Firing($"a{i}"));
                }
            }

            alerts.Add(Firing($"new{step}"));
            return Of(_now, alerts) with
            {
                GroupId = $"g{_random.Next(3)}",
                Number = step + 1,
                Deadline = _now + TimeSpan.FromMinutes(1),
            };
        }

        private SendOutcome RandomOutcome(NotifyEffect.StartSend send)
        {
            switch (_random.Next(5))
            {
                case 0:
                    return new SendOutcome.Retry(SendFailureReason.ServerError);
                case 1:
                    Arrive(send);
                    return new SendOutcome.Retry(SendFailureReason.Other) { MayHaveArrived = true };
                case 2:
                    return new SendOutcome.Rejected(SendFailureReason.ClientError);
                default:
                    Arrive(send);
                    return new SendOutcome.Delivered();
            }
        }

        private void Arrive(NotifyEffect.StartSend send)
        {
            Repeats += _arrived.Any(a => a.Notification.Id == send.Notification.Id) ? 1 : 0;
            _arrived.Add(send);
        }

        private void CommitAll(NotifyCore core)
        {
            _durable = _written.Count;
            while (_uncommitted.TryDequeue(out (long Token, long Seq) commit))
            {
                core.Appended(commit.Token, commit.Seq, _now);
            }
        }

        private void LoadAll(NotifyCore core)
        {
            while (_asked.TryDequeue(out DecisionPlace place))
            {
                Loads++;
                core.Loaded(place, (NotificationDecided)_written[(int)place.Seq - 1], _now);
            }
        }

        // False at the crash, which may come between any two effects, also those of one input.
        private bool Perform(NotifyCore core)
        {
            foreach (NotifyEffect effect in core.TakeEffects())
            {
                if (_left-- == 0)
                {
                    return false;
                }

                switch (effect)
                {
                    case NotifyEffect.Append append:
                        _written.Add(append.Event);
                        if (append.Token != 0)
                        {
                            _uncommitted.Enqueue((append.Token, _written.Count));
                        }

                        break;
                    case NotifyEffect.Load load:
                        load.Places.ToList().ForEach(_asked.Enqueue);
                        break;
                    case NotifyEffect.StartSend send:
                        Assert.True(
                            _written.Take(_durable).OfType<NotificationDecided>()
                                .Any(d => d.Id == send.Notification.Id),
                            $"seed {seed}: sent before its decision was on disk");
                        _sends.Add(send);
                        break;
                }
            }

            return true;
        }
    }
}
