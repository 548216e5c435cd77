using Tocsin.Model;
using Tocsin.Model.Alerts;
using Tocsin.Model.Labels;
using Tocsin.Model.Matching;
using Tocsin.Routing.Inhibition;

namespace Tocsin.Routing.Tests.Inhibition;

public sealed class InhibitorTests
{
    private static readonly Instant Start = Instant.From(new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static Instant At(double minutes) => Start + TimeSpan.FromMinutes(minutes);

    private static MatcherSet Set(string matchers)
    {
        Assert.True(MatcherParser.Default.TryParse(matchers, out MatcherSet? set, out string? error), error);
        return set;
    }

    private static Inhibitor Make(params (string Source, string Target, string[] Equal)[] rules) =>
        new(rules.Select((r, i) => new InhibitRuleModel($"rule {i}", Set(r.Source), Set(r.Target), r.Equal)));

    private static LabelSet Labels(params (string, string)[] labels) => LabelSet.Of(labels);

    private static Fingerprint Fire(Inhibitor inhibitor, double until, params (string, string)[] labels)
    {
        var alert = new Alert { Labels = LabelSet.Of(labels), StartsAt = At(-1), EndsAt = At(until), UpdatedAt = At(0) };
        inhibitor.Update(alert, inhibitor.RolesOf(alert.Labels));
        return alert.Fingerprint;
    }

    private static Fingerprint? By(Inhibitor inhibitor, double at, params (string, string)[] labels)
    {
        LabelSet set = LabelSet.Of(labels);
        return inhibitor.InhibitedBy(set, inhibitor.RolesOf(set), At(at))?.Source;
    }

    [Fact]
    public void A_firing_source_inhibits_targets_that_agree_in_the_equal_labels()
    {
        Inhibitor inhibitor = Make(("severity=critical", "severity=warning", ["cluster", "job"]));
        Fingerprint source = Fire(inhibitor, 10, ("severity", "critical"), ("cluster", "a"), ("job", "db"), ("x", "1"));
        Assert.Equal(source, By(inhibitor, 1, ("severity", "warning"), ("cluster", "a"), ("job", "db"), ("x", "2")));
        Assert.Null(By(inhibitor, 1, ("severity", "warning"), ("cluster", "b"), ("job", "db")));
        Assert.Null(By(inhibitor, 1, ("severity", "info"), ("cluster", "a"), ("job", "db")));
    }

    [Fact]
    public void An_equal_label_that_both_lack_is_equal()
    {
        Inhibitor inhibitor = Make(("severity=critical", "severity=warning", ["cluster"]));
        Fingerprint source = Fire(inhibitor, 10, ("severity", "critical"));
        Assert.Equal(source, By(inhibitor, 1, ("severity", "warning")));
        Assert.Null(By(inhibitor, 1, ("severity", "warning"), ("cluster", "a")));
    }

    [Fact]
    public void Values_that_run_together_alike_are_not_equal()
    {
        Inhibitor inhibitor = Make(("severity=critical", "severity=warning", ["a", "b"]));
        Fire(inhibitor, 10, ("severity", "critical"), ("a", "x"), ("b", "yz"));
        Assert.Null(By(inhibitor, 1, ("severity", "warning"), ("a", "xy"), ("b", "z")));
    }

    [Fact]
    public void Without_equal_labels_any_source_inhibits_any_target()
    {
        Inhibitor inhibitor = Make(("severity=critical", "severity=warning", []));
        Fingerprint source = Fire(inhibitor, 10, ("severity", "critical"), ("cluster", "a"));
        Assert.Equal(source, By(inhibitor, 1, ("severity", "warning"), ("cluster", "b")));
    }

    [Fact]
    public void A_source_stops_inhibiting_when_its_end_comes_without_an_event()
    {
        Inhibitor inhibitor = Make(("severity=critical", "severity=warning", []));
        Fire(inhibitor, 10, ("severity", "critical"));
        Assert.NotNull(By(inhibitor, 9.99, ("severity", "warning")));
        Assert.Null(By(inhibitor, 10, ("severity", "warning")));
        Fire(inhibitor, 20, ("severity", "critical"));
        Assert.NotNull(By(inhibitor, 11, ("severity", "warning")));
    }

    [Fact]
    public void An_alert_on_both_sides_never_inhibits_itself_nor_its_like_but_is_inhibited_by_a_mere_source()
    {
        Inhibitor inhibitor = Make(("a=1", "b=1", ["e"]));
        Fingerprint both = Fire(inhibitor, 10, ("a", "1"), ("b", "1"), ("n", "1"));
        Assert.Null(By(inhibitor, 1, ("a", "1"), ("b", "1"), ("n", "1")));
        Assert.Null(By(inhibitor, 1, ("a", "1"), ("b", "1"), ("n", "2")));
        Assert.Equal(both, By(inhibitor, 1, ("b", "1")));
        Fingerprint source = Fire(inhibitor, 10, ("a", "1"));
        Assert.Equal(source, By(inhibitor, 1, ("a", "1"), ("b", "1"), ("n", "1")));
    }

    // Upstream up to 0.34.0 pages here by mistake: its index holds one source per key.
    [Fact]
    public void A_target_stays_inhibited_while_any_of_several_sources_fires()
    {
        Inhibitor inhibitor = Make(("severity=critical", "severity=warning", ["cluster"]));
        Fingerprint one = Fire(inhibitor, 10, ("severity", "critical"), ("n", "1"));
        Fingerprint two = Fire(inhibitor, 20, ("severity", "critical"), ("n", "2"));
        Assert.Equal(one, By(inhibitor, 1, ("severity", "warning")));
        Assert.Equal(two, By(inhibitor, 10, ("severity", "warning")));
        Fire(inhibitor, 12, ("severity", "critical"), ("n", "2"));
        Assert.Null(By(inhibitor, 12, ("severity", "warning")));
    }

    [Fact]
    public void A_two_sided_source_with_a_later_end_does_not_hide_a_mere_source()
    {
        Inhibitor inhibitor = Make(("a=1", "b=1", []));
        Fingerprint source = Fire(inhibitor, 10, ("a", "1"));
        Fire(inhibitor, 60, ("a", "1"), ("b", "1"));
        Assert.Equal(source, By(inhibitor, 1, ("a", "1"), ("b", "1")));
    }

    [Fact]
    public void Removing_an_ended_source_leaves_the_others()
    {
        Inhibitor inhibitor = Make(("severity=critical", "severity=warning", []));
        Fingerprint gone = Fire(inhibitor, 5, ("severity", "critical"), ("n", "1"));
        Fingerprint stays = Fire(inhibitor, 20, ("severity", "critical"), ("n", "2"));
        Assert.Equal(stays, By(inhibitor, 6, ("severity", "warning")));
        inhibitor.Remove(gone);
        inhibitor.Remove(gone);
        Assert.Equal(stays, By(inhibitor, 7, ("severity", "warning")));
        inhibitor.Remove(stays);
        Assert.Null(By(inhibitor, 7, ("severity", "warning")));
        Assert.Equal(0, inhibitor.SourceCount);
    }

    [Fact]
    public void An_empty_rule_makes_every_alert_two_sided_and_inhibits_nothing()
    {
        Inhibitor inhibitor = Make(("", "", []));
        Fire(inhibitor, 10, ("a", "1"));
        Assert.Null(By(inhibitor, 1, ("a", "1")));
        Assert.Null(By(inhibitor, 1, ("b", "1")));
    }

    [Fact]
    public void The_first_rule_in_the_order_of_the_configuration_is_named()
    {
        Inhibitor inhibitor = Make(("s=2", "t=1", []), ("s=1", "t=1", []), ("s=3", "t=~\"1|2\"", []));
        Fingerprint three = Fire(inhibitor, 10, ("s", "3"));
        Fingerprint one = Fire(inhibitor, 10, ("s", "1"));
        LabelSet target = Labels(("t", "1"));
        InhibitRoles roles = inhibitor.RolesOf(target);
        Assert.Equal(new InhibitionCause(one, 1, "rule 1"), inhibitor.InhibitedBy(target, roles, At(1)));
        Assert.Equal([new(one, 1, "rule 1"), new(three, 2, "rule 2")], inhibitor.AllInhibiting(target, roles, At(1)));
    }

    [Fact]
    public void An_alert_without_an_end_inhibits_until_it_is_removed()
    {
        Inhibitor inhibitor = Make(("s=1", "t=1", []));
        var alert = new Alert { Labels = Labels(("s", "1")), StartsAt = At(0), EndsAt = default, UpdatedAt = At(0) };
        inhibitor.Update(alert, inhibitor.RolesOf(alert.Labels));
        Assert.NotNull(By(inhibitor, 1_000_000, ("t", "1")));
    }

    [Fact]
    public void A_clock_that_is_set_back_brings_ended_sources_back()
    {
        Inhibitor inhibitor = Make(("s=1", "t=1", []));
        Fire(inhibitor, 10, ("s", "1"));
        Assert.Null(By(inhibitor, 11, ("t", "1")));
        Assert.NotNull(By(inhibitor, 9, ("t", "1")));
    }

    [Fact]
    public void The_many_alerts_without_a_role_share_one_object()
    {
        Inhibitor inhibitor = Make(("s=1", "t=1", []));
        Assert.Same(inhibitor.RolesOf(Labels(("x", "1"))), inhibitor.RolesOf(Labels(("y", "1"))));
        Assert.True(inhibitor.RolesOf(Labels(("s", "1"))).IsNeverTarget);
        Assert.True(inhibitor.RolesOf(Labels(("t", "1"))).IsNeverSource);
    }

    [Fact]
    public void A_rule_as_written_joins_its_three_forms_of_matchers()
    {
        var rule = InhibitRuleModel.From(new()
        {
            Name = "n",
            SourceMatch = new Dictionary<string, string> { ["a"] = "1" },
            SourceMatchRe = new Dictionary<string, string> { ["b"] = "2|3" },
            SourceMatchers = Set("c!=4"),
            TargetMatchers = Set("d=5"),
            Equal = ["e"],
        });
        Assert.Equal("{a=\"1\",b=~\"^(?:2|3)$\",c!=\"4\"}", rule.Source.Sorted().ToString());
        Assert.Equal("{d=\"5\"}", rule.Target.ToString());
        Assert.Equal(["e"], rule.Equal);
    }

    [Fact]
    public void Roles_of_another_configuration_are_refused()
    {
        LabelSet labels = Labels(("t", "1"));
        InhibitRoles old = Make(("s=1", "t=1", [])).RolesOf(labels);
        Assert.Throws<ArgumentException>(() => Make(("s=1", "t=1", [])).InhibitedBy(labels, old, At(0)));
    }
}
