using FsCheck;
using FsCheck.Fluent;
using Tocsin.Journal.Commits;
using Tocsin.Journal.Stores;

namespace Tocsin.Journal.Tests.Commits;

/// <summary>
/// Random appends, checkpoints, failures and crashes between any two effects. What was acknowledged is there after
/// every restart, in order and once, and recovery gives the state that all present events make.
/// </summary>
public sealed class CrashProperties
{
    private static readonly JournalOptions Options = new()
    {
        Manual = true,
        BytesMax = 20_000,
        RetryAfter = TimeSpan.Zero,
        CheckpointEvery = 10,
    };

    [Fact]
    public void Acknowledged_events_survive_any_crash_in_order_and_once() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), Survives).QuickCheckThrowOnFailure();

    private static void Survives(int seed)
    {
        var random = new Random(seed);
        using var run = new Run(random);
        for (int life = 0; life < 6; life++)
        {
            run.Live();
            run.Crash();
        }
    }

    private sealed class Crashed : Exception;

    private sealed class Run(Random random) : IDisposable
    {
        private readonly HashSet<int> _acknowledged = [];
        private readonly HashSet<int> _present = [];
        private MemoryBlockStore _store = new();
        private int _next = 1;

        public void Live()
        {
            var projection = new NumbersProjection();
            using JournalHost journal = JournalHost.Open(_store, Options, new VirtualTime());
            journal.Recover(projection);
            Check(journal, projection);
            int effects = random.Next(1, 60);
            _store.Before = effect => Injure(effect, ref effects);
            try
            {
                for (int i = 0; i < 40; i++)
                {
                    Act(journal, projection);
                }

                if (random.Next(3) == 0)
                {
                    journal.Dispose();
                }
            }
            catch (Crashed)
            {
                // The process is gone; the next life begins with what the disk has.
            }

            _store.Before = _ => throw new JournalStoreException("dead");
        }

        public void Crash() => _store = _store.Reopen(keepUnsynced: random.Next(2) == 0);

        public void Dispose() => _store.Dispose();

        private void Injure(StoreEffect effect, ref int effects)
        {
            if (--effects == 0)
            {
                throw new Crashed();
            }

            if (effect != StoreEffect.Return && random.Next(12) == 0)
            {
                throw new JournalStoreException(CommitFailure.IoError, "injected");
            }
        }

        private void Act(JournalHost journal, NumbersProjection projection)
        {
            switch (random.Next(4))
            {
                case 0:
                    journal.Step();
                    break;
                case 1 when journal.IsCheckpointDue(projection.Name):
                    journal.SaveCheckpoint(projection);
                    break;
                default:
                    Append(journal, projection);
                    break;
            }
        }

        private void Append(JournalHost journal, NumbersProjection projection)
        {
            int first = _next;
            int count = random.Next(1, 4);
            _next += count;
            var events = Enumerable.Range(first, count).Select(n => TestEvents.Numbered(n, random.Next(200))).ToArray();

            // The owner's state moves with the append; the disk follows.
            foreach (int n in Enumerable.Range(first, count))
            {
                projection.Numbers.Add(n);
            }

            journal.Append(events).OnDurable(
                (_, outcome) =>
                {
                    if (outcome.IsDurable)
                    {
                        _acknowledged.UnionWith(Enumerable.Range(first, count));
                    }
                },
                null);
        }

        private void Check(JournalHost journal, NumbersProjection recovered)
        {
            List<int> state = recovered.Numbers;
            Assert.Equal(state.Order().Distinct(), state);
            Assert.Superset(_acknowledged, state.ToHashSet());
            Assert.Superset(_present, state.ToHashSet());
            int[] kept = [.. journal.Numbers()];
            Assert.Equal(state.TakeLast(kept.Length), kept);
            _present.UnionWith(state);
        }
    }
}
