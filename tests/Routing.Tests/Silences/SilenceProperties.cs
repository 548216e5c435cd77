using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Silences;
using FsConfig = FsCheck.Config;

namespace Tocsin.Routing.Tests.Silences;

/// <summary>The table against the plain meaning of its silences, over random histories.</summary>
public sealed class SilenceProperties
{
    private static readonly Instant Start = Instant.From(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private static readonly string[] Values = ["", "a", "b", "c"];

    [Fact]
    public void What_is_muted_is_what_an_active_silence_matches()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => new History(seed).Run(80)).Check(
            FsConfig.QuickThrowOnFailure.WithMaxTest(60));
    }

    [Fact]
    public void Peers_that_exchange_every_change_in_any_order_agree()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new Random(seed);
            var history = new History(seed) { Retention = TimeSpan.FromDays(99) };
            history.Run(80);
            Silence[] changes = [.. history.Changes];
            var peer = new SilenceTable(new(), () => "unused");
            random.Shuffle(changes);
            foreach (Silence change in changes)
            {
                peer.Restore(change);
            }

            return peer.Query(new(), history.Now).ToHashSet().SetEquals(history.Table.Query(new(), history.Now));
        }).Check(FsConfig.QuickThrowOnFailure.WithMaxTest(60));
    }

    private sealed class History(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly LabelSet[] _labels = [.. Values.SelectMany(x => Values.Select(y => LabelSet.Of(("x", x), ("y", y), ("z", "1"))))];
        private readonly SilenceCache[] _caches = new SilenceCache[Values.Length * Values.Length];
        private SilenceTable? _table;
        private int _ids;

        public Instant Now { get; private set; } = Start;

        public TimeSpan Retention { get; init; } = TimeSpan.FromMinutes(30);

        public List<Silence> Changes { get; } = [];

        public SilenceTable Table => _table ??= new(
            new() { Retention = Retention }, () => (++_ids).ToString(CultureInfo.InvariantCulture));

        public bool Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                Now += TimeSpan.FromSeconds(_random.Next(0, 400));
                Act();
                if (!Agrees())
                {
                    return false;
                }
            }

            return true;
        }

        private void Act()
        {
            string id = _ids == 0 ? "" : _random.Next(1, _ids + 1).ToString(CultureInfo.InvariantCulture);
            switch (_random.Next(8))
            {
                case < 3:
                    Changes.AddRange(Table.Set(Draft(""), Now).Changed);
                    break;
                case 3:
                    Changes.AddRange(Table.Set(Draft(id), Now).Changed);
                    break;
                case 4:
                    Changes.AddRange(Table.Expire(id, Now).Changed);
                    break;
                case 5 when Table.Get(id) is { } known:
                    Instant end = Now + TimeSpan.FromMinutes(_random.Next(-10, 60));
                    Instant changedAt = Now + TimeSpan.FromMilliseconds(_random.Next(1, 9));
                    Table.Merge(known with { EndsAt = end, UpdatedAt = changedAt, ExpiresAt = end + Retention }, Now);
                    Changes.Add(Table.Get(id)!);
                    break;
                case 6:
                    Table.Forget(Now);
                    break;
            }
        }

        private SilenceDraft Draft(string id) => new()
        {
            Id = id,
            MatcherSets = [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Set())],
            StartsAt = Now + TimeSpan.FromMinutes(_random.Next(-10, 20)),
            EndsAt = Now + TimeSpan.FromMinutes(_random.Next(-5, 60)),
        };

        private MatcherDraft[] Set() => [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => new MatcherDraft(
            (MatchOp)_random.Next(4), _random.Next(2) == 0 ? "x" : "y", _random.Next(6) switch
            {
                0 => "a|b",
                1 => "a.*",
                2 => "c?",
                _ => Values[_random.Next(Values.Length)],
            }))];

        // Some caches are left behind, so that they meet one, some and very many changes at once.
        private bool Agrees()
        {
            IReadOnlyList<Silence> all = Table.Query(new(), Now);
            for (int i = 0; i < _labels.Length; i++)
            {
                LabelSet labels = _labels[i];
                if (_random.Next(3) > 0 && i > 3)
                {
                    continue;
                }

                if (!Table.SilencedBy(labels, ref _caches[i], Now).SequenceEqual(Ids(all, labels, SilenceState.Active))
                    || !Table.PendingFor(labels, ref _caches[i], Now).SequenceEqual(Ids(all, labels, SilenceState.Pending)))
                {
                    return false;
                }
            }

            return true;
        }

        private IEnumerable<string> Ids(IReadOnlyList<Silence> all, LabelSet labels, SilenceState state) => all
            .Where(s => s.StateAt(Now) == state
                && s.MatcherSets.Any(set => set.All(m => m.Matches(labels[m.Name] ?? ""))))
            .Select(s => s.Id).Order(StringComparer.Ordinal);
    }
}
