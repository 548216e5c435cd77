using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Inhibition;
using FsConfig = FsCheck.Config;

namespace Tocsin.Routing.Tests.Inhibition;

/// <summary>The inhibitor against the definition, asked of every rule and every alert, over random histories.</summary>
public sealed class InhibitorProperties
{
    private static readonly Instant Start = Instant.From(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void What_is_inhibited_is_what_the_definition_says()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed => new History(seed).Run(60)).Check(
            FsConfig.QuickThrowOnFailure.WithMaxTest(40));
    }

    private static readonly string[] Names = ["x", "y", "z"];
    private static readonly string[] Values = ["", "a", "b", "c"];
    private static readonly string[] Patterns = ["", "a", "b", "a|b", "b|c", ".+", "[ab].*"];

    private sealed class History
    {
        private readonly Random _random;
        private readonly InhibitRuleModel[] _rules;
        private readonly Inhibitor _inhibitor;
        private readonly Dictionary<Fingerprint, Alert> _alerts = [];
        private Instant _now = Start;

        public History(int seed)
        {
            _random = new Random(seed);
            _rules = [.. Enumerable.Range(0, _random.Next(1, 12)).Select(Rule)];
            _inhibitor = new Inhibitor(_rules);
        }

        public bool Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                // Now and then the clock is set back.
                _now += TimeSpan.FromSeconds(_random.Next(20) == 0 ? -60 : _random.Next(0, 40));
                Act();
                for (int i = 0; i < 5; i++)
                {
                    if (!Agrees(Labels()))
                    {
                        return false;
                    }
                }
            }

            return true;
        }

        private InhibitRuleModel Rule(int index) => new(
            index.ToString(CultureInfo.InvariantCulture), Set(), Set(),
            [.. Names.Where(_ => _random.Next(3) == 0)]);

        private MatcherSet Set() => new(Enumerable.Range(0, _random.Next(0, 3)).Select(_ => LabelMatcher.Create(
            (MatchOp)_random.Next(4), Names[_random.Next(3)],
            Patterns[_random.Next(Patterns.Length)])));

        private LabelSet Labels()
        {
            var builder = new LabelSetBuilder();
            foreach (string name in Names)
            {
                builder.Add(name, Values[_random.Next(4)]);
            }

            builder.Add("n", _random.Next(3).ToString(CultureInfo.InvariantCulture));
            return builder.Build(dropEmpty: true);
        }

        private void Act()
        {
            if (_alerts.Count > 0 && _random.Next(4) == 0)
            {
                Fingerprint dropped = _alerts.Keys.ElementAt(_random.Next(_alerts.Count));
                _alerts.Remove(dropped);
                _inhibitor.Remove(dropped);
                return;
            }

            var alert = new Alert
            {
                Labels = Labels(),
                StartsAt = _now,
                EndsAt = _random.Next(8) == 0 ? default : _now + TimeSpan.FromSeconds(_random.Next(-30, 200)),
                UpdatedAt = _now,
            };
            _alerts[alert.Fingerprint] = alert;
            _inhibitor.Update(alert, _inhibitor.RolesOf(alert.Labels));
        }

        private bool Agrees(LabelSet target)
        {
            InhibitRoles roles = _inhibitor.RolesOf(target);
            InhibitionCause[] expected = [.. Expected(target)];
            return _inhibitor.InhibitedBy(target, roles, _now) is { } found
                ? found.RuleIndex == expected[0].RuleIndex && expected.Contains(found)
                    && _inhibitor.AllInhibiting(target, roles, _now).SequenceEqual(expected)
                : expected.Length == 0 && _inhibitor.AllInhibiting(target, roles, _now).Count == 0;
        }

        private IEnumerable<InhibitionCause> Expected(LabelSet target) =>
            from rule in _rules.Index()
            where rule.Item.Target.Matches(target)
            from source in _alerts.Values.OrderBy(a => a.Fingerprint)
            where !source.IsResolvedAt(_now)
                && rule.Item.Source.Matches(source.Labels)
                && rule.Item.Equal.All(name => (source.Labels[name] ?? "") == (target[name] ?? ""))
                && !(rule.Item.Source.Matches(target) && rule.Item.Target.Matches(source.Labels))
            select new InhibitionCause(source.Fingerprint, rule.Index, rule.Item.Name);
    }
}
